"""Appointments as lists show them: with names, and how full the days are."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.record.models import Appointment
from tuyen.record.queries import appointments as rows
from tuyen.record.queries.reminders import may_contact
from tuyen.record.rules.appointments import Hours
from tuyen.registry.persons.models import Person

DAYS_SHOWN = 14
SHORT_WEEKDAYS = (_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN"))


@dataclass(frozen=True)
class Line:
    appointment: Appointment
    person: Person
    days_late: int
    may_contact: bool = False


@dataclass(frozen=True)
class DayBox:
    """One day of the strip over the list."""

    day: dt.date
    booked: int
    is_open: bool
    is_full: bool
    is_current: bool

    @property
    def weekday(self) -> str:
        return str(SHORT_WEEKDAYS[self.day.weekday()])


def lines_of(found: Iterable[Appointment], who: Actor, *, with_consent: bool = False) -> list[Line]:
    """With names in one statement; whom one may not know is left out. with_consent: one more statement."""
    found, today = list(found), clock.today()
    ids, seen = {row.patient_id for row in found}, ["", *who.compartments]
    people = {row.id: row for row in Person.objects.filter(pk__in=ids, compartment__in=seen)}
    allowed = may_contact(people.values()) if with_consent and people else set()
    return [
        Line(row, people[row.patient_id], (today - row.day).days, row.patient_id in allowed)
        for row in found
        if row.patient_id in people
    ]


def strip(day: dt.date, who: Actor, hours: Hours) -> list[DayBox]:
    """Two weeks from the Monday of this day."""
    monday = day - dt.timedelta(days=day.weekday())
    days = [monday + dt.timedelta(days=n) for n in range(DAYS_SHOWN)]
    booked = rows.booked_between(who, days[0], days[-1])
    return [
        DayBox(
            each,
            booked.get(each, 0),
            hours.is_open(each),
            booked.get(each, 0) >= hours.capacity,
            each == day,
        )
        for each in days
    ]


def days_to_remind(today: dt.date, hours: Hours) -> list[dt.date]:
    """The open days whose people are called in advance."""
    count = int(rulebook.on("appointments", today)["remind_days_before"])
    return hours.open_days(today + dt.timedelta(days=1), count)
