"""A formal consultation: called, written down, concluded, signed, added to."""

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.platform.signing import actions as signing
from tuyen.platform.signing import queries as signed
from tuyen.platform.signing.actions import Issued, Wanted
from tuyen.platform.signing.models import PaperSignature
from tuyen.record import permissions
from tuyen.record.actions import consult_answers
from tuyen.record.actions.consults import closed, licence_of, step
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import (
    Consult,
    ConsultAdvice,
    ConsultPaper,
    ConsultSession,
    PaperKind,
)
from tuyen.record.papers import consult_minutes as papers
from tuyen.record.queries import consult_sessions as queries
from tuyen.record.queries import consults
from tuyen.record.rules import consult_sessions as rules
from tuyen.record.rules.consult_sessions import Missing, SessionStatus
from tuyen.record.rules.consults import Status
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of

Address = Callable[[uuid.UUID], str]  # where the page stands that checks a paper
OFFICERS = ("chair", "secretary")
LONG = ("discussion", "conclusion", "treatment")
SHORT = ("place", "diagnosis", "technique", "destination", "follow_plan", "link_note")
SAID = ["started_at", "ended_at", "room_link", "participants", "link_quality", *LONG, *SHORT]
SAID += [f"{officer}_{what}" for officer in OFFICERS for what in ("id", "name", "place", "licence")]
MOST_TEXT = 6000


def open_session(
    *, consult: Consult, said: Minutes, by: Actor, repeat: changes.Repeat | None = None
) -> ConsultSession:
    """The table is called; whoever calls it keeps the minutes until another is named. One that broke
    off goes on: its draft is what is answered."""
    permissions.require_minutes(by, queries.is_ours(consult, by))
    if consult.status not in rules.HELD:
        raise closed(consult)
    if going := queries.draft_among(consult.id, consult.patient_id):
        return going
    _begin(consult, by)
    row = ConsultSession(
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        consult_id=consult.id,
        unit_id=by.unit_id,
        number=_next_number(consult),
        started_at=said.started_at,
        opened_by=by.account_id,
        opened_by_name=by.name,
    )
    _say(row, said, consult)
    if row.secretary_id is None and row.chair_id != by.account_id:
        _name_officer(row, "secretary", by.account_id, consult)
    with changes.apply(actor=by, reason="consult.session", repeat=repeat) as log:
        log.check(lambda: _require_none_open(consult))
        log.result_id = row.id
        log.create(row, step(consult, "session", by, row.number))
    return row


def _begin(consult: Consult, by: Actor) -> None:
    """An expert who calls the table has taken the case by that."""
    is_expert = consults.is_asked(consult, by) and permissions.may_answer_consult(by)
    if is_expert and consult.status in (Status.ASKED, Status.ACCEPTED):
        consult_answers.begin(consult=consult, by=by)


def keep(*, session: ConsultSession, consult: Consult, said: Minutes, by: Actor) -> ConsultSession:
    """What has been written so far; nothing is asked of it."""
    _require_writing(session, by)
    _say(session, said, consult)
    with changes.apply(actor=by, reason="consult.session_kept") as log:
        log.change(session, SAID)
    return session


def conclude(
    *,
    session: ConsultSession,
    consult: Consult,
    said: Minutes,
    address: Address,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> ConsultPaper:
    """The minutes are made: from now on chair and secretary sign, and nothing is written any more."""
    _require_writing(session, by)
    if consult.status not in rules.HELD:
        raise closed(consult)
    _say(session, said, consult)
    _require_sound(session)
    session.ended_at = session.ended_at or clock.now()
    row = _paper(consult, PaperKind.MINUTES, session.number, by)
    row.session_id = session.id
    pdf = papers.minutes_pdf(consult, session, address(row.paper_id))
    _issue(row, pdf, _officers_wanted(session), consult, by)
    session.status, session.paper_id = SessionStatus.CONCLUDED, row.paper_id
    session.concluded_at = row.issued_at
    with changes.apply(actor=by, reason="consult.session_concluded", repeat=repeat) as log:
        log.result_id = row.id
        log.change(session, [*SAID, "status", "paper_id", "concluded_at"])
        log.create(row, step(consult, "concluded", by, session.conclusion[:300]))
    return row


def reopen(*, session: ConsultSession, by: Actor) -> ConsultSession:
    """Something was wrong on the minutes and nobody has signed yet: they are written anew."""
    permissions.require_officer(by, queries.is_officer(session, by))
    if not rules.may_follow(session.status, SessionStatus.DRAFT):
        raise _not_writing(session)
    paper = signed.paper(session.paper_id) if session.paper_id else None
    session.status, session.paper_id, session.concluded_at = SessionStatus.DRAFT, None, None
    with changes.apply(actor=by, reason="consult.session_reopened") as log:
        if paper is not None:
            log.check(lambda: _require_unsigned(bool(signed.signatures_of(paper))))
        log.change(session, ["status", "paper_id", "concluded_at"])
    return session


def sign(*, row: ConsultPaper, password_is_right: bool, by: Actor) -> PaperSignature:
    """In the role in which the paper names whoever signs; it names nobody twice."""
    paper = queries.signed_paper(row)
    wanted = paper.wanted if paper else []
    roles = [each["role"] for each in wanted if each["account_id"] == str(by.account_id)]
    if paper is None or not roles or not _stands(row):
        raise NotPermitted(_("Giấy này không ghi bạn là người ký."))
    return signing.sign(
        paper=paper,
        role=roles[0],
        password_is_right=password_is_right,
        by=by,
        licence=licence_of(by),
    )


def add_to(
    *,
    session: ConsultSession,
    consult: Consult,
    text: str,
    address: Address,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> ConsultPaper:
    """Signed minutes never change: what has to be added is a further paper that names the first, and
    is signed by the same two."""
    permissions.require_officer(by, queries.is_officer(session, by))
    said = nfc(text)
    if not said:
        raise Refused(_("Ghi nội dung bổ sung."), field="text")
    if session.status != SessionStatus.SIGNED:
        raise Refused(_("Biên bản chưa đủ chữ ký: ký xong rồi mới lập bản bổ sung."))
    count = ConsultPaper.objects.filter(
        patient_id=session.patient_id, session_id=session.id, kind=PaperKind.ADDENDUM
    ).count()
    number = f"{session.number}-{numbers.start('B')}{count + 1}"
    row = _paper(consult, PaperKind.ADDENDUM, number, by)
    row.session_id, row.text = session.id, said[:MOST_TEXT]
    pdf = papers.addendum_pdf(consult, session, row, address(row.paper_id))
    _issue(row, pdf, _officers_wanted(session), consult, by, follows_id=session.paper_id)
    with changes.apply(actor=by, reason="consult.session_addendum", repeat=repeat) as log:
        log.result_id = row.id
        log.still(session)
        log.create(row)
    return row


def print_advice(
    *, advice: ConsultAdvice, consult: Consult, address: Address, by: Actor
) -> ConsultPaper:
    """The signed advice as a paper for the chart, to be signed by its author; asked twice, one paper."""
    if advice.author_id != by.account_id:
        raise NotPermitted(_("Chỉ người đã ký lời khuyên mới lập phiếu này."))
    if advice.status != consults.SIGNED:
        raise Refused(_("Ký lời khuyên trước rồi mới lập phiếu."))
    known: ConsultPaper | None = ConsultPaper.objects.filter(
        patient_id=advice.patient_id, advice_id=advice.id
    ).first()
    if known is not None:
        return known
    row = _paper(consult, PaperKind.ADVICE, f"{consult.number}/TV", by)
    row.advice_id = advice.id
    pdf = papers.advice_pdf(consult, advice, row, address(row.paper_id))
    _issue(row, pdf, [Wanted(rules.AUTHOR, "Người tư vấn", by.account_id)], consult, by)
    with changes.apply(actor=by, reason="consult.advice_paper") as log:
        log.create(row)
    return row


# What the acts share ----------------------------------------------------------------------------


def _paper(consult: Consult, kind: PaperKind, number: str, by: Actor) -> ConsultPaper:
    return ConsultPaper(
        id=uuid7(),
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        consult_id=consult.id,
        kind=kind,
        number=number,
        paper_id=uuid7(),
        issued_at=clock.now(),
        issued_by=by.account_id,
        issued_by_name=by.name,
    )


def _issue(
    row: ConsultPaper,
    pdf: bytes,
    wanted: list[Wanted],
    consult: Consult,
    by: Actor,
    follows_id: uuid.UUID | None = None,
) -> None:
    """Before the rows that name it: a paper of which no row tells is signed by nobody."""
    facility = direction.facility_of(consult.to_unit_id)
    said = Issued(
        id=row.paper_id,
        kind=papers.title_of(row.kind),
        number=row.number,
        day=clock.today(),
        subject_kind=queries.SUBJECT,
        subject_id=row.id,
        wanted=wanted,
        unit_name=names_of([facility]).get(facility, by.unit_name),
        follows_id=follows_id,
    )
    signing.issue(pdf=pdf, said=said, by=by)


def _officers_wanted(session: ConsultSession) -> list[Wanted]:
    return [
        Wanted(rules.SECRETARY, "Thư ký", session.secretary_id),
        Wanted(rules.CHAIR, "Chủ tọa", session.chair_id),
    ]


def _stands(row: ConsultPaper) -> bool:
    """Minutes that were taken back for mending are signed by nobody."""
    if row.kind != PaperKind.MINUTES:
        return True
    held = ConsultSession.objects.filter(patient_id=row.patient_id, consult_id=row.consult_id)
    return held.filter(paper_id=row.paper_id).exists()


def _next_number(consult: Consult) -> str:
    held = ConsultSession.objects.filter(patient_id=consult.patient_id, consult_id=consult.id)
    return f"{consult.number}/{numbers.start('BB')}{held.count() + 1}"


def _require_none_open(consult: Consult) -> None:
    if queries.draft_among(consult.id, consult.patient_id):
        raise Stale(
            _("Người khác vừa mở phiên hội chẩn của ca này. Tải lại trang để vào phiên đó.")
        )


def _require_writing(session: ConsultSession, by: Actor) -> None:
    permissions.require_officer(by, queries.is_officer(session, by))
    if session.status != SessionStatus.DRAFT:
        raise _not_writing(session)


def _not_writing(session: ConsultSession) -> Refused:
    return Refused(
        _("Biên bản đang ở trạng thái “%(status)s” nên không sửa được nữa.")
        % {"status": session.get_status_display()}
    )


def _require_unsigned(has_signature: bool) -> None:
    if has_signature:
        raise Refused(_("Đã có người ký nên không mở lại được. Lập bản bổ sung sau khi đủ chữ ký."))


def _say(session: ConsultSession, said: Minutes, consult: Consult) -> None:
    session.started_at, session.ended_at = said.started_at, said.ended_at
    for name in LONG:
        setattr(session, name, nfc(getattr(said, name))[:MOST_TEXT])
    for name in SHORT:
        setattr(session, name, nfc(getattr(said, name)))
    session.room_link = _sound_link(said.room_link)
    known = rules.links(consult.day)
    session.link_quality = said.link_quality if said.link_quality in known else ""
    session.participants = [asdict(_clean(each)) for each in said.participants if nfc(each.name)]
    if len(session.participants) > rules.MOST_PARTICIPANTS:
        raise Refused(_("Nhiều nhất %(n)d người dự.") % {"n": rules.MOST_PARTICIPANTS})
    for officer in OFFICERS:
        _name_officer(session, officer, getattr(said, f"{officer}_id"), consult)


def _clean(each: Participant) -> Participant:
    texts = (each.name, each.title, each.licence, each.unit)
    name, title, licence, unit = (nfc(text)[:200] for text in texts)
    opinion = nfc(each.opinion)[:MOST_TEXT]
    return Participant(name, title, licence, unit, opinion, each.account_id, each.staff_id)


def _sound_link(link: str) -> str:
    link = link.strip()
    if link and not (link.startswith("https://") and urlsplit(link).netloc):
        raise Refused(_("Dán địa chỉ phòng họp bắt đầu bằng https://"), field="room_link")
    return link


def _name_officer(
    session: ConsultSession, officer: str, account_id: uuid.UUID | None, consult: Consult
) -> None:
    """The name and licence as they are today; one who is named already keeps theirs."""
    if account_id == getattr(session, f"{officer}_id"):
        return
    told: dict[str, Any] = {"id": None, "name": "", "place": "", "licence": ""}
    if account_id is not None:
        told = _told_of(account_id, officer, consult)
    for what, value in told.items():
        setattr(session, f"{officer}_{what}", value)


def _told_of(account_id: uuid.UUID, officer: str, consult: Consult) -> dict[str, Any]:
    for each, place in queries.officers_of(consult, *queries.LEAVES[officer]):
        if each.account_id == account_id:
            licence = _licence_of_staff(each.staff_id)
            return {"id": account_id, "name": each.name, "place": place, "licence": licence}
    raise Refused(
        _("Chủ tọa, thư ký là người được giao việc đó ở nơi hỏi hoặc nơi được hỏi."),
        field=officer,
    )


def _licence_of_staff(staff_id: uuid.UUID | None) -> str:
    if staff_id is None:
        return ""
    return str(facts.ask("staff.licence_number", staff_id=staff_id, on=clock.today()) or "")


def _require_sound(session: ConsultSession) -> None:
    found = rules.missing(
        chair=session.chair_id,
        secretary=session.secretary_id,
        participants=[each["name"] for each in session.participants],
        conclusion=session.conclusion,
        started_at=session.started_at,
        ended_at=session.ended_at,
        now=clock.now(),
    )
    if found is not None:
        sentence, field = _sentences()[found], found.value
        raise Refused(sentence, field="secretary" if field == "same" else field)


def _sentences() -> dict[Missing, str]:
    return {
        Missing.CHAIR: _("Chọn chủ tọa."),
        Missing.SECRETARY: _("Chọn thư ký."),
        Missing.SAME: _("Chủ tọa và thư ký phải là hai người."),
        Missing.PARTICIPANT: _("Ghi ít nhất một người dự ngoài chủ tọa và thư ký."),
        Missing.CONCLUSION: _("Ghi kết luận trước khi lập biên bản."),
        Missing.ENDS_BEFORE: _("Giờ kết thúc ở trước giờ bắt đầu."),
        Missing.IN_FUTURE: _("Giờ bắt đầu ở sau giờ này."),
    }
