"""Appointments at the main station: who comes today, who did not come, whom to remind."""

import datetime as dt
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people
from tuyen.edge.demo.everyday import Practice
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Appointment
from tuyen.record.queries.appointments import hours_at

# Days from today, how many people.
_MISSED = ((-41, 1), (-26, 1), (-12, 2), (-6, 2), (-3, 1))
_TODAY, _NEXT, _LATER = 9, 7, ((6, 4), (9, 5), (13, 3))
_REASONS = ("Khám lại", "Khám tăng huyết áp định kỳ", "Khám đái tháo đường định kỳ", "Đo huyết áp")


def write(practice: Practice, known: list[Any], ids: people.Ids, chance: Random) -> None:
    """Of people who have been here before; one of those missed was called without an answer."""
    today = clock.today()
    hours = hours_at(practice.unit.id)
    then = [(hours.open_from(today + dt.timedelta(days=n)), count) for n, count in _LATER]
    next_day = hours.open_from(today + dt.timedelta(days=1))
    missed = [(today + dt.timedelta(days=n), count) for n, count in _MISSED]
    days = [*missed, (today, _TODAY), (next_day, _NEXT), *then]
    whom = iter(chance.sample(known, sum(count for _day, count in days)))
    rows = [
        _row(practice, next(whom), day, number, ids, chance)
        for day, count in days
        for number in range(count)
    ]
    rows[0].calls, rows[0].last_result = 1, "no_answer"
    rows[0].last_called_at = clock.now() - dt.timedelta(days=2)
    with changes.apply(actor=SYSTEM, reason="demo.appointments") as log:
        log.create(*rows)


def _row(
    practice: Practice, person: Any, day: dt.date, number: int, ids: people.Ids, chance: Random
) -> Appointment:
    return row_of(
        Appointment,
        ids.next(),
        unit_id=practice.unit.id,
        patient_id=person.id,
        compartment=person.compartment,
        day=day,
        hour=dt.time(7 + number // 2, 30 * (number % 2)),
        reason=chance.choice(_REASONS),
        booked_at=clock.start_of(day) - dt.timedelta(days=28),
        booked_by_name=practice.doctor,
    )
