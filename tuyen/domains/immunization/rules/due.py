"""What a child has validly had, and what is due: the engine proposes, a person decides.

Doses are taken in the order of their days. A dose counts for the next open place of its series when
the child was old enough and long enough had passed; a series is never begun again. Of two live
injected vaccines on different days less than the gap apart the later one does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from tuyen.domains.immunization.rules.schedule import Dose, Plan, Series


class Why(StrEnum):
    """Why a dose does not count."""

    BEFORE_BIRTH = "before_birth"
    TOO_EARLY = "too_early"
    TOO_SOON = "too_soon"
    LIVE_TOO_SOON = "live_too_soon"
    TOO_LATE = "too_late"
    ZERO = "zero"
    COMPLETE = "complete"


class State(StrEnum):
    """Of the next dose of a series on a day."""

    COMPLETE = "complete"
    NOT_YET = "not_yet"
    DUE = "due"
    LATE = "late"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Given:
    """One injection or swallow. `antigens`: what it held; `zero`: given on purpose before the age."""

    day: date
    antigens: frozenset[str]
    zero: bool = False


class Counted(NamedTuple):
    """A dose in one series: its place from 1, or why it does not count."""

    given: Given
    number: int
    why: Why | None


class Next(NamedTuple):
    """Where one series stands. `earliest` … `latest`: days; None when the series is complete."""

    series: str
    counted: tuple[Counted, ...]
    state: State
    number: int = 0
    earliest: date | None = None
    due: date | None = None
    late: date | None = None
    latest: date | None = None


def standing(
    plan: Plan, birth: date, given: Iterable[Given], today: date, sex: str = ""
) -> list[Next]:
    """Every series that is for this child, in the order of the plan."""
    in_order = sorted(given, key=lambda each: each.day)
    lives = [each for each in in_order if each.antigens & plan.live]
    return [
        _next(plan, series, birth, in_order, lives, today)
        for series in plan.series
        if not series.sex or not sex or series.sex == sex
    ]


def _next(
    plan: Plan,
    series: Series,
    birth: date,
    given: list[Given],
    lives: list[Given],
    today: date,
) -> Next:
    counted = counted_of(plan, series, birth, given, lives)
    valid = [each.given for each in counted if each.why is None]
    if len(valid) == len(series.doses):
        return Next(series.code, counted, State.COMPLETE)
    dose = series.doses[len(valid)]
    last = valid[-1].day if valid else None
    earliest = _earliest(dose, birth, last)
    if series.antigens & plan.live and lives:
        earliest = max(earliest, plan.live_gap.after(lives[-1].day))
    due = max(earliest, dose.due.after(birth))
    if last and dose.after:
        due = max(due, dose.after.after(last))
    late = dose.late_after.after(due)
    latest = dose.latest.after(birth) if dose.latest else None
    state = _state(today, earliest, due, late, latest)
    return Next(series.code, counted, state, len(valid) + 1, earliest, due, late, latest)


def _earliest(dose: Dose, birth: date, last: date | None) -> date:
    earliest = dose.earliest.after(birth)
    return max(earliest, dose.gap.after(last)) if last and dose.gap else earliest


def _state(today: date, earliest: date, due: date, late: date, latest: date | None) -> State:
    if latest and max(today, earliest) > latest:
        return State.TOO_LATE
    if today < due:
        return State.NOT_YET
    return State.LATE if today > late else State.DUE


def counted_of(
    plan: Plan, series: Series, birth: date, given: list[Given], lives: list[Given]
) -> tuple[Counted, ...]:
    """Each dose that serves the series, judged in the order of days."""
    found: list[Counted] = []
    valid: list[date] = []
    for each in given:
        if not each.antigens & series.antigens:
            continue
        why = _why(plan, series, birth, each, valid, lives)
        if why is None:
            valid.append(each.day)
        found.append(Counted(each, 0 if why else len(valid), why))
    return tuple(found)


def _why(
    plan: Plan, series: Series, birth: date, given: Given, valid: list[date], lives: list[Given]
) -> Why | None:
    if given.day < birth:
        return Why.BEFORE_BIRTH
    if given.zero:
        return Why.ZERO
    if len(valid) == len(series.doses):
        return Why.COMPLETE
    dose = series.doses[len(valid)]
    leniently = plan.grace.after(given.day)
    if leniently < dose.earliest.after(birth):
        return Why.TOO_EARLY
    if valid and dose.gap and leniently < dose.gap.after(valid[-1]):
        return Why.TOO_SOON
    if dose.latest and given.day > dose.latest.after(birth):
        return Why.TOO_LATE
    return Why.LIVE_TOO_SOON if _live_clash(plan, given, lives) else None


def _live_clash(plan: Plan, given: Given, lives: list[Given]) -> bool:
    """Another live injected vaccine less than the gap before, on another day."""
    if not given.antigens & plan.live:
        return False
    since = given.day - timedelta(days=plan.live_gap.days)
    return any(since < each.day < given.day for each in lives)
