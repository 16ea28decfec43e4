"""A directive step by step, when it is in force, and what is late. No Django here."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

DRAFT, APPROVED, ISSUED = "draft", "approved", "issued"
SUPERSEDED, WITHDRAWN = "superseded", "withdrawn"

NEXT = {
    DRAFT: {APPROVED},
    APPROVED: {DRAFT, ISSUED},
    ISSUED: {SUPERSEDED, WITHDRAWN},
    SUPERSEDED: set(),
    WITHDRAWN: set(),
}


def may_follow(now: str, then: str) -> bool:
    return then in NEXT[now]


@dataclass(frozen=True)
class Ask:
    """What every addressed unit must do by a day."""

    title: str
    due_on: dt.date
    needs_evidence: bool = False


def force(status: str, begins: dt.date | None, ends: dt.date | None, on: dt.date) -> str:
    """`yes`, `not_yet`, `over`, or `no` for what was never issued or is no longer meant."""
    if status != ISSUED:
        return "no"
    if begins is not None and on < begins:
        return "not_yet"
    return "over" if ends is not None and ends < on else "yes"


def first_ask_before(asks: Iterable[Ask], begins: dt.date) -> Ask | None:
    """A task that would be late on the day the directive begins."""
    return next((ask for ask in asks if ask.due_on < begins), None)


def next_number(numbers: Iterable[str], mark: str, year: int, letters: str = "") -> str:
    """The number after the highest of the year: `13/CV`. Numbers that begin otherwise do not count.

    letters: of this machine (`A-`), so that two machines of one unit never propose the same number.
    """
    begins = re.compile(re.escape(letters) + r"(\d{1,6})(?!\d)")
    found = [int(m[1]) for number in numbers if (m := begins.match(number))]
    return f"{letters}{max(found, default=0) + 1}/{mark}-{year}"


def duty_state(status: str, due_on: dt.date, reported_on: dt.date | None, today: dt.date) -> str:
    """`late`: not done and past its day; `done_late`: reported after it; `done`, `open`, `cancelled`."""
    if status == "cancelled":
        return "cancelled"
    if status in ("open", "returned"):
        return "late" if due_on < today else "open"
    return "done_late" if reported_on is not None and reported_on > due_on else "done"
