"""Which state of a stay may follow which, and who may lie in which area. No Django here."""

import datetime as dt
from enum import StrEnum


class Status(StrEnum):
    WAITING = "waiting"
    IN_BED = "in_bed"
    DISCHARGED = "discharged"
    TRANSFERRED = "transferred"
    DIED = "died"
    CANCELLED = "cancelled"  # entered in error


ENDINGS = frozenset({Status.DISCHARGED, Status.TRANSFERRED, Status.DIED})
PRESENT = frozenset({Status.WAITING, Status.IN_BED})

NEXT: dict[Status, set[Status]] = {
    Status.WAITING: {Status.IN_BED, Status.CANCELLED, *ENDINGS},
    Status.IN_BED: {Status.IN_BED, Status.CANCELLED, *ENDINGS},
    Status.DISCHARGED: {Status.WAITING},  # taken back
    Status.TRANSFERRED: {Status.WAITING},
    Status.DIED: {Status.WAITING},
    Status.CANCELLED: set(),
}


def may_follow(now: str, then: str) -> bool:
    return Status(then) in NEXT[Status(now)]


class Misfit(StrEnum):
    """Why somebody may not come into an area."""

    APART = "apart"  # a detainee, into an area for others
    NOT_HELD = "not_held"  # somebody else, into the area for detainees
    SICK = "sick"  # a case, among those who were only exposed


def misfit(*, kind: str, for_whom: str, is_held: bool, is_sick: bool) -> Misfit | None:
    """Detainees lie apart from everybody else; the sick do not lie among the exposed."""
    if is_held and for_whom != "detainees":
        return Misfit.APART
    if not is_held and for_whom == "detainees":
        return Misfit.NOT_HELD
    return Misfit.SICK if is_sick and kind == "quarantine" else None


def days_of(arrived_on: dt.date, ended_on: dt.date | None, today: dt.date) -> int:
    """Days in the area, the first one counted."""
    return ((ended_on or today) - arrived_on).days + 1
