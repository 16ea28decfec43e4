"""What a dose must say before it may stand in the chart. No Django here.

Whether it counts towards a series is the engine's question (rooms ask it); here only what cannot be, and
what may not be done: a dose about to be given is judged more strictly than one that happened long ago.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose as it was given, told or withheld. `place`: where, when it was not here."""

    vaccine: str
    day: dt.date
    at: dt.datetime | None = None
    number: int | None = None
    is_dose_zero: bool = False
    lot: str = ""
    lot_id: uuid.UUID | None = None
    expiry_on: dt.date | None = None
    site: str = ""
    route: str = ""
    given_by_name: str = ""
    place: str = ""
    note: str = ""
    encounter_id: uuid.UUID | None = None
    session_id: uuid.UUID | None = None
    campaign_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """`is_exact`: the day of birth is known, not only the year."""

    born: dt.date | None
    is_exact: bool = True
    is_dead: bool = False
    died: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A dose that stands already. is_live: a live injected vaccine."""

    vaccine: str
    day: dt.date
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """field: where to mend it. code: which sentence says it. day: the earliest day that would do."""

    field: str
    code: str
    day: dt.date | None = None


def faults(
    dose: Dose,
    life: Life,
    earlier: Iterable[Earlier],
    *,
    now: dt.datetime,
    is_given: bool,
    live_gap_days: int | None = None,
) -> Iterator[Fault]:
    """is_given: given here, so that what is wrong can still be put right. live_gap_days: None where the
    vaccine is not a live injected one."""
    if dose.day > now.date() or (dose.at and dose.at > now):
        yield Fault("day", "future")
    yield from _against_life(dose, life)
    earlier = list(earlier)
    if any(each.vaccine == dose.vaccine and each.day == dose.day for each in earlier):
        yield Fault("vaccine", "twice")
    if not is_given:
        return
    if dose.expiry_on and dose.expiry_on < dose.day:
        yield Fault("expiry_on", "expired")
    if live_gap_days is not None and (clash := _live_clash(dose, earlier, live_gap_days)):
        yield clash


def _against_life(dose: Dose, life: Life) -> Iterator[Fault]:
    if life.born and (dose.day < life.born if life.is_exact else dose.day.year < life.born.year):
        yield Fault("day", "before_birth", life.born)
    if life.is_dead and (life.died is None or dose.day > life.died):
        yield Fault("day", "dead", life.died)


def _live_clash(dose: Dose, earlier: list[Earlier], gap_days: int) -> Fault | None:
    """Two live injected vaccines go into the arms on one day, or this far apart."""
    gap = dt.timedelta(days=gap_days)
    near = [
        each.day
        for each in earlier
        if each.is_live and each.day != dose.day and abs(each.day - dose.day) < gap
    ]
    return Fault("day", "live_too_soon", max(near) + gap) if near else None
