"""Booking, moving, cancelling; calling whoever did not come; coming."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record import permissions
from tuyen.record.actions.reminders import new_reminder, require_consent
from tuyen.record.actions.tasks import new_task
from tuyen.record.chart import Chart
from tuyen.record.models import Appointment, Encounter, OpeningHours, QueueEntry, Task
from tuyen.record.models.reminders import Channel, ReminderState
from tuyen.record.queries import appointments as queries
from tuyen.record.queries.reminders import last_call
from tuyen.record.rules import appointments as rules
from tuyen.record.rules.appointments import Result, Status

MOST_A_DAY = 1000
YEARS_AHEAD = 2
SEARCHED = dt.timedelta(days=60)  # for a day with room
BY_CALL = [
    "status",
    "day",
    "day_before",
    "calls",
    "last_result",
    "last_called_at",
    "call_again_on",
    "reminded_at",
    "note",
]


def new_appointment(
    *,
    patient_id: uuid.UUID,
    compartment: str,
    day: dt.date,
    by: Actor,
    hour: dt.time | None = None,
    reason: str = "",
    encounter_id: uuid.UUID | None = None,
) -> Appointment:
    """A row not yet written: another act gives it to `log.create`."""
    return row_of(
        Appointment,
        uuid7(),
        unit_id=by.unit_id,
        patient_id=patient_id,
        compartment=compartment,
        day=day,
        hour=hour,
        reason=nfc(reason)[:200],
        encounter_id=encounter_id,
        booked_at=clock.now(),
        booked_by_name=by.name,
    )


def book(
    *,
    chart: Chart,
    day: dt.date,
    by: Actor,
    hour: dt.time | None = None,
    reason: str = "",
    over_capacity: bool = False,
) -> Appointment:
    """A person is expected at my unit; refused on a closed or a full day, and for the dead."""
    permissions.require_book(by)
    person = chart.person
    if person.is_deceased:
        raise Refused(_("Người này đã được ghi là mất nên không hẹn được."))
    _require_day(day, by, over_capacity)
    same_day = chart.of(Appointment).filter(unit_id=by.unit_id, day=day, status=Status.BOOKED.value)
    if same_day.exists():
        raise Refused(_("Người này đã có hẹn ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"})
    row = new_appointment(
        patient_id=person.id,
        compartment=permissions.compartment_for(by, person.compartment),
        day=day,
        hour=hour,
        reason=reason,
        by=by,
    )
    with changes.apply(actor=by, reason="appointment.book") as log:
        log.create(row)
    return row


def _require_day(day: dt.date, by: Actor, over_capacity: bool) -> None:
    today = clock.today()
    if day < today:
        raise Refused(_("Ngày hẹn đã qua. Chọn từ hôm nay trở đi."), field="day")
    if day > today + dt.timedelta(days=366 * YEARS_AHEAD):
        raise Refused(_("Ngày hẹn quá xa. Chọn ngày trong hai năm tới."), field="day")
    hours = queries.hours_at(by.unit_id)
    if not hours.is_open(day):
        raise Refused(
            _("Ngày %(day)s đơn vị nghỉ. Ngày làm việc gần nhất là %(open)s.")
            % {"day": f"{day:%d/%m/%Y}", "open": f"{hours.open_from(day):%d/%m/%Y}"},
            field="day",
            offer=next_free(by, day).isoformat(),
        )
    if not over_capacity:
        _require_room(day, by, hours)


def next_day_instead(chart: Chart, day: dt.date, by: Actor) -> Refused | None:
    """Why a person cannot be asked back on this day, and which day has room; None where they can.

    Whoever is booked for it already keeps it.
    """
    try:
        _require_day(day, by, over_capacity=False)
    except Refused as refusal:
        kept = chart.of(Appointment).filter(unit_id=by.unit_id, day=day, status=Status.BOOKED.value)
        return None if kept.exists() else refusal
    return None


def require_day_to_come_back(chart: Chart, day: dt.date | None, by: Actor) -> None:
    """The rule of the visit's page for programs; an impossible day is refused by the visit itself."""
    if day is None or day <= clock.today():
        return
    if refusal := next_day_instead(chart, day, by):
        raise Refused(
            refusal.message, field="next_visit_on", code=refusal.code, offer=refusal.offer
        )


def _require_room(day: dt.date, by: Actor, hours: rules.Hours) -> None:
    """Counted as this actor may count: a full day must not tell of people who are hidden."""
    booked = queries.booked_between(by, day, day + SEARCHED)
    if booked.get(day, 0) < hours.capacity:
        return
    free = rules.free_from(day, hours, lambda each: booked.get(each, 0))
    raise Refused(
        _("Ngày %(day)s đã đủ người hẹn. Ngày còn chỗ gần nhất là %(free)s.")
        % {"day": f"{day:%d/%m/%Y}", "free": f"{free:%d/%m/%Y}"},
        field="day",
        code="full",
        offer=free.isoformat(),
    )


def move(*, appointment: Appointment, day: dt.date, by: Actor) -> Appointment:
    """Another day was agreed."""
    _require_mine(appointment, by)
    if appointment.status != Status.BOOKED:
        raise Refused(_("Lịch hẹn này không còn chờ nên không đổi ngày được."))
    _require_day(day, by, over_capacity=False)
    appointment.day_before, appointment.day = appointment.day, day
    appointment.call_again_on = appointment.reminded_at = None
    with changes.apply(actor=by, reason="appointment.move") as log:
        log.change(appointment, ["day", "day_before", "call_again_on", "reminded_at"])
    return appointment


def cancel(*, appointment: Appointment, by: Actor, why: str = "") -> Appointment:
    _require_mine(appointment, by)
    _step(appointment, Status.CANCELLED)
    appointment.note, appointment.day_before = nfc(why.strip())[:300], None
    with changes.apply(actor=by, reason="appointment.cancel", why=why.strip()) as log:
        log.change(appointment, ["status", "note", "day_before"])
    return appointment


def call(
    *, appointment: Appointment, result: str, by: Actor, day: dt.date | None = None
) -> Appointment:
    """What came of a call, in one tap. Agreed without a day: whoever did not come is booked for the next
    open day that has room; whoever was only reminded comes on the day that was agreed.

    Died: nobody is written off by telephone, a task asks the doctor to make sure and to record it.
    """
    _require_mine(appointment, by)
    if result not in list(Result):
        raise Refused(_("Chọn kết quả cuộc gọi."))
    if appointment.status != Status.BOOKED:
        raise Refused(_("Lịch hẹn này không còn chờ nên không cần gọi."))
    require_consent(appointment)
    today, expected = clock.today(), appointment.day
    _count_call(appointment, result, today)
    if result == Result.AGREED and day is None and appointment.day >= today:
        appointment.reminded_at = clock.now()
    elif result == Result.AGREED:
        agreed = day or next_free(by, today + dt.timedelta(days=1))
        _require_day(agreed, by, over_capacity=False)
        appointment.day, appointment.reminded_at = agreed, None
    if result in rules.ENDS:
        _step(appointment, Status.LOST)
    with changes.apply(actor=by, reason=f"appointment.call_{result}") as log:
        log.change(appointment, BY_CALL)
        state = rules.STATE_OF[Result(result)]
        log.create(
            new_reminder(appointment, channel=Channel.CALL, state=state, by=by, day=expected)
        )
        if result == Result.DIED:
            log.create(_to_make_sure(appointment, today))
    return appointment


def _count_call(appointment: Appointment, result: str, today: dt.date) -> None:
    table = rulebook.on("appointments", today)
    appointment.day_before = appointment.day
    appointment.calls += 1
    appointment.last_result = result
    appointment.last_called_at = clock.now()
    appointment.call_again_on = rules.call_again_on(result, today, table)


def _to_make_sure(appointment: Appointment, today: dt.date) -> Task:
    return new_task(
        title=_("Người nhà báo đã mất: xác minh và ghi vào hồ sơ"),
        kind="reported_death",
        due_on=today,
        unit_id=appointment.unit_id,
        patient_id=appointment.patient_id,
        subject_id=appointment.id,
        compartment=appointment.compartment,
        priority=1,
    )


def undo(*, appointment: Appointment, by: Actor) -> Appointment:
    """“Hoàn tác”: a cancelling or the last call is taken back, the person is expected as before."""
    _require_mine(appointment, by)
    if appointment.status == Status.ARRIVED:
        raise Refused(_("Người này đã đến; bỏ khỏi hàng chờ ở trang Hôm nay."))
    if appointment.status != Status.BOOKED:
        _step(appointment, Status.BOOKED)
    tried = last_call(appointment) if appointment.last_result else None
    if appointment.last_result:
        appointment.calls -= 1
        appointment.reminded_at = None
        appointment.last_result, appointment.last_called_at = "", None
    if appointment.day_before is not None:
        appointment.day, appointment.day_before = appointment.day_before, None
    appointment.call_again_on, appointment.note = None, ""
    with changes.apply(actor=by, reason="appointment.undo") as log:
        log.change(appointment, BY_CALL)
        if tried is not None:
            tried.state = ReminderState.TAKEN_BACK.value
            log.change(tried, ["state"])
    return appointment


def remind(*, appointment: Appointment, by: Actor) -> Appointment:
    """Told in advance, on the telephone or at the door."""
    _require_mine(appointment, by)
    require_consent(appointment)
    if appointment.status != Status.BOOKED:
        raise Refused(_("Lịch hẹn này không còn chờ nên không cần nhắc."))
    appointment.reminded_at = clock.now()
    with changes.apply(actor=by, reason="appointment.remind") as log:
        log.change(appointment, ["reminded_at"])
        log.create(new_reminder(appointment, channel=Channel.CALL, state="reached", by=by))
    return appointment


def next_free(by: Actor, day: dt.date) -> dt.date:
    """This day or the first open one after it that has room."""
    hours = queries.hours_at(by.unit_id)
    booked = queries.booked_between(by, day, day + SEARCHED)
    return rules.free_from(day, hours, lambda each: booked.get(each, 0))


def set_hours(
    *, capacity: int, closed_weekdays: frozenset[int], closed_days: list[dt.date], by: Actor
) -> OpeningHours:
    """What the unit says of itself; it counts from now on and moves nobody who is booked."""
    permissions.require_book(by)
    if not 1 <= capacity <= MOST_A_DAY:
        raise Refused(_("Số người hẹn một ngày từ 1 đến %(n)s.") % {"n": MOST_A_DAY})
    if len(closed_weekdays) > 6 or not closed_weekdays <= set(range(7)):
        raise Refused(_("Phải còn ít nhất một ngày làm việc trong tuần."))
    row = queries.own_hours(by.unit_id)
    is_new = row is None
    row = row or OpeningHours(unit_id=by.unit_id)
    row.capacity = capacity
    row.closed_weekdays = "".join(str(day) for day in sorted(closed_weekdays))
    row.closed_days = "\n".join(day.isoformat() for day in sorted(set(closed_days)))
    with changes.apply(actor=by, reason="appointment.hours") as log:
        if is_new:
            log.create(row)
        else:
            log.change(row, ["capacity", "closed_weekdays", "closed_days"])
    return row


def come(entry: QueueEntry, log: changes.Log) -> None:
    """Inside the act that puts a person into the queue: the appointment they came for is kept."""
    found = queries.awaited(entry.unit_id, entry.patient_id, entry.day)
    if found is not None:
        found.status, found.entry_id = Status.ARRIVED.value, entry.id
        log.change(found, ["status", "entry_id"])


def gone(entry: QueueEntry, then: Status, log: changes.Log) -> None:
    """Went home without being seen (they are expected again), or came back."""
    found = queries.led_to(entry.id, entry.patient_id)
    if found is not None and rules.may_follow(found.status, then):
        found.status = then.value
        log.change(found, ["status"])


def follow_visit(
    log: changes.Log, visit: Encounter, by: Actor, earlier: Encounter | None = None
) -> None:
    """Inside the act that writes, corrects or takes back a visit: its “hẹn khám lại” follows."""
    made = queries.made_at(earlier.id, visit.patient_id) if earlier else None
    day = visit.next_visit_on if visit.status == "finished" else None
    if made is not None and day is not None:
        made.day, made.encounter_id = day, visit.id
        log.change(made, ["day", "encounter_id"])
    elif made is not None:
        made.status = Status.CANCELLED.value
        log.change(made, ["status"])
    elif day is not None:
        log.create(
            new_appointment(
                patient_id=visit.patient_id,
                compartment=visit.compartment,
                day=day,
                reason=_("Khám lại"),
                encounter_id=visit.id,
                by=by,
            )
        )


def _step(appointment: Appointment, then: Status) -> None:
    if not rules.may_follow(appointment.status, then):
        raise Refused(
            _("Lịch hẹn đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": appointment.get_status_display()}
        )
    appointment.status = then.value


def _require_mine(appointment: Appointment, by: Actor) -> None:
    permissions.require_book(by)
    if appointment.unit_id != by.unit_id:
        raise NotPermitted(_("Lịch hẹn này của đơn vị khác."))
