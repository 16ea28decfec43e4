"""Sending a person on: asked, answered, found another place, taken back. The sending unit's half."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record import permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.chart import Chart, chart_of
from tuyen.record.events import ReferralMoved
from tuyen.record.models import Admission, Document, Encounter, Referral, Task
from tuyen.record.queries import referrals as queries
from tuyen.record.rules import referrals as rules
from tuyen.record.rules.admissions import PRESENT
from tuyen.record.rules.referrals import Status
from tuyen.record.transfer import Transfer
from tuyen.registry.facilities import facts as facilities
from tuyen.registry.persons.models import Person

TRIES = 3  # two desks may draw one number; the second draws again
PRIORITIES = {"emergency": 3, "urgent": 2}
TEXTS = ("diagnosis", "other_diagnoses", "escort", "reason", "signs", "results", "treatment")


def refer(
    *,
    person: Chart | Person | uuid.UUID,
    transfer: Transfer,
    by: Actor,
    encounter_id: uuid.UUID | None = None,
    repeat: changes.Repeat | None = None,
) -> Referral:
    """Ask another unit to take this person; the request itself opens the chart there (rulings 14).

    encounter_id: the finished visit, or the stay, that it comes from. The same form sent twice is one
    referral. Raises Refused with the sentence that says what to mend.
    """
    permissions.require_send(by)
    chart = chart_of(person, by)
    try:
        return _refer(chart, transfer, by, encounter_id, repeat)
    except changes.Repeated as earlier:
        return _earlier(chart, earlier.result_id)


def _earlier(chart: Chart, id_: uuid.UUID | None) -> Referral:
    """What the same form had written before."""
    row: Referral = chart.of(Referral).get(pk=id_ or chart.person.id)
    return row


def _refer(
    chart: Chart,
    transfer: Transfer,
    by: Actor,
    encounter_id: uuid.UUID | None,
    repeat: changes.Repeat | None,
) -> Referral:
    compartment = _compartment(chart, encounter_id)
    _require_sound(chart, transfer, compartment)
    for turn in range(1, TRIES + 1):
        row = _row(chart, transfer, by, compartment)
        row.encounter_id = encounter_id
        try:
            with changes.apply(actor=by, reason="referral.request", repeat=repeat) as log:
                log.check(lambda row=row: require_open_day(by, row.day))  # type: ignore[misc]
                log.check(lambda row=row: _require_free(chart, row))  # type: ignore[misc]
                log.create(row, question(row))
                log.announce(moved(row, "requested"))
                log.result_id = row.id
        except Stale:
            if turn == TRIES:
                raise
        else:
            break
    return row


def _compartment(chart: Chart, encounter_id: uuid.UUID | None) -> str:
    """A referral out of a hidden visit is hidden alike."""
    own = permissions.compartment_for(chart.who, chart.person.compartment)
    if encounter_id is None:
        return own
    found = chart.of(Encounter).filter(pk=encounter_id, status="finished")
    visit = found.first() or _stay(chart, encounter_id)
    if visit is None:
        raise Refused(_("Lượt khám này không thuộc hồ sơ đang mở, hoặc đã bị hủy."))
    return visit.compartment or own


def _stay(chart: Chart, admission_id: uuid.UUID) -> Admission | None:
    """Somebody who lies in a bed is referred without a visit: the stay is what it comes from."""
    return chart.of(Admission).filter(pk=admission_id, status__in=PRESENT).first()


def _require_sound(chart: Chart, transfer: Transfer, compartment: str) -> None:
    today = clock.today()
    if chart.person.is_deceased:
        raise Refused(_("Hồ sơ ghi người này đã mất: xem lại phần hành chính trước khi chuyển."))
    require_open(transfer.to_unit_id, chart.who, today)
    for name, code in (
        ("urgency", transfer.urgency),
        ("transport", transfer.transport),
        ("condition", transfer.condition),
    ):
        if (code or name == "urgency") and code not in rules.choices(name, today):
            raise Refused(_("Chọn một mục trong danh sách."), field=name)
    if not transfer.diagnosis.strip():
        raise Refused(_("Ghi chẩn đoán trước khi chuyển."), field="diagnosis")
    if not transfer.reason_code:
        raise Refused(_("Chọn lý do chuyển."), field="reason_code")
    known = chart.of(Document).filter(pk__in=transfer.document_ids)
    told = [row for row in known if rules.may_ride(row.compartment, compartment)]
    if len(told) != len(set(transfer.document_ids)):
        raise Refused(_("Có giấy tờ không gửi kèm được: bỏ chọn rồi gửi lại."), field="documents")


def require_open(unit_id: uuid.UUID, who: Actor, on: dt.date) -> None:
    """Only to another facility that works on that day."""
    unit = facilities.place_of_care(unit_id=unit_id, who=who)
    if unit is None:
        raise Refused(_("Chọn một cơ sở khám chữa bệnh trong danh sách."), field="to_unit")
    if unit.id == who.unit_id:
        raise Refused(_("Đây chính là đơn vị của bạn: chọn nơi khác."), field="to_unit")
    if unit.valid_to and unit.valid_to < on:
        raise Refused(
            _("%(name)s đã ngừng hoạt động từ %(day)s. Chọn nơi khác để chuyển.")
            % {"name": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"},
            field="to_unit",
            code="closed",
        )
    if unit.valid_from and unit.valid_from > on:
        raise Refused(
            _("%(name)s chưa hoạt động. Chọn nơi khác để chuyển.") % {"name": unit.name},
            field="to_unit",
            code="closed",
        )


def _row(chart: Chart, transfer: Transfer, by: Actor, compartment: str) -> Referral:
    now, today = clock.now(), clock.today()
    texts = {name: nfc(getattr(transfer, name)) for name in (*TEXTS, "direction")}
    return Referral(
        patient_id=chart.person.id,
        compartment=compartment,
        number=_next_number(by.unit_id, today.year),
        from_unit_id=by.unit_id,
        to_unit_id=transfer.to_unit_id,
        day=today,
        urgency=transfer.urgency,
        specialty=transfer.specialty,
        transport=transfer.transport,
        reason_code=transfer.reason_code,
        diagnosis_code=transfer.diagnosis_code,
        condition=transfer.condition,
        document_ids=[str(each) for each in transfer.document_ids],
        expected_by=rules.expected_by(transfer.urgency, today),
        requested_at=now,
        requested_by=by.account_id,
        requested_by_name=by.name,
        **texts,
    )


def _next_number(unit_id: uuid.UUID, year: int) -> str:
    start = numbers.start(f"{year}-")
    found = Referral.objects.filter(from_unit_id=unit_id, number__startswith=start)
    last = found.aggregate(last=Max("number"))["last"] or f"{start}0"
    return f"{start}{int(last.removeprefix(start)) + 1:05d}"


def _require_free(chart: Chart, row: Referral) -> None:
    if Referral.objects.filter(from_unit_id=row.from_unit_id, number=row.number).exists():
        raise Stale(_("Số giấy chuyển vừa được cấp ở bàn khác. Xin bấm lại."))
    waiting = queries.on_the_way_to(row.to_unit_id, chart.patient_ids, row.compartment)
    if waiting.exists():
        raise Refused(
            _("Người này đã có giấy chuyển tới nơi đó và chưa đến. Hủy giấy cũ nếu muốn viết lại."),
            field="to_unit",
        )


def question(row: Referral) -> Task:
    """The receiving unit has to answer; an emergency stands first in its list."""
    return new_task(
        unit_id=row.to_unit_id,
        patient_id=row.patient_id,
        compartment=row.compartment,
        kind=queries.TASK_ANSWER,
        subject_id=row.id,
        title=_("Trả lời giấy chuyển đến"),
        due_on=clock.today(),
        priority=PRIORITIES.get(row.urgency, 0),
    )


def redirected(row: Referral, to_unit_id: uuid.UUID) -> Referral:
    """The same request to another unit; it keeps its number, its sender and the day it was written."""
    said = {
        field.attname: getattr(row, field.attname)
        for field in Referral._meta.concrete_fields
        if field.attname not in _OF_THE_FIRST
    }
    today = clock.today()
    return Referral(
        **said,
        follows_id=row.id,
        to_unit_id=to_unit_id,
        day=today,
        expected_by=rules.expected_by(row.urgency, today),
        requested_at=clock.now(),
    )


# Said anew by every referral, or said only by whoever received the first.
_OF_THE_FIRST = frozenset(
    {
        "id",
        "hlc",
        "clocks",
        "follows_id",
        "to_unit_id",
        "day",
        "expected_by",
        "requested_at",
        "status",
    }
    | {"decided_at", "decided_by_name", "decision_note", "next_unit_id", "ended_on"}
)


def cancel(*, referral: Referral, why: str, by: Actor) -> Referral:
    """The sending unit takes the request back: the person stayed, or went elsewhere."""
    permissions.require_sender(by, referral.from_unit_id)
    said = nfc(why)
    if not said:
        raise Refused(_("Ghi lý do hủy giấy chuyển."), field="why")
    move(referral, Status.CANCELLED)
    with changes.apply(actor=by, reason="referral.cancel", why=said) as log:
        log.check(lambda: require_open_day(by, referral.day, why=said))
        log.change(referral, ["status", "ended_on"])
        close_tasks(log, referral, referral.to_unit_id, by, queries.TASK_ANSWER)
        close_tasks(log, referral, referral.from_unit_id, by, queries.TASK_LOST)
    return referral


def take_back(*, referral: Referral, by: Actor) -> Referral:
    """The return note is read: its plan becomes tasks of this unit, its drugs proposals of the next visit."""
    permissions.require_sender(by, referral.from_unit_id)
    move(referral, Status.CLOSED)
    referral.closed_at, referral.closed_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="referral.take_back") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(referral, ["status", "ended_on", "closed_at", "closed_by_name"])
        log.create(*(_planned(referral, each) for each in referral.return_tasks))
        close_tasks(log, referral, referral.from_unit_id, by, queries.TASK_READ)
    return referral


def _planned(referral: Referral, said: dict[str, Any]) -> Task:
    return new_task(
        unit_id=referral.from_unit_id,
        patient_id=referral.patient_id,
        compartment=referral.compartment,
        kind="follow_up",
        subject_id=referral.id,
        title=said["title"],
        due_on=dt.date.fromisoformat(said["due_on"]),
        priority=1,
    )


def count_as_lost(*, referral: Referral) -> None:
    """Nobody has come by the day of the rulebook: the sender is asked to look after the person."""
    move(referral, Status.LOST)
    task = new_task(
        unit_id=referral.from_unit_id,
        patient_id=referral.patient_id,
        compartment=referral.compartment,
        kind=queries.TASK_LOST,
        subject_id=referral.id,
        title=_("Người đã chuyển chưa thấy đến: gọi hỏi thăm"),
        due_on=clock.today(),
        priority=2,
    )
    with changes.apply(actor=SYSTEM, reason="referral.lost") as log:
        log.change(referral, ["status", "ended_on"])
        log.create(task)


def moved(row: Referral, verb: str) -> ReferralMoved:
    return ReferralMoved(
        row.id, row.patient_id, row.from_unit_id, row.to_unit_id, verb, row.follows_id
    )


def move(referral: Referral, then: Status) -> None:
    """The next state, if it may follow, with the day on which the receiving unit's leave ends."""
    if not rules.may_follow(referral.status, then):
        raise Refused(
            _("Giấy chuyển đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": referral.get_status_display()}
        )
    referral.status = then
    referral.ended_on = rules.link_ends_on(then, clock.today())


def close_tasks(log: Any, referral: Referral, unit_id: uuid.UUID, by: Actor, *kinds: str) -> None:
    """What this step has done need not be done again."""
    for task in queries.open_tasks(referral, unit_id, *kinds):
        log.change(task, mark_done(task, by=by))
