"""Which state of a queue entry may follow which, and who holds it."""

import uuid
from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    LEFT = "left"


NEXT = {
    Status.WAITING: {Status.IN_PROGRESS, Status.DONE, Status.LEFT},
    Status.IN_PROGRESS: {Status.WAITING, Status.DONE, Status.LEFT},
    Status.DONE: {Status.IN_PROGRESS},  # a finish taken back
    Status.LEFT: {Status.WAITING},  # came back the same day
}

OPEN = frozenset({Status.WAITING, Status.IN_PROGRESS})


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


def is_held_by_another(status: str, seen_by: uuid.UUID | None, account_id: uuid.UUID) -> bool:
    """Is somebody else seeing this person right now?"""
    return status == Status.IN_PROGRESS and seen_by is not None and seen_by != account_id
