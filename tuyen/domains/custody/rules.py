"""Shifts of those who guard, and what a hand-over must account for. No Django here."""

import datetime as dt
from dataclasses import dataclass

from tuyen.core import clock, rulebook

TABLE = "custody/shifts"


@dataclass(frozen=True)
class Shift:
    """One shift of a day; one that ends at or before its start ends on the next day."""

    code: str
    label_vi: str
    label_en: str
    starts: dt.time
    ends: dt.time

    def span(self, day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        first = dt.datetime.combine(day, self.starts, clock.VIETNAM)
        last = dt.datetime.combine(day, self.ends, clock.VIETNAM)
        return first, last if last > first else last + dt.timedelta(days=1)


def shifts(on: dt.date) -> list[Shift]:
    return [
        Shift(
            row["code"],
            row["label_vi"],
            row["label_en"],
            dt.time.fromisoformat(row["starts"]),
            dt.time.fromisoformat(row["ends"]),
        )
        for row in rulebook.on(TABLE, on).rows
    ]


def shift_at(at: dt.datetime) -> tuple[dt.date, Shift] | None:
    """The shift in which an instant falls, with the day on which it began."""
    today = clock.day_of(at)
    for day in (today, today - dt.timedelta(days=1)):
        for shift in shifts(day):
            first, last = shift.span(day)
            if first <= at < last:
                return day, shift
    return None
