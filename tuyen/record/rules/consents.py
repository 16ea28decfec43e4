"""Purposes that ask the person, what a refusal closes, and the law's clocks."""

import datetime as dt
from enum import StrEnum

from tuyen.core import rulebook, working_days
from tuyen.core.rulebook import Row

PURPOSES, METHODS, CLOCKS = "privacy/purposes", "privacy/methods", "privacy/clocks"


class Status(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    DONE = "done"
    REFUSED = "refused"


NEXT: dict[Status, set[Status]] = {
    Status.RECEIVED: {Status.ACKNOWLEDGED, Status.DONE, Status.REFUSED},
    Status.ACKNOWLEDGED: {Status.DONE, Status.REFUSED},
    Status.DONE: set(),
    Status.REFUSED: set(),
}
OPEN = frozenset({Status.RECEIVED, Status.ACKNOWLEDGED})


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


def purposes(on: dt.date) -> dict[str, Row]:
    return {row["code"]: row for row in rulebook.on(PURPOSES, on).rows}


def asked_purposes(on: dt.date) -> dict[str, Row]:
    """Only what the person decides."""
    return {code: row for code, row in purposes(on).items() if row["needs_consent"]}


def methods(name: str, on: dt.date) -> dict[str, Row]:
    """`method` or `relation`: rows by code."""
    return {row["code"]: row for row in rulebook.on(METHODS, on).rows if row["list"] == name}


def kinds(on: dt.date) -> dict[str, Row]:
    """Kinds of request with their days."""
    return {row["code"]: row for row in rulebook.on(CLOCKS, on).rows}


def acknowledge_by(day: dt.date) -> dt.date:
    count: int = rulebook.on(CLOCKS, day)["acknowledge_working_days"]
    return working_days.after(day, count)


def answer_by(kind: str, day: dt.date) -> dt.date:
    return day + dt.timedelta(days=kinds(day)[kind]["days"])
