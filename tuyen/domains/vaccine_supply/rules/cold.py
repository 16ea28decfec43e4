"""How cold is cold enough, when it was not, and what may become of a lot. No Django here."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple


class Turn(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Kind(StrEnum):
    HOT = "hot"
    COLD = "cold"
    FREEZE = "freeze"


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    MISTAKEN = "mistaken"  # the reading that showed it was corrected


class Decision(StrEnum):
    WAITING = ""
    USE = "use"
    QUARANTINE = "quarantine"
    DISCARD = "discard"
    ELSEWHERE = "elsewhere"


# A closed excursion opens again when later readings make it longer; a discarded lot is not used.
STATES: Mapping[str, frozenset[str]] = {
    State.OPEN: frozenset({State.CLOSED, State.MISTAKEN}),
    State.CLOSED: frozenset({State.OPEN}),
    State.MISTAKEN: frozenset({State.OPEN}),
}
HELD = frozenset({Decision.QUARANTINE, Decision.DISCARD})
DECIDED = frozenset({*HELD, Decision.USE, Decision.ELSEWHERE})
DECISIONS: Mapping[str, frozenset[str]] = {
    Decision.WAITING: DECIDED,
    Decision.USE: DECIDED,
    Decision.ELSEWHERE: DECIDED,
    Decision.QUARANTINE: DECIDED,
    Decision.DISCARD: frozenset(),
}


class Limits(NamedTuple):
    """Degrees allowed. freeze_at: at or below it vaccine may freeze; None where it is meant to."""

    low: Decimal
    high: Decimal
    freeze_at: Decimal | None
    freeze_minutes: int
    brief_minutes: int
    gap_minutes: int


class Point(NamedTuple):
    """One temperature. by_logger: taken by a machine every few minutes, so that time can be told."""

    at: dt.datetime
    celsius: Decimal
    by_logger: bool = False
    froze: bool = False


class Found(NamedTuple):
    kind: Kind
    started_at: dt.datetime
    ended_at: dt.datetime
    extreme: Decimal
    minutes: int | None


def side(point: Point, limits: Limits) -> str:
    """`hot`, `cold`, or nothing within the limits."""
    if point.celsius > limits.high:
        return "hot"
    if point.celsius < limits.low or point.froze:
        return "cold"
    return ""


def excursions(points: Iterable[Point], limits: Limits) -> list[Found]:
    """What a person read counts at once; a logger's run only from `brief_minutes` on (a door opened)."""
    ordered = sorted(points)
    by_hand = [each for each in ordered if not each.by_logger]
    by_logger = [each for each in ordered if each.by_logger]
    runs = [*_runs(by_hand, limits, None), *_runs(by_logger, limits, limits.gap_minutes)]
    found = [_told(run, limits) for run in runs]
    kept = [each for each in found if each.minutes is None or _is_long(each, limits)]
    return sorted(kept, key=lambda each: each.started_at)


def _runs(points: Sequence[Point], limits: Limits, gap: int | None) -> list[list[Point]]:
    """Neighbours on the same wrong side; a long silence of a logger ends a run."""
    runs: list[list[Point]] = []
    for before, point in pairwise([None, *points]):
        where = side(point, limits) if point else ""
        if not point or not where:
            continue
        joined = before is not None and side(before, limits) == where
        silent = gap is not None and before is not None and _minutes(before.at, point.at) > gap
        if joined and not silent and runs:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _told(run: Sequence[Point], limits: Limits) -> Found:
    first, last = run[0], run[-1]
    is_hot = side(first, limits) == "hot"
    pick = max if is_hot else min
    minutes = _minutes(first.at, last.at) if first.by_logger else None
    kind = Kind.HOT if is_hot else Kind.FREEZE if _froze(run, limits) else Kind.COLD
    return Found(kind, first.at, last.at, pick(each.celsius for each in run), minutes)


def _froze(run: Sequence[Point], limits: Limits) -> bool:
    """A person's single reading is enough; a logger must show it for long."""
    if any(each.froze for each in run):
        return True
    if limits.freeze_at is None:
        return False
    icy = [each for each in run if each.celsius <= limits.freeze_at]
    if not icy:
        return False
    return not icy[0].by_logger or _minutes(icy[0].at, icy[-1].at) >= limits.freeze_minutes


def _is_long(found: Found, limits: Limits) -> bool:
    return found.kind == Kind.FREEZE or (found.minutes or 0) >= limits.brief_minutes


def _minutes(start: dt.datetime, end: dt.datetime) -> int:
    return int((end - start).total_seconds() // 60)


class Fault(StrEnum):
    """Why a lot may not be used on."""

    VVM = "vvm"
    SHAKE = "shake"
    MONITOR = "monitor"


def why_not_used(
    kind: str, *, freezes: bool, vvm_stage: int | None, unusable_from: int, shaken: bool | None
) -> Fault | None:
    """freezes: the vaccine is spoilt by frost. unusable_from: first stage of the vial monitor that is bad."""
    if vvm_stage is not None and vvm_stage >= unusable_from:
        return Fault.VVM
    if kind == Kind.FREEZE and freezes and shaken is not True:
        return Fault.SHAKE
    if kind == Kind.HOT and vvm_stage is None:  # 0: the vial bears no monitor
        return Fault.MONITOR
    return None


def due(day: dt.date, turn: str, now: dt.datetime, until: Mapping[str, int]) -> bool:
    """Whether that reading should be there: its turn of that day is over. until: turn → hour."""
    return (day, until[turn]) <= (now.date(), now.hour)
