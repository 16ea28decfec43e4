"""What may follow in a referral, when nobody has come, how far the receiving unit may look."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.rulebook import Row

CHOICES, DEADLINES = "referral/choices", "referral/deadlines"
SPECIALTIES, SLIP = "referral/specialties", "referral/slip"


class Status(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LOST = "lost"
    ARRIVED = "arrived"
    REPLIED = "replied"
    RETURNED = "returned"
    CLOSED = "closed"


_TURNED_AWAY = {Status.REDIRECTED, Status.REFUSED, Status.CANCELLED}
NEXT: dict[Status, set[Status]] = {
    # an emergency is at the door before anybody has answered
    Status.REQUESTED: {Status.ACCEPTED, Status.ARRIVED, Status.LOST, *_TURNED_AWAY},
    Status.ACCEPTED: {Status.ARRIVED, Status.LOST, *_TURNED_AWAY},
    Status.LOST: {Status.ARRIVED, Status.CANCELLED},  # came late; found at home
    Status.ARRIVED: {Status.REPLIED, Status.RETURNED},
    Status.REPLIED: {Status.REPLIED, Status.RETURNED},
    Status.RETURNED: {Status.CLOSED},
    Status.CLOSED: set(),
    Status.REDIRECTED: set(),
    Status.REFUSED: set(),
    Status.CANCELLED: set(),
}

ON_THE_WAY = frozenset({Status.REQUESTED, Status.ACCEPTED})
HERE = frozenset({Status.ARRIVED, Status.REPLIED})
OVER = frozenset({*_TURNED_AWAY, Status.CLOSED})
TURNED_AWAY = frozenset(_TURNED_AWAY)


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


def choices(name: str, on: dt.date) -> dict[str, Row]:
    """The rows of one short list by their code."""
    return {row["code"]: row for row in rulebook.on(CHOICES, on).rows if row["list"] == name}


def expected_by(urgency: str, on: dt.date) -> dt.date:
    """After this day somebody who has not come counts as lost on the way."""
    days: int = rulebook.on(DEADLINES, on)["expect_days"][urgency]
    return on + dt.timedelta(days=days)


def link_ends_on(status: str, day: dt.date) -> dt.date | None:
    """The last day on which the receiving unit may open the chart, from the day of this status.

    Whoever was turned away is nobody's patient there any more, at once.
    """
    if status in TURNED_AWAY:
        return day - dt.timedelta(days=1)
    table = rulebook.on(DEADLINES, day)
    if status == Status.LOST:
        return day + dt.timedelta(days=table["lost_link_days"])
    if status in (Status.RETURNED, Status.CLOSED):
        return day + dt.timedelta(days=table["return_link_days"])
    return None


def may_ride(row_compartment: str, referral_compartment: str) -> bool:
    """May this row of the chart be told in a referral? A secret travels only under its own name."""
    return row_compartment in ("", referral_compartment)


def specialty_for(code: str, rows: Iterable[Row]) -> str:
    """The specialty whose beginning of an ICD-10 code fits longest; empty when none does."""
    fits = [
        (len(start), row["code"]) for row in rows for start in row["icd"] if code.startswith(start)
    ]
    return max(fits, default=(0, ""))[1]


def hours_between(start: dt.datetime | None, end: dt.datetime | None) -> float | None:
    if start is None or end is None:
        return None
    return (end - start).total_seconds() / 3600
