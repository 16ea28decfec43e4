"""Which state of an inpatient stay may follow which, and how it may end. No Django here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook

ENDINGS = "ward/endings"
CUSTODY = "custody"


class Status(StrEnum):
    PLANNED = "planned"
    ARRIVED = "arrived"  # at the department, no bed yet
    IN_BED = "in_bed"
    ON_LEAVE = "on_leave"  # the bed is kept
    DISCHARGED = "discharged"
    TRANSFERRED = "transferred"  # to another facility
    ESCAPED = "escaped"
    DIED = "died"
    CANCELLED = "cancelled"  # entered in error


_ENDS = {Status.DISCHARGED, Status.TRANSFERRED, Status.ESCAPED, Status.DIED}

NEXT: dict[Status, set[Status]] = {
    Status.PLANNED: {Status.ARRIVED, Status.IN_BED, Status.CANCELLED},
    Status.ARRIVED: {Status.ARRIVED, Status.IN_BED, Status.CANCELLED, *_ENDS},
    Status.IN_BED: {Status.ARRIVED, Status.IN_BED, Status.ON_LEAVE, Status.CANCELLED, *_ENDS},
    Status.ON_LEAVE: {Status.IN_BED, *_ENDS},
    Status.ESCAPED: {Status.ARRIVED, Status.IN_BED},  # came back, or was brought back
    Status.DISCHARGED: {Status.ARRIVED},  # taken back
    Status.TRANSFERRED: {Status.ARRIVED},
    Status.DIED: set(),
    Status.CANCELLED: set(),
}

PRESENT = frozenset({Status.ARRIVED, Status.IN_BED, Status.ON_LEAVE})
OPEN = frozenset({Status.PLANNED, *PRESENT})
ENDED = frozenset(_ENDS)


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


@dataclass(frozen=True)
class Ending:
    """One way to leave, with the codes of the insurer that fit it."""

    status: str
    label_vi: str
    label_en: str
    types: tuple[str, ...]  # MA_LOAI_RV
    outcomes: tuple[str, ...]  # KET_QUA_DTRI


def endings(on: dt.date) -> dict[str, Ending]:
    """By the state that they lead to, in the order in which a form offers them."""
    return {
        row["status"]: Ending(
            row["status"],
            row["label_vi"],
            row["label_en"],
            tuple(row["types"]),
            tuple(row["outcomes"]),
        )
        for row in rulebook.on(ENDINGS, on).rows
    }


def codes(scheme: str, on: dt.date, language: str = "vi") -> dict[str, str]:
    """Codes of the insurer with their names: `discharge_type`, `treatment_outcome`."""
    rows = rulebook.on(f"codes/{scheme}", on).rows
    return {row["code"]: str(row.get(f"name_{language}") or row["name_vi"]) for row in rows}


def days_of(kind: str, arrived_on: dt.date, ended_on: dt.date, counted: Sequence[str]) -> int:
    """Days of treatment as the insurer counts them: both ends, for the kinds that count at all."""
    return (ended_on - arrived_on).days + 1 if kind in counted else 0


def fits(room_compartment: str, compartment: str) -> bool:
    """Custody lies apart: such a person only in a secure room, nobody else in one.

    A bed in an open room that somebody unseen lies in would tell of them.
    """
    return (room_compartment == CUSTODY) == (compartment == CUSTODY)
