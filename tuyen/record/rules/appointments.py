"""Which state of an appointment may follow which, what a call changes, when a station is open."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook

LONGEST_SEARCH_DAYS = 400
WEEK = 7


class Status(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    LOST = "lost"  # moved away or died: nobody is waited for


NEXT = {
    Status.BOOKED: {Status.ARRIVED, Status.CANCELLED, Status.LOST},
    Status.ARRIVED: {Status.BOOKED},  # went home without being seen
    Status.CANCELLED: {Status.BOOKED},
    Status.LOST: {Status.BOOKED},
}


def may_follow(now: str, then: Status) -> bool:
    return then in NEXT[Status(now)]


class Result(StrEnum):
    """What came of a call to somebody who did not come."""

    AGREED = "agreed"
    LATER = "later"
    MOVED = "moved"
    DIED = "died"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"  # wants no calls; the appointment stands


ENDS = frozenset({Result.MOVED, Result.DIED})


# What a call leaves in the history of reminders.
STATE_OF = {
    Result.AGREED: "reached",
    Result.LATER: "to_call",
    Result.MOVED: "moved",
    Result.DIED: "died",
    Result.NO_ANSWER: "not_reached",
    Result.REFUSED: "refused",
}


def call_again_on(result: str, today: dt.date, table: rulebook.Rule) -> dt.date | None:
    """When the next call is due; None where none is."""
    days = {Result.LATER: "call_later_days", Result.NO_ANSWER: "no_answer_days"}
    key = days.get(Result(result))
    return today + dt.timedelta(days=int(table[key])) if key else None


@dataclass(frozen=True)
class Hours:
    """When a unit takes people. `holidays` as month-day; `closed_days`: single days of the unit's own."""

    capacity: int
    closed_weekdays: frozenset[int]
    holidays: frozenset[str] = frozenset()
    closed_days: frozenset[dt.date] = frozenset()

    def is_open(self, day: dt.date) -> bool:
        return (
            day.weekday() not in self.closed_weekdays
            and f"{day:%m-%d}" not in self.holidays
            and day not in self.closed_days
        )

    def open_from(self, day: dt.date) -> dt.date:
        """This day or the first open one after it; the day itself where nothing is ever open."""
        later = (day + dt.timedelta(days=n) for n in range(LONGEST_SEARCH_DAYS))
        return next((each for each in later if self.is_open(each)), day)

    def open_days(self, first: dt.date, count: int) -> list[dt.date]:
        """The next so many open days."""
        found: list[dt.date] = []
        day = first
        while len(found) < count and len(self.closed_weekdays) < WEEK:
            day = self.open_from(day)
            found.append(day)
            day += dt.timedelta(days=1)
        return found


def free_from(day: dt.date, hours: Hours, booked_on: Callable[[dt.date], int]) -> dt.date:
    """This day or the first open one after it on which there is still room."""
    found = hours.open_from(day)
    for _turn in range(LONGEST_SEARCH_DAYS):
        if booked_on(found) < hours.capacity:
            break
        found = hours.open_from(found + dt.timedelta(days=1))
    return found


def hours_of(
    on: dt.date,
    capacity: int | None = None,
    closed_weekdays: Iterable[int] | None = None,
    closed_days: Iterable[dt.date] = (),
) -> Hours:
    """What the unit has said, and the rulebook's default where it said nothing."""
    table, feasts = rulebook.on("appointments", on), rulebook.on("holidays", on)
    weekdays = table["closed_weekdays"] if closed_weekdays is None else closed_weekdays
    return Hours(
        capacity=int(table["daily_capacity"]) if capacity is None else capacity,
        closed_weekdays=frozenset(weekdays),
        holidays=frozenset(feasts["days"]),
        closed_days=frozenset(closed_days),
    )
