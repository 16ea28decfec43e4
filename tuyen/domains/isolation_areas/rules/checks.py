"""What a day's check proposes, and the cells of the grid of days. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.domains.isolation_areas.rules.areas import SEVERITIES

TABLE = "isolation_areas/severity"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """What was measured and seen; None: not measured."""

    temperature: Decimal | None = None
    spo2: int | None = None
    oxygen_lpm: Decimal | None = None
    symptoms: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        measured = (self.temperature, self.spo2, self.oxygen_lpm)
        return not self.symptoms and all(each is None for each in measured)


def symptoms(on: dt.date, language: str = "vi") -> dict[str, str]:
    """Code → word."""
    rows = rulebook.on(TABLE, on)["symptom"]
    return {row["code"]: rulebook.label(row, language) for row in rows}


def is_unverified(on: dt.date) -> bool:
    return rulebook.on(TABLE, on).is_unverified


def proposed(found: Found, on: dt.date) -> str:
    """The worst that a row of the table says; "" where nothing was measured or seen."""
    if found.is_empty:
        return ""
    rule = rulebook.on(TABLE, on)
    said = [row["severity"] for row in rule.rows if _fits(row, found)]
    said += [row["severity"] for row in rule["symptom"] if row["code"] in found.symptoms]
    return max(said, key=SEVERITIES.index, default="none")


def _fits(row: rulebook.Row, found: Found) -> bool:
    """One limit is enough: SpO₂ below, temperature or oxygen flow from."""
    below, hot, flow = (row.get(name) for name in ("spo2_below", "temperature_from", "oxygen_from"))
    return (
        (below is not None and found.spo2 is not None and found.spo2 < below)
        or (hot is not None and found.temperature is not None and found.temperature >= hot)
        or (flow is not None and found.oxygen_lpm is not None and found.oxygen_lpm >= flow)
    )


def needs_measuring(severity: str) -> bool:
    """One tap is not enough for the severely ill: what they breathe has to be known."""
    return severity in ("severe", "critical")


class Cell(StrEnum):
    """One person on one day."""

    SEEN = "seen"
    DUE = "due"
    MISSED = "missed"  # nobody looked: grey, never normal
    OUTSIDE = "outside"


def cell_of(
    day: dt.date,
    *,
    arrived_on: dt.date,
    ended_on: dt.date | None,
    seen: Iterable[dt.date],
    today: dt.date,
) -> Cell:
    if day in seen:
        return Cell.SEEN
    if day < arrived_on or day > today or (ended_on and day >= ended_on):
        return Cell.OUTSIDE
    return Cell.DUE if day == today else Cell.MISSED


def grid_days(today: dt.date, number: int) -> list[dt.date]:
    """The newest first: on a phone today stands beside the name."""
    return [today - each * DAY for each in range(number)]
