"""When an agreement holds, when its end is near, and what became of a commitment. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TABLE = "steering/agreements"


class State(StrEnum):
    FUTURE = "future"
    IN_FORCE = "in_force"
    EXPIRING = "expiring"  # holds, and its end is near
    EXPIRED = "expired"  # past its last day
    ENDED = "ended"  # ended before its time, by a decision


HOLDS = frozenset({State.IN_FORCE, State.EXPIRING})


@dataclass(frozen=True)
class Term:
    """Both ends belong to the time in force; `ended_on` is the first day on which it no longer holds."""

    valid_from: dt.date
    valid_to: dt.date | None = None
    ended_on: dt.date | None = None

    def state_on(self, day: dt.date, warn_days: int) -> State:
        if self.ended_on is not None and self.ended_on <= day:
            return State.ENDED
        if day < self.valid_from:
            return State.FUTURE
        if self.valid_to is None:
            return State.IN_FORCE
        if self.valid_to < day:
            return State.EXPIRED
        is_near = self.valid_to - day <= dt.timedelta(days=warn_days)
        return State.EXPIRING if is_near else State.IN_FORCE

    def holds_on(self, day: dt.date) -> bool:
        return self.state_on(day, 0) in HOLDS

    def warns_on(self, warn_days: int) -> dt.date | None:
        """The day on which both sides are told that the end is near; None without an end."""
        if self.valid_to is None:
            return None
        return max(self.valid_from, self.valid_to - dt.timedelta(days=warn_days))


def is_for(purposes: Iterable[str], purpose: str) -> bool:
    """Does it serve this purpose? Without purposes it serves none: a contract says what it is for."""
    return not purpose or purpose in purposes


class Kept(StrEnum):
    """What became of a commitment."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"
    DROPPED = "dropped"


def kept(status: str, due_on: dt.date, done_on: dt.date | None, day: dt.date) -> Kept:
    """A commitment fulfilled after its day stays shown as late."""
    if status == "dropped":
        return Kept.DROPPED
    if status == "done":
        return Kept.DONE_LATE if done_on and done_on > due_on else Kept.DONE
    return Kept.LATE if due_on < day else Kept.OPEN
