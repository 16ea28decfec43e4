"""Steps of a round and of a correction, lateness, and which unit to visit first. No Django here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

GRADES = "supervision/grades"
RISK = "supervision/risk"


class Round(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"  # the checklist has been begun
    CONCLUDED = "concluded"  # minutes issued, corrections handed to the unit
    CANCELLED = "cancelled"


class Correction(StrEnum):
    DRAFT = "draft"  # before the minutes
    OPEN = "open"
    REPORTED = "reported"  # the unit says it is mended
    ACCEPTED = "accepted"  # whoever supervised has seen the proof


NEXT_ROUND: Mapping[Round, frozenset[Round]] = {
    Round.PLANNED: frozenset({Round.UNDER_WAY, Round.CANCELLED}),
    Round.UNDER_WAY: frozenset({Round.UNDER_WAY, Round.CONCLUDED, Round.CANCELLED}),
    Round.CONCLUDED: frozenset(),
    Round.CANCELLED: frozenset(),
}

NEXT_CORRECTION: Mapping[Correction, frozenset[Correction]] = {
    Correction.DRAFT: frozenset({Correction.OPEN}),
    Correction.OPEN: frozenset({Correction.REPORTED}),
    Correction.REPORTED: frozenset({Correction.OPEN, Correction.ACCEPTED}),
    Correction.ACCEPTED: frozenset(),
}


def round_may(now: str, then: Round) -> bool:
    return then in NEXT_ROUND[Round(now)]


def correction_may(now: str, then: Correction) -> bool:
    return then in NEXT_CORRECTION[Correction(now)]


def days_late(due_on: dt.date | None, done_on: dt.date | None, on: dt.date) -> int:
    """Days past the deadline: until the day it was mended, or until today. Late stays late when closed."""
    if due_on is None:
        return 0
    return max(0, ((done_on or on) - due_on).days)


def overlaps(starts: dt.date, ends: dt.date, other_starts: dt.date, other_ends: dt.date) -> bool:
    return starts <= other_ends and other_starts <= ends


def months_between(earlier: dt.date, on: dt.date) -> int:
    """Whole months gone by."""
    months = (on.year - earlier.year) * 12 + on.month - earlier.month
    return months - (1 if on.day < earlier.day else 0)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a unit when the plan is made. percent: of the last round, None without points."""

    last_on: dt.date | None = None
    percent: float | None = None
    open_weight: float = 0
    overdue: int = 0


def risk(known: Known, on: dt.date, weights: Mapping[str, Any]) -> float:
    """The higher, the sooner: time since the last round, points lost then, what is still open."""
    points = float(weights["never"])
    if known.last_on is not None:
        months = min(months_between(known.last_on, on), int(weights["most_months"]))
        points = months * float(weights["per_month"])
    if known.percent is not None:
        points += (100 - known.percent) * float(weights["per_missing_percent"])
    return round(points + known.open_weight + known.overdue * float(weights["per_overdue"]), 1)


def is_unvisited(known: Known, on: dt.date, months: int) -> bool:
    return known.last_on is None or months_between(known.last_on, on) >= months


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the quarter."""
    first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return first, month_end(dt.date(day.year, first.month + 2, 1))


def month_end(day: dt.date) -> dt.date:
    following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - dt.timedelta(days=1)
