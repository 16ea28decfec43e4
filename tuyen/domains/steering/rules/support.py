"""Which step may follow which in a request for support, and how long each may take. No Django here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TABLE = "steering/support"


class Status(StrEnum):
    REQUESTED = "requested"
    TAKEN = "taken"
    ANSWERED = "answered"
    REOPENED = "reopened"  # the asker says that the answer did not help
    CLOSED = "closed"  # by the asker, with a rating
    WITHDRAWN = "withdrawn"  # by the asker, before an answer
    DECLINED = "declined"  # by the asked unit, with the reason; the asker may ask another unit


NEXT = {
    Status.REQUESTED: {Status.TAKEN, Status.ANSWERED, Status.DECLINED, Status.WITHDRAWN},
    Status.TAKEN: {Status.ANSWERED, Status.DECLINED, Status.WITHDRAWN},
    Status.ANSWERED: {Status.ANSWERED, Status.CLOSED, Status.REOPENED},
    Status.REOPENED: {Status.TAKEN, Status.ANSWERED, Status.DECLINED, Status.CLOSED},
    Status.CLOSED: {Status.REOPENED},
    Status.WITHDRAWN: set[Status](),
    Status.DECLINED: set[Status](),
}
WAITS_TO_BE_TAKEN = frozenset({Status.REQUESTED, Status.REOPENED})
WAITS_FOR_ANSWER = WAITS_TO_BE_TAKEN | {Status.TAKEN}
OPEN = WAITS_FOR_ANSWER | {Status.ANSWERED}
LOWEST_RATING, HIGHEST_RATING = 1, 5
NEARLY = 0.75  # of the time is gone: the clock turns amber


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


@dataclass(frozen=True)
class Clock:
    """The two instants by which a request is taken and answered."""

    take_by: dt.datetime
    answer_by: dt.datetime


def clock_from(at: dt.datetime, limits: Mapping[str, Any]) -> Clock:
    """limits: the row of the urgency in the rulebook; minutes run by day and by night."""
    take, answer = int(limits["take_minutes"]), int(limits["answer_minutes"])
    return Clock(at + dt.timedelta(minutes=take), at + dt.timedelta(minutes=answer))


def due_at(status: str, clock: Clock) -> dt.datetime | None:
    """What the clock of a request runs to now; None when nobody owes anything."""
    if status in WAITS_TO_BE_TAKEN:
        return clock.take_by
    return clock.answer_by if status == Status.TAKEN else None


def tone_of(begun: dt.datetime, due: dt.datetime | None, now: dt.datetime, urgency: str) -> str:
    """good, then warn when three quarters are gone; past the end danger for an emergency only."""
    if due is None:
        return "neutral"
    if now > due:
        return "danger" if urgency == "emergency" else "warn"
    gone = (now - begun) / (due - begun) if due > begun else 1.0
    return "warn" if gone >= NEARLY else "good"
