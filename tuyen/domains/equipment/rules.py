"""States of a device, when it must be looked after, and what is missing against the standard. No Django."""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    IN_USE = "in_use"
    FAULTY = "faulty"
    UNDER_REPAIR = "under_repair"
    STORED = "stored"
    DISPOSED = "disposed"  # sold, handed over or scrapped: the end


NEXT: Mapping[State, frozenset[State]] = {
    State.IN_USE: frozenset({State.FAULTY, State.UNDER_REPAIR, State.STORED, State.DISPOSED}),
    State.FAULTY: frozenset({State.IN_USE, State.UNDER_REPAIR, State.STORED, State.DISPOSED}),
    State.UNDER_REPAIR: frozenset({State.IN_USE, State.FAULTY, State.STORED, State.DISPOSED}),
    State.STORED: frozenset({State.IN_USE, State.FAULTY, State.UNDER_REPAIR, State.DISPOSED}),
    State.DISPOSED: frozenset(),
}


def may_follow(now: str, then: str) -> bool:
    return State(then) in NEXT[State(now)]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or its last one where the month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def next_maintenance(done_on: dt.date, months: int) -> dt.date | None:
    """When it is due again; None for a kind that nobody plans."""
    return months_after(done_on, months) if months > 0 else None


@dataclass(frozen=True)
class Wanted:
    """One line of the standard of a kind of unit. `what`: equipment or room."""

    what: str
    code: str
    least: int
    is_unverified: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """Topic under which it stands among the needs."""
        return self.what, self.code


@dataclass(frozen=True)
class Line:
    """A line of the standard beside what there is: working devices, all devices, or rooms."""

    wanted: Wanted
    working: int
    there: int

    @property
    def short(self) -> int:
        return max(0, self.wanted.least - self.working)


def against(
    standard: Iterable[Wanted],
    working: Mapping[tuple[str, str], int],
    there: Mapping[tuple[str, str], int],
) -> list[Line]:
    """(what, code) → how many; only what works counts towards the standard."""
    return [
        Line(
            each,
            working.get((each.what, each.code), 0),
            there.get((each.what, each.code), 0),
        )
        for each in standard
    ]
