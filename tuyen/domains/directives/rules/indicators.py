"""An indicator of a good model that the program counts by itself: two periods, one figure. No Django here."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

INDICATORS = "directives/indicators"
MOST_UNLIKE_DAYS = 3  # months are not of one length: 28 against 31


class Span(NamedTuple):
    """Days, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __str__(self) -> str:
        return f"{self.first:%d/%m/%Y}–{self.last:%d/%m/%Y}"


@dataclass(frozen=True)
class Measured:
    """n things in a period, `over` of which they are a share (None for a plain count)."""

    n: int
    over: int | None = None
    per: int = 1

    @property
    def value(self) -> float | None:
        """None where there is nothing to be a share of."""
        if self.over is None:
            return float(self.n)
        return round(self.per * self.n / self.over, 1) if self.over else None

    @property
    def whole(self) -> int:
        """How many people or visits the figure stands on."""
        return self.n if self.over is None else self.over


class Fault(StrEnum):
    BACKWARDS = "backwards"
    AHEAD = "ahead"  # a period that is not over
    OVERLAP = "overlap"
    UNLIKE = "unlike"  # plain counts of periods of different length


def fault_of(before: Span, after: Span, *, is_share: bool, today: dt.date) -> Fault | None:
    """Why these two periods cannot be compared."""
    if before.first > before.last or after.first > after.last:
        return Fault.BACKWARDS
    if after.last > today:
        return Fault.AHEAD
    if before.last >= after.first:
        return Fault.OVERLAP
    if not is_share and abs(before.days - after.days) > MOST_UNLIKE_DAYS:
        return Fault.UNLIKE
    return None
