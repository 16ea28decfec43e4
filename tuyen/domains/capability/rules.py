"""Surveys, gaps, needs and the plan of the year: states, effect and rank. No Django here.

Rank of a topic (0 to 100): `gap` × how far below full points its units stand, `population` × how much of
the people served live there, `units` × how many of the units need it, `age` × how long it has waited. The
four weights and the longest wait are rulebook values (`capability/ranking.toml`).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Campaign(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    CLOSED = "closed"


class Survey(StrEnum):
    SENT = "sent"
    ANSWERING = "answering"
    SUBMITTED = "submitted"


class Status(StrEnum):
    """Of a need."""

    OPEN = "open"
    PLANNED = "planned"
    MET = "met"
    DECLINED = "declined"


NEED_NEXT: Mapping[Status, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.PLANNED, Status.MET, Status.DECLINED}),
    Status.PLANNED: frozenset({Status.OPEN, Status.MET, Status.DECLINED}),
    Status.MET: frozenset({Status.OPEN}),  # the next survey finds the gap again
    Status.DECLINED: frozenset({Status.OPEN}),
}


class LineState(StrEnum):
    """Of one line of a plan."""

    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


LINE_NEXT: Mapping[LineState, frozenset[LineState]] = {
    LineState.PLANNED: frozenset({LineState.DOING, LineState.DONE, LineState.DROPPED}),
    LineState.DOING: frozenset({LineState.DONE, LineState.DROPPED}),
    LineState.DONE: frozenset(),
    LineState.DROPPED: frozenset(),
}


def need_may(now: str, then: Status) -> bool:
    return then in NEED_NEXT[Status(now)]


def line_may(now: str, then: LineState) -> bool:
    return then in LINE_NEXT[LineState(now)]


class Effect(StrEnum):
    """A gap of one survey beside the survey before."""

    NEW = "new"
    OPEN = "open"
    BETTER = "better"
    WORSE = "worse"
    CLOSED = "closed"


def effect(lost_before: float | None, lost_now: float | None) -> Effect:
    """Points lost then and now. None or 0: nothing was lost."""
    before, now = lost_before or 0.0, lost_now or 0.0
    if now <= 0:
        return Effect.CLOSED
    if before <= 0:
        return Effect.NEW
    if now > before:
        return Effect.WORSE
    return Effect.BETTER if now < before else Effect.OPEN


Key = tuple[str, str]  # kind and code of a gap or need: ("training", "ultrasound")


def effects(before: Mapping[Key, float], now: Mapping[Key, float]) -> dict[Key, Effect]:
    """Every gap of either survey with what became of it."""
    return {key: effect(before.get(key), now.get(key)) for key in [*now, *(before.keys() - now)]}


@dataclass(frozen=True)
class Weights:
    """Of the ranking; together 100. `longest_months`: a need that waited so long has full age."""

    gap: float
    population: float
    units: float
    age: float
    longest_months: float


@dataclass(frozen=True, slots=True)
class Topic:
    """All open needs of one kind and code. gap_share: points lost of the points that could be had."""

    kind: str
    code: str
    title: str
    needs: int
    units: int
    population: int
    gap_share: float
    oldest_on: dt.date
    cost_dong: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    topic: Topic
    points: float


DAYS_A_MONTH = 30.44


def rank(topics: Iterable[Topic], weights: Weights, on: dt.date) -> list[Ranked]:
    """The most urgent first; equal points stand by title."""
    found = list(topics)
    most_people = max((topic.population for topic in found), default=0)
    most_units = max((topic.units for topic in found), default=0)
    ranked = [
        Ranked(topic, round(_points(topic, weights, on, most_people, most_units), 1))
        for topic in found
    ]
    return sorted(ranked, key=lambda each: (-each.points, each.topic.title, each.topic.code))


def _points(
    topic: Topic, weights: Weights, on: dt.date, most_people: int, most_units: int
) -> float:
    months = (on - topic.oldest_on).days / DAYS_A_MONTH
    return (
        weights.gap * _share(topic.gap_share, 1.0)
        + weights.population * _share(topic.population, most_people)
        + weights.units * _share(topic.units, most_units)
        + weights.age * _share(months, weights.longest_months)
    )


def _share(part: float, whole: float) -> float:
    """Between 0 and 1; nothing of nothing is nothing."""
    return min(1.0, max(0.0, part / whole)) if whole > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit beside last year and beside the others of its kind; percent of the points, or None."""

    unit_id: uuid.UUID
    percent: float | None
    last_year: float | None
    peers: float | None

    @property
    def change(self) -> float | None:
        if self.percent is None or self.last_year is None:
            return None
        return round(self.percent - self.last_year, 1)


def mean(values: Iterable[float | None]) -> float | None:
    """Of those that are known."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
