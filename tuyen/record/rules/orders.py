"""Which state of an order may follow which, and of a specimen. No Django here."""

from enum import StrEnum


class Status(StrEnum):
    REQUESTED = "requested"
    COLLECTED = "collected"
    IN_PROGRESS = "in_progress"
    RESULTED = "resulted"  # entered, nobody has verified it
    COMPLETED = "completed"
    CANCELLED = "cancelled"


NEXT = {
    Status.REQUESTED: {
        Status.COLLECTED,
        Status.IN_PROGRESS,
        Status.RESULTED,
        Status.COMPLETED,
        Status.CANCELLED,
    },
    Status.COLLECTED: {
        Status.REQUESTED,  # the specimen was refused
        Status.IN_PROGRESS,
        Status.RESULTED,
        Status.COMPLETED,
        Status.CANCELLED,
    },
    Status.IN_PROGRESS: {
        Status.REQUESTED,
        Status.RESULTED,
        Status.COMPLETED,
        Status.CANCELLED,
    },
    Status.RESULTED: {Status.RESULTED, Status.COMPLETED},
    Status.COMPLETED: {Status.COMPLETED},  # corrected
    Status.CANCELLED: {Status.REQUESTED},  # withdrawn by mistake
}

OPEN = frozenset({Status.REQUESTED, Status.COLLECTED, Status.IN_PROGRESS, Status.RESULTED})
UNANSWERED = frozenset({Status.REQUESTED, Status.COLLECTED, Status.IN_PROGRESS})
TO_DO = frozenset({Status.COLLECTED, Status.IN_PROGRESS})


def may_follow(now: str, then: str) -> bool:
    return Status(then) in NEXT[Status(now)]


class SpecimenStatus(StrEnum):
    COLLECTED = "collected"
    RECEIVED = "received"
    REJECTED = "rejected"


SPECIMEN_NEXT = {
    SpecimenStatus.COLLECTED: {SpecimenStatus.RECEIVED, SpecimenStatus.REJECTED},
    SpecimenStatus.RECEIVED: {SpecimenStatus.REJECTED},
    SpecimenStatus.REJECTED: set(),
}


def specimen_may_become(now: str, then: str) -> bool:
    return SpecimenStatus(then) in SPECIMEN_NEXT[SpecimenStatus(now)]
