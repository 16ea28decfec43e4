"""What falls due on a ward and when: doses by their hours, signs by the grade of care. No Django here."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tuyen.core import clock, rulebook
from tuyen.record.rules import doses

CARE = "ward/care"
VITALS = "vitals"
DRUG = "drug"
ORDER = "care"


@dataclass(frozen=True)
class Shift:
    """One shift: from its first instant up to its last, which belongs to the next."""

    code: str
    label_vi: str
    label_en: str
    first: dt.datetime
    last: dt.datetime


def shifts_on(day: dt.date) -> list[Shift]:
    """The shifts that begin on a day."""
    found = []
    for row in rulebook.on(CARE, day)["shift"]:
        first = _at(day, dt.time.fromisoformat(row["starts"]))
        last = _at(day, dt.time.fromisoformat(row["ends"]))
        if last <= first:
            last += dt.timedelta(days=1)
        found.append(Shift(row["code"], row["label_vi"], row["label_en"], first, last))
    return found


def shift_at(now: dt.datetime) -> Shift:
    """The shift that runs at an instant."""
    day = clock.day_of(now)
    known = [*shifts_on(day - dt.timedelta(days=1)), *shifts_on(day)]
    return next((shift for shift in known if shift.first <= now < shift.last), known[-1])


def _at(day: dt.date, hour: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, hour, clock.VIETNAM)


@dataclass(frozen=True)
class Course:
    """A drug order as the plan wants it: from when, for how many days, how it is taken."""

    id: uuid.UUID
    admission_id: uuid.UUID
    title: str
    dose: str
    from_at: dt.datetime
    days: int | None
    stopped_at: dt.datetime | None = None


@dataclass(frozen=True)
class Rhythm:
    """Something once, or every so many hours, until it is stopped."""

    id: uuid.UUID
    admission_id: uuid.UUID
    kind: str
    title: str
    from_at: dt.datetime
    every_hours: int | None
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Due:
    """One thing to do at an hour."""

    at: dt.datetime
    kind: str
    source_id: uuid.UUID
    admission_id: uuid.UUID
    title: str


def hours_of(dose: str, on: dt.date) -> tuple[int, ...]:
    """Hours of the day at which a dose is given; none for one that is given when needed."""
    said, table = doses.read(dose), rulebook.on(CARE, on)
    if said is None:
        return ()
    if said.slots:
        moments = table["hours_by_moment"]
        return tuple(sorted(moments[name] for name, _amount in said.slots if name in moments))
    by_times = table["hours_by_times"]
    if f"{said.times}" in by_times:
        return tuple(by_times[f"{said.times}"])
    return tuple(24 * n // said.times for n in range(said.times)) if 0 < said.times <= 24 else ()


def doses_due(course: Course, first: dt.datetime, last: dt.datetime) -> Iterator[Due]:
    """Doses of one drug between two instants, none before its order and none after its end."""
    begun = clock.day_of(course.from_at)
    ends = _at(begun + dt.timedelta(days=course.days), dt.time()) if course.days else None
    day = max(begun, clock.day_of(first))
    while _at(day, dt.time()) < last:
        for hour in hours_of(course.dose, day):
            at = _at(day, dt.time(hour))
            over = (ends and at >= ends) or (course.stopped_at and at >= course.stopped_at)
            if max(first, course.from_at) <= at < last and not over:
                yield Due(at, DRUG, course.id, course.admission_id, course.title)
        day += dt.timedelta(days=1)


def rhythm_due(rhythm: Rhythm, first: dt.datetime, last: dt.datetime) -> Iterator[Due]:
    """When a repeated task falls due between two instants."""
    step = dt.timedelta(hours=rhythm.every_hours) if rhythm.every_hours else None
    at = rhythm.from_at
    if step is not None and at < first:
        at += step * (-(-(first - at) // step))
    while at < last and not (rhythm.until and at >= rhythm.until):
        if at >= first:
            yield Due(at, rhythm.kind, rhythm.id, rhythm.admission_id, rhythm.title)
        if step is None:
            return
        at += step


def plan(
    courses: Iterable[Course], rhythms: Iterable[Rhythm], first: dt.datetime, last: dt.datetime
) -> list[Due]:
    """Everything that falls due between two instants, by the hour."""
    found = [due for course in courses for due in doses_due(course, first, last)]
    found += [due for rhythm in rhythms for due in rhythm_due(rhythm, first, last)]
    return sorted(found, key=lambda due: (due.at, due.admission_id, due.title))


def vitals_hours(grade: str, on: dt.date) -> int | None:
    """Signs every so many hours by the grade of care; None without a grade."""
    rows: Sequence[rulebook.Row] = rulebook.on(CARE, on).rows
    return next((int(row["vitals_every_hours"]) for row in rows if row["code"] == grade), None)


def grades(on: dt.date) -> list[rulebook.Row]:
    return list(rulebook.on(CARE, on).rows)


def is_late(due: Due, now: dt.datetime) -> bool:
    minutes = rulebook.on(CARE, clock.day_of(now))["late_after_minutes"]
    return now - due.at > dt.timedelta(minutes=minutes)


TRIAGE = "ward/triage"


@dataclass(frozen=True)
class Level:
    """One level of the scale: a doctor comes within `minutes`."""

    level: int
    label_vi: str
    label_en: str
    minutes: int
    examples_vi: str
    examples_en: str


def levels(on: dt.date) -> list[Level]:
    return [
        Level(**{name: row[name] for name in Level.__dataclass_fields__})
        for row in rulebook.on(TRIAGE, on).rows
    ]


def danger_signs(values: dict[str, float], years: int | None, on: dt.date) -> list[str]:
    """Codes of the signs that lie outside the limits of danger; none for small children."""
    table = rulebook.on(TRIAGE, on)["danger"]
    if years is not None and years < table["from_years"]:
        return []
    found = []
    for code, value in values.items():
        if code in table and not table[code][0] <= value <= table[code][1]:
            found.append(code)
    return found


EMERGENCY_NEXT: dict[str, frozenset[str]] = {
    "waiting": frozenset({"in_care", "admitted", "sent_home", "referred", "left", "died"}),
    "in_care": frozenset({"admitted", "sent_home", "referred", "left", "died"}),
}


def may_become(now: str, then: str) -> bool:
    return then in EMERGENCY_NEXT.get(now, frozenset())
