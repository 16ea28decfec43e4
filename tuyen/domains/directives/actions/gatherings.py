"""A meeting planned, sites and guests, answers, papers, the minutes closed, conclusions as tasks."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import clocks, permissions
from tuyen.domains.directives.actions.directives import TAKEN
from tuyen.domains.directives.models import (
    Conclusion,
    ConclusionStatus,
    Gathering,
    GatheringDocument,
    GatheringKind,
    GatheringMode,
    GatheringStatus,
    HeardReport,
    Invitation,
    InvitationAnswer,
    Site,
)
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.queries.recipients import addressable
from tuyen.domains.directives.queries.tasks import open_task, open_tasks
from tuyen.domains.directives.rules import gatherings as rules
from tuyen.domains.directives.texts import lines
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

TASK_INVITED, TASK_CONCLUSION = "gathering_invited", "gathering_conclusion"
FARTHEST = dt.timedelta(days=20 * 365)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken for something else


@dataclass(frozen=True)
class Said:
    """A meeting as it is planned. `sites`: names of further places besides the main one."""

    kind: str
    mode: str
    title: str
    day: dt.date
    starts: dt.time
    hosts: str
    ends: dt.time | None = None
    place: str = ""
    delegation: str = ""
    secretary: str = ""
    agenda: str = ""


TEXTS = ("kind", "mode", "place", "hosts", "secretary")
PLANNED = [*TEXTS, "title", "title_fold", "day", "starts_at", "ends_at", "delegation", "agenda"]


def plan(*, said: Said, by: Actor, repeat: changes.Repeat | None = None) -> Gathering:
    """A new meeting with its main site and a code for those who attend."""
    unit_id = permissions.home(by)
    permissions.require_gather(by, unit_id)
    row = Gathering(
        id=uuid7(),
        unit_id=unit_id,
        code="".join(secrets.choice(LETTERS) for _letter in range(6)),
        made_by_name=by.name,
    )
    _write(row, said)
    main = Site(
        id=uuid7(),
        unit_id=unit_id,
        gathering_id=row.id,
        at_unit_id=unit_id,
        name=row.place or _("Điểm cầu chính"),
        is_main=True,
    )
    with changes.apply(actor=by, reason="gatherings.plan", repeat=repeat) as log:
        log.create(row, main)
        log.result_id = row.id
    return row


def replan(*, gathering: Gathering, said: Said, by: Actor) -> Gathering:
    _require_open(gathering, by)
    _write(gathering, said)
    with changes.apply(actor=by, reason="gatherings.replan") as log:
        log.change(gathering, PLANNED)
    return gathering


def _write(row: Gathering, said: Said) -> None:
    if said.kind not in GatheringKind.values or said.mode not in GatheringMode.values:
        raise Refused(_("Chọn loại và hình thức."), field="kind")
    if not nfc(said.title):
        raise Refused(_("Ghi tên hội nghị, đoàn công tác."), field="title")
    if not nfc(said.hosts):
        raise Refused(_("Ghi ai chủ trì."), field="hosts")
    if abs(said.day - clock.today()) > FARTHEST:
        raise Refused(_("Ngày họp cách nay quá xa: kiểm tra lại năm."), field="day")
    if said.ends and said.ends <= said.starts:
        raise Refused(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ends")
    for name in TEXTS:
        setattr(row, name, nfc(getattr(said, name)))
    row.title, row.title_fold = nfc(said.title), fold(nfc(said.title))
    row.delegation, row.agenda = lines(said.delegation), lines(said.agenda)
    row.day = said.day
    row.starts_at = dt.datetime.combine(said.day, said.starts, clock.VIETNAM)
    row.ends_at = dt.datetime.combine(said.day, said.ends, clock.VIETNAM) if said.ends else None


def invite(
    *,
    gathering: Gathering,
    unit_ids: Sequence[uuid.UUID],
    seats: int,
    by: Actor,
    own_sites: bool = False,
    guests: Sequence[str] = (),
) -> int:
    """Units and guests from outside; a unit invited already keeps its invitation. own_sites: each unit
    takes part from its own place. How many were added."""
    _require_open(gathering, by)
    if not 1 <= seats <= 500:
        raise Refused(_("Mỗi đơn vị mời từ 1 đến 500 người."), field="seats")
    known = {row.unit_id for row in queries.invitations_of(gathering) if not row.guest}
    units = list(Unit.objects.filter(pk__in=set(unit_ids) - known - {gathering.unit_id}))
    names = [nfc(guest) for guest in guests if nfc(guest)]
    if not units and not names:
        raise Refused(_("Chọn đơn vị hoặc ghi khách mời chưa có trong danh sách."))
    if {unit.id for unit in units} - set(addressable(by)):
        raise Refused(_("Có đơn vị ngoài phạm vi chỉ đạo: ghi đơn vị đó là khách mời."))
    _require_units_open(units)
    rows = [row for unit in units for row in _invitation_rows(gathering, unit, seats, own_sites)]
    rows += [_guest(gathering, name) for name in names]
    with changes.apply(actor=by, reason="gatherings.invite") as log:
        log.create(*rows)
        if gathering.status == GatheringStatus.PLANNED:
            gathering.status = GatheringStatus.INVITED
            log.change(gathering, ["status"])
    return len(units) + len(names)


def _require_units_open(units: Iterable[Unit]) -> None:
    for unit in units:
        if unit.valid_to is not None and unit.valid_to < clock.today():
            raise Refused(
                _("%(unit)s đã kết thúc hoạt động ngày %(day)s nên không mời được.")
                % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"},
                code="unit_closed",
            )


def _invitation_rows(gathering: Gathering, unit: Unit, seats: int, own_site: bool) -> list[Any]:
    site = None
    if own_site:
        site = row_of(
            Site,
            uuid7(),
            unit_id=gathering.unit_id,
            gathering_id=gathering.id,
            at_unit_id=unit.id,
            name=unit.name,
        )
    task = new_task(
        title=_("Trả lời giấy mời: %(title)s") % {"title": gathering.title[:150]},
        kind=TASK_INVITED,
        due_on=min(gathering.day, clocks.due("invitation_days", clock.today(), gathering.unit_id)),
        unit_id=unit.id,
        subject_id=gathering.id,
    )
    invitation = row_of(
        Invitation,
        uuid7(),
        unit_id=unit.id,
        host_id=gathering.unit_id,
        gathering_id=gathering.id,
        site_id=site.id if site else None,
        title=gathering.title,
        day=gathering.day,
        seats=seats,
        task_id=task.id,
    )
    return [*([site] if site else []), invitation, task]


def _guest(gathering: Gathering, name: str) -> Invitation:
    return row_of(
        Invitation,
        uuid7(),
        unit_id=gathering.unit_id,
        host_id=gathering.unit_id,
        gathering_id=gathering.id,
        title=gathering.title,
        day=gathering.day,
        guest=name[:200],
        answer=InvitationAnswer.COMING,
    )


def answer_invitation(
    *, invitation: Invitation, is_coming: bool, by: Actor, note: str = ""
) -> Invitation:
    """The invited unit comes, or says why not."""
    permissions.require_act_for(by, invitation.unit_id)
    if invitation.day < clock.today():
        raise Refused(_("Buổi họp đã qua, không trả lời giấy mời được nữa."))
    if not is_coming and not nfc(note):
        raise Refused(_("Ghi lý do không dự để đơn vị tổ chức biết."), field="note")
    answer = InvitationAnswer.COMING if is_coming else InvitationAnswer.NOT_COMING
    invitation.answer, invitation.answer_note = answer, nfc(note)
    invitation.answered_at, invitation.answered_by_name = clock.now(), by.name
    task = open_task(invitation.task_id)
    with changes.apply(actor=by, reason="gatherings.answer") as log:
        log.change(invitation, ["answer", "answer_note", "answered_at", "answered_by_name"])
        if task:
            log.change(task, mark_done(task, by=by, outcome=invitation.get_answer_display()))
    return invitation


def add_site(*, gathering: Gathering, name: str, by: Actor) -> Site:
    """One more place from which people take part."""
    _require_open(gathering, by)
    if not nfc(name):
        raise Refused(_("Ghi tên điểm cầu."), field="name")
    if fold(nfc(name)) in {fold(site.name) for site in queries.sites_of(gathering)}:
        raise Refused(_("Điểm cầu này đã có."), field="name")
    site = Site(id=uuid7(), unit_id=gathering.unit_id, gathering_id=gathering.id, name=nfc(name))
    with changes.apply(actor=by, reason="gatherings.site") as log:
        log.create(site)
    return site


def hear(
    *, gathering: Gathering, title: str, speaker: str, by: Actor, organisation: str = ""
) -> HeardReport:
    """A report that was heard."""
    _require_open(gathering, by)
    if not nfc(title) or not nfc(speaker):
        raise Refused(_("Ghi tên báo cáo và người trình bày."), field="title")
    row = HeardReport(
        id=uuid7(),
        unit_id=gathering.unit_id,
        gathering_id=gathering.id,
        title=nfc(title),
        speaker=nfc(speaker),
        organisation=nfc(organisation),
    )
    with changes.apply(actor=by, reason="gatherings.hear") as log:
        log.create(row)
    return row


def add_document(
    *, gathering: Gathering, title: str, chunks: Iterable[bytes], by: Actor
) -> GatheringDocument:
    """A paper of the meeting; it may come later too."""
    permissions.require_gather(by, gathering.unit_id)
    if not nfc(title):
        raise Refused(_("Đặt tên tài liệu."), field="title")
    blob = attachments.keep(chunks=chunks, by=by, taken=TAKEN)
    row = GatheringDocument(
        id=uuid7(),
        unit_id=gathering.unit_id,
        gathering_id=gathering.id,
        title=nfc(title)[:200],
        sha256=blob.sha256,
        content_type=blob.content_type,
        size_bytes=blob.size_bytes,
        added_at=clock.now(),
        added_by_name=by.name,
    )
    with changes.apply(actor=by, reason="gatherings.document") as log:
        log.create(row)
    return row


@dataclass(frozen=True)
class Concluded:
    """One conclusion: what, by which unit, by when; `owner_name`: the person there."""

    text: str
    unit_id: uuid.UUID | None
    due_on: dt.date | None
    owner_name: str = ""


def conclude(*, gathering: Gathering, concluded: Concluded, by: Actor) -> Conclusion:
    """A conclusion becomes a task of its owner; without an owner or a day it is none."""
    permissions.require_gather(by, gathering.unit_id)
    if gathering.status == GatheringStatus.CANCELLED:
        raise Refused(_("Buổi họp đã hủy nên không có kết luận."))
    if not nfc(concluded.text):
        raise Refused(_("Ghi nội dung kết luận."), field="text")
    if concluded.unit_id is None:
        raise Refused(
            _("Kết luận cần một đơn vị chịu trách nhiệm, nếu không sẽ không ai làm."),
            field="unit",
        )
    if concluded.due_on is None or concluded.due_on < gathering.day:
        raise Refused(_("Ghi hạn hoàn thành, sau ngày họp."), field="due_on")
    units = list(Unit.objects.filter(pk=concluded.unit_id))
    if concluded.unit_id not in (gathering.unit_id, *addressable(by)) or not units:
        raise Refused(_("Chọn đơn vị mình hoặc đơn vị mình chỉ đạo."), field="unit")
    _require_units_open(units)
    id_ = uuid7()
    task = _conclusion_task(id_, concluded.unit_id, nfc(concluded.text), concluded.due_on)
    row = Conclusion(
        id=id_,
        unit_id=concluded.unit_id,
        host_id=gathering.unit_id,
        gathering_id=gathering.id,
        gathering_title=gathering.title,
        text=nfc(concluded.text),
        owner_name=nfc(concluded.owner_name),
        due_on=concluded.due_on,
        task_id=task.id,
    )
    with changes.apply(actor=by, reason="gatherings.conclude") as log:
        log.create(row, task)
    return row


def _conclusion_task(id_: uuid.UUID, unit_id: uuid.UUID, text: str, due_on: dt.date) -> Task:
    return new_task(
        title=text[:200], kind=TASK_CONCLUSION, due_on=due_on, unit_id=unit_id, subject_id=id_
    )


def carry_out(*, conclusion: Conclusion, report: str, by: Actor) -> Conclusion:
    """The owner says what was done."""
    permissions.require_act_for(by, conclusion.unit_id)
    if conclusion.status == ConclusionStatus.DONE:
        raise Refused(_("Kết luận này đã báo cáo xong."))
    if not nfc(report):
        raise Refused(_("Ghi kết quả thực hiện."), field="report")
    conclusion.status, conclusion.report = ConclusionStatus.DONE, nfc(report)
    conclusion.done_at, conclusion.done_by_name = clock.now(), by.name
    task = open_task(conclusion.task_id)
    with changes.apply(actor=by, reason="gatherings.carry_out") as log:
        log.change(conclusion, ["status", "report", "done_at", "done_by_name"])
        if task:
            log.change(task, mark_done(task, by=by, outcome=conclusion.report[:300]))
    return conclusion


def close_minutes(*, gathering: Gathering, discussion: str, by: Actor) -> Gathering:
    """The minutes stand: nobody is added to the attendance any more."""
    _require_open(gathering, by)
    if gathering.day > clock.today():
        raise Refused(_("Buổi họp chưa diễn ra nên chưa chốt biên bản được."))
    gathering.status, gathering.discussion = GatheringStatus.CONCLUDED, lines(discussion)
    gathering.concluded_at, gathering.concluded_by_name = clock.now(), by.name
    waiting = open_tasks(row.task_id for row in queries.invitations_of(gathering))
    with changes.apply(actor=by, reason="gatherings.close") as log:
        log.change(gathering, ["status", "discussion", "concluded_at", "concluded_by_name"])
        for task in waiting:
            log.change(task, mark_done(task, by=by, outcome=_("Buổi họp đã xong")))
    return gathering


def cancel(*, gathering: Gathering, why: str, by: Actor) -> Gathering:
    """It does not take place; invitations that wait for an answer fall away."""
    _require_open(gathering, by)
    if not nfc(why):
        raise Refused(_("Ghi lý do hủy để các đơn vị được mời biết."), field="why")
    gathering.status, gathering.cancelled_why = GatheringStatus.CANCELLED, nfc(why)
    waiting = open_tasks(row.task_id for row in queries.invitations_of(gathering))
    with changes.apply(actor=by, reason="gatherings.cancel", why=nfc(why)) as log:
        log.change(gathering, ["status", "cancelled_why"])
        for task in waiting:
            log.change(task, mark_done(task, by=by, outcome=_("Buổi họp đã hủy")))
    return gathering


def _require_open(gathering: Gathering, by: Actor) -> None:
    permissions.require_gather(by, gathering.unit_id)
    if not rules.may_follow(gathering.status, rules.CONCLUDED):
        raise Refused(
            _("Biên bản đang ở bước “%(status)s” nên không sửa được nữa.")
            % {"status": gathering.get_status_display()}
        )
