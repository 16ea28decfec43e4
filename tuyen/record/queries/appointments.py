"""Who is expected at a unit, who did not come, whom to remind."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.record.models import Appointment, OpeningHours
from tuyen.record.rules.appointments import Hours, Status, hours_of

BOOKED, REFUSED = Status.BOOKED.value, "refused"


def visible_to(who: Actor) -> QuerySet[Appointment]:
    """Appointments of my unit, hidden compartments left out."""
    return Appointment.objects.filter(unit_id=who.unit_id, compartment__in=["", *who.compartments])


def on_day(day: dt.date, who: Actor) -> QuerySet[Appointment]:
    """Everybody who was to come on a day, by hour; whoever has none comes last."""
    return visible_to(who).filter(day=day).order_by("hour", "id")


def overdue(who: Actor, today: dt.date) -> QuerySet[Appointment]:
    """Who did not come: whoever may be called now first, then the longest overdue."""
    missed = visible_to(who).filter(status=BOOKED, day__lt=today)
    return missed.order_by("call_again_on", "day", "id")


def to_call(who: Actor, today: dt.date) -> QuerySet[Appointment]:
    """Of those who did not come, whose next call is due."""
    due = Q(call_again_on=None) | Q(call_again_on__lte=today)
    found = overdue(who, today).filter(due).exclude(last_result=REFUSED)
    return found.order_by("day", "id")


def to_remind(who: Actor, days: list[dt.date]) -> QuerySet[Appointment]:
    """Who is expected on these days; those not yet reminded first."""
    found = visible_to(who).filter(status=BOOKED, day__in=days).exclude(last_result=REFUSED)
    return found.order_by("reminded_at", "day", "hour")


@dataclass(frozen=True)
class Expected:
    due: int
    overdue: int


def expected_on(day: dt.date, who: Actor) -> Expected:
    """How many are still expected on a day, and how many did not come on earlier ones."""
    seen = visible_to(who).filter(status=BOOKED, day__lte=day)
    counted = seen.aggregate(due=Count("id", Q(day=day)), overdue=Count("id", Q(day__lt=day)))
    return Expected(counted["due"], counted["overdue"])


def booked_between(who: Actor, first: dt.date, last: dt.date) -> dict[dt.date, int]:
    """How many are booked on each day, as this actor may count them."""
    rows = visible_to(who).filter(day__gte=first, day__lte=last)
    rows = rows.filter(status__in=[BOOKED, Status.ARRIVED.value])
    return dict(rows.order_by("day").values_list("day").annotate(n=Count("id")))


def awaited(unit_id: uuid.UUID, patient_id: uuid.UUID, today: dt.date) -> Appointment | None:
    """The appointment for which somebody who comes today has come: the nearest one."""
    table = rulebook.on("appointments", today)
    first = today - dt.timedelta(days=int(table["late_days"]))
    last = today + dt.timedelta(days=int(table["early_days"]))
    rows = Appointment.objects.filter(
        unit_id=unit_id, patient_id=patient_id, status=BOOKED, day__gte=first, day__lte=last
    )
    return min(rows, key=lambda row: (abs(row.day - today), row.id), default=None)


def led_to(entry_id: uuid.UUID, patient_id: uuid.UUID) -> Appointment | None:
    """The appointment that this place in the queue was for."""
    return Appointment.objects.filter(patient_id=patient_id, entry_id=entry_id).first()


def made_at(encounter_id: uuid.UUID, patient_id: uuid.UUID) -> Appointment | None:
    """The appointment that was made at this visit and is still waited for."""
    rows = Appointment.objects.filter(
        patient_id=patient_id, encounter_id=encounter_id, status=BOOKED
    )
    return rows.first()


def own_hours(unit_id: uuid.UUID) -> OpeningHours | None:
    return OpeningHours.objects.filter(unit_id=unit_id).order_by("id").first()


def hours_at(unit_id: uuid.UUID) -> Hours:
    """When this unit takes people; the rulebook's default where it has said nothing."""
    own, today = own_hours(unit_id), clock.today()
    if own is None:
        return hours_of(today)
    weekdays = (int(digit) for digit in own.closed_weekdays)
    days = (dt.date.fromisoformat(line) for line in own.closed_days.split())
    return hours_of(today, own.capacity, weekdays, days)
