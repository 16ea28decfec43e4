"""Said yes, said no, taken back; a unit's leave ended; requests about one's own data."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.record import permissions
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.chart import Chart, chart_of
from tuyen.record.events import ConsentEnded
from tuyen.record.models import CareEnd, Consent, DataRequest, Document, Task
from tuyen.record.queries import consents as queries
from tuyen.record.rules import consents as rules
from tuyen.record.rules.consents import Status

TASK_REQUEST = "data_request"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided about one purpose, and what proves it."""

    purpose: str
    is_given: bool
    given_by_name: str
    given_by_relation: str = "self"
    method: str = "paper"
    witness_name: str = ""
    document_id: uuid.UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about one's own data. identified_by: which paper was shown."""

    kind: str
    text: str
    asked_by_name: str
    identified_by: str
    asked_by_relation: str = "self"


def decide(
    *,
    person: Chart | uuid.UUID,
    decision: Decision,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> Consent:
    """Keep a yes or a no for one purpose; a no also closes what an earlier yes had opened."""
    permissions.require_record(by)
    chart = chart_of(person, by)
    today = clock.today()
    purpose = _sound(chart, decision, today)
    row = Consent(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        unit_id=by.unit_id,
        purpose=decision.purpose,
        is_given=decision.is_given,
        wording=_wording(purpose),
        given_by_name=nfc(decision.given_by_name),
        given_by_relation=decision.given_by_relation,
        method=decision.method,
        witness_name=nfc(decision.witness_name),
        document_id=decision.document_id,
        note=nfc(decision.note),
        given_at=clock.now(),
        taken_by_name=by.name,
    )
    with changes.apply(actor=by, reason="consent.decide", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
        if not decision.is_given:
            log.create(*_closed(chart, purpose, _("Không đồng ý"), by))
            log.announce(ConsentEnded(row.patient_id, row.purpose))
    return row


def withdraw(*, consent: Consent, why: str, by: Actor) -> Consent:
    """The person takes a yes back: at once, as easily as it was given; links of that purpose end."""
    permissions.require_record(by)
    chart = chart_of(consent.patient_id, by)
    if not consent.is_given or consent.withdrawn_at is not None:
        raise Refused(_("Sự đồng ý này đã được rút lại hoặc chưa từng có."))
    consent.withdrawn_at, consent.withdrawn_by_name = clock.now(), by.name
    consent.withdrawn_why = nfc(why)
    purpose = rules.purposes(clock.today()).get(consent.purpose, {})
    with changes.apply(actor=by, reason="consent.withdraw", why=consent.withdrawn_why) as log:
        log.change(consent, ["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
        log.create(*_closed(chart, purpose, _("Rút lại sự đồng ý"), by))
        log.announce(ConsentEnded(consent.patient_id, consent.purpose))
    return consent


def _sound(chart: Chart, decision: Decision, on: dt.date) -> rulebook.Row:
    purpose = rules.asked_purposes(on).get(decision.purpose)
    if purpose is None:
        raise Refused(_("Chọn một mục đích cần hỏi ý kiến."), field="purpose")
    if not decision.given_by_name.strip():
        raise Refused(_("Ghi tên người quyết định."), field="given_by_name")
    if decision.given_by_relation not in rules.methods("relation", on):
        raise Refused(_("Chọn quan hệ với người này."), field="given_by_relation")
    method = rules.methods("method", on).get(decision.method)
    if method is None:
        raise Refused(_("Chọn cách thể hiện."), field="method")
    if method.get("needs_document") and decision.is_given and decision.document_id is None:
        raise Refused(_("Chọn bản ký đã chụp ở mục Giấy tờ."), field="document_id")
    if method.get("needs_witness") and not decision.witness_name.strip():
        raise Refused(_("Ghi tên người làm chứng."), field="witness_name")
    paper = decision.document_id
    if paper is not None and not chart.of(Document).filter(pk=paper).exists():
        raise Refused(_("Giấy tờ này không thuộc hồ sơ đang mở."), field="document_id")
    return purpose


def _wording(purpose: rulebook.Row) -> str:
    language = (get_language() or "vi")[:2]
    about = purpose.get(f"about_{language}") or purpose["about_vi"]
    return f"{rulebook.label(purpose, language)}. {about}"


def _closed(chart: Chart, purpose: rulebook.Row, why: str, by: Actor) -> list[CareEnd]:
    """Links of other units that had no other ground than this purpose."""
    kinds = set(purpose.get("closes", ()))
    return [
        _end(chart, link, why, by)
        for link, _name in queries.links_in_force(chart)
        if link.kind in kinds and link.unit_id != by.unit_id
    ]


def end_link(*, chart: Chart, link: CareLink, why: str, by: Actor) -> CareEnd:
    """From now on that unit opens the chart only by break-glass; a new visit there opens it anew."""
    permissions.require_answer_requests(by)
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do, ví dụ: người dân yêu cầu, đã chuyển nơi ở."), field="why")
    row = _end(chart, link, said, by)
    with changes.apply(actor=by, reason="consent.end_link", why=said) as log:
        log.create(row)
    return row


def _end(chart: Chart, link: CareLink, why: str, by: Actor) -> CareEnd:
    return CareEnd(
        patient_id=link.patient_id,
        compartment=link.compartment,
        unit_id=link.unit_id,
        kind=link.kind,
        link_from=link.valid_from,
        ended_on=clock.today(),
        why=why,
        ended_by_name=chart.who.name if by is chart.who else by.name,
    )


def take_request(
    *,
    person: Chart | uuid.UUID,
    asked: Asked,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> DataRequest:
    """The person asks; from today the clock of the law runs, and a task says until when."""
    permissions.require_record(by)
    chart = chart_of(person, by)
    today = clock.today()
    for field, sentence in (
        ("text", _("Ghi người dân yêu cầu điều gì.")),
        ("asked_by_name", _("Ghi tên người yêu cầu.")),
        ("identified_by", _("Ghi giấy tờ đã xem để biết đúng người.")),
    ):
        if not str(getattr(asked, field)).strip():
            raise Refused(sentence, field=field)
    if asked.kind not in rules.kinds(today):
        raise Refused(_("Chọn loại yêu cầu."), field="kind")
    if asked.asked_by_relation not in rules.methods("relation", today):
        raise Refused(_("Chọn quan hệ với người này."), field="asked_by_relation")
    row = DataRequest(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        unit_id=by.unit_id,
        kind=asked.kind,
        day=today,
        asked_by_name=nfc(asked.asked_by_name),
        asked_by_relation=asked.asked_by_relation,
        identified_by=nfc(asked.identified_by),
        text=nfc(asked.text),
        acknowledge_by=rules.acknowledge_by(today),
        answer_by=rules.answer_by(asked.kind, today),
        taken_by_name=by.name,
    )
    with changes.apply(actor=by, reason="consent.take_request", repeat=repeat) as log:
        log.create(row, _task(row))
        log.result_id = row.id
    return row


def _task(row: DataRequest) -> Task:
    return new_task(
        title=_("Trả lời yêu cầu về dữ liệu cá nhân"),
        kind=TASK_REQUEST,
        due_on=row.answer_by,
        unit_id=row.unit_id,
        patient_id=row.patient_id,
        subject_id=row.id,
        compartment=row.compartment,
        priority=1,
    )


def acknowledge(*, request: DataRequest, by: Actor) -> DataRequest:
    """The person was told that the request has come and by when it is answered."""
    _require_mine(request, by)
    _move(request, Status.ACKNOWLEDGED)
    request.acknowledged_at = clock.now()
    with changes.apply(actor=by, reason="consent.acknowledge_request") as log:
        log.change(request, ["status", "acknowledged_at"])
    return request


def answer(*, request: DataRequest, is_done: bool, text: str, by: Actor) -> DataRequest:
    """Done, or why not; the person gets these words."""
    _require_mine(request, by)
    said = nfc(text)
    if not said:
        raise Refused(_("Ghi nội dung trả lời cho người yêu cầu."), field="answer")
    _move(request, Status.DONE if is_done else Status.REFUSED)
    request.answered_at, request.answered_by_name = clock.now(), by.name
    request.answer = said
    fields = ["status", "answered_at", "answered_by_name", "answer"]
    if request.acknowledged_at is None:
        request.acknowledged_at = request.answered_at
        fields.append("acknowledged_at")
    with changes.apply(actor=by, reason="consent.answer_request") as log:
        log.change(request, fields)
        _close_task(log, request, by)
    return request


def _close_task(log: Any, request: DataRequest, by: Actor) -> None:
    open_ones = Task.objects.filter(
        unit_id=request.unit_id, subject_id=request.id, kind=TASK_REQUEST, status="requested"
    )
    for task in open_ones:
        log.change(task, mark_done(task, by=by))


def _require_mine(request: DataRequest, by: Actor) -> None:
    permissions.require_answer_requests(by)
    is_mine = request.unit_id == by.unit_id or by.scope == "subtree"
    if not is_mine or not by.sees(request.compartment):
        raise NotPermitted(_("Yêu cầu này do đơn vị khác tiếp nhận."))


def _move(request: DataRequest, then: Status) -> None:
    if not rules.may_follow(request.status, then):
        raise Refused(
            _("Yêu cầu đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": request.get_status_display()}
        )
    request.status = then
