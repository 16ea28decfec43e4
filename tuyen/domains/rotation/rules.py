"""Who may be where, for how long, and what it yielded. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    PLANNED = "planned"
    DECIDED = "decided"  # the decision is signed: the person has a post there for its days
    ENDED = "ended"
    CANCELLED = "cancelled"


NEXT: dict[Stage, set[Stage]] = {
    Stage.PLANNED: {Stage.DECIDED, Stage.CANCELLED},
    Stage.DECIDED: {Stage.ENDED, Stage.CANCELLED},
    Stage.ENDED: set(),
    Stage.CANCELLED: set(),
}


def may_follow(now: str, then: str) -> bool:
    return Stage(then) in NEXT[Stage(now)]


TASK_DECIDE, TASK_TAKE, TASK_ACCOUNT = "rotation_decide", "rotation_take", "rotation_account"
TASK_ENDING, TASK_GRADE = "rotation_ending", "rotation_grade"


def tasks_over(stage: str, *, is_taken: bool, has_role: bool, is_graded: bool) -> set[str]:
    """Kinds of task that have nothing left to do at a turn that stands like this, on either side."""
    is_closed = stage in (Stage.ENDED, Stage.CANCELLED)
    over = {
        TASK_DECIDE: stage != Stage.PLANNED,
        TASK_TAKE: is_taken or is_closed,
        TASK_ACCOUNT: has_role or is_closed,
        TASK_ENDING: is_closed,
        TASK_GRADE: is_graded or stage == Stage.CANCELLED,
    }
    return {kind for kind, is_over in over.items() if is_over}


@dataclass(frozen=True)
class Span:
    """Days from first to last, both within."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last

    def within(self, other: "Span") -> "Span | None":
        """The days that lie in the other span as well."""
        if not self.overlaps(other):
            return None
        return Span(max(self.first, other.first), min(self.last, other.last))


def clash(span: Span, others: Iterable[Span]) -> Span | None:
    """The first of the person's other turns that shares a day with this one."""
    return next((other for other in others if span.overlaps(other)), None)


class Moment(StrEnum):
    """Where a decided turn stands on a day."""

    COMING = "coming"
    THERE = "there"
    ENDS_SOON = "ends_soon"
    OVER = "over"  # its last day has passed and nobody has closed it


def moment(span: Span, on: dt.date, remind_days: int) -> Moment:
    if on < span.first:
        return Moment.COMING
    if on > span.last:
        return Moment.OVER
    ends_soon = (span.last - on).days <= remind_days
    return Moment.ENDS_SOON if ends_soon else Moment.THERE


def person_days(turns: Iterable[tuple[Span, Iterable[str]]], period: Span) -> dict[str, int]:
    """Technique → days that people spent on it within the period; a day counts once for each
    technique that the turn is for."""
    found: dict[str, int] = {}
    for span, techniques in turns:
        inside = span.within(period)
        if inside is None:
            continue
        for technique in set(techniques):
            found[technique] = found.get(technique, 0) + inside.days
    return found


def is_exchange(first: tuple[object, object], second: tuple[object, object]) -> bool:
    """One for one: each goes where the other comes from. Pairs of (from, to)."""
    return first == (second[1], second[0])
