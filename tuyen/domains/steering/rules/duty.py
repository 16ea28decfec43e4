"""Shifts of the professional duty roster. No Django here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tuyen.core import clock, rulebook

TABLE = "steering/duty_shifts"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Shift:
    """One shift of a day; one that ends at or before its start ends on the next day."""

    code: str
    starts: dt.time
    ends: dt.time

    def span(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        first = dt.datetime.combine(day, self.starts, clock.VIETNAM)
        last = dt.datetime.combine(day, self.ends, clock.VIETNAM)
        return first, last if last > first else last + DAY


def shifts(table: rulebook.Rule) -> list[Shift]:
    return [
        Shift(row["code"], dt.time.fromisoformat(row["starts"]), dt.time.fromisoformat(row["ends"]))
        for row in table.rows
    ]


def shifts_at(
    at: dt.datetime, of_day: Callable[[dt.date], list[Shift]]
) -> list[tuple[dt.date, str, dt.datetime]]:
    """Day, shift and end of every shift in which an instant falls; last night's reaches into today."""
    today = clock.day_of(at)
    found = []
    for day in (today - DAY, today):
        for shift in of_day(day):
            first, last = shift.span(day)
            if first <= at < last:
                found.append((day, shift.code, last))
    return found


def week_of(day: dt.date) -> list[dt.date]:
    """Monday to Sunday."""
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + n * DAY for n in range(7)]
