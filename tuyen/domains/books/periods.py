"""The month or the day of a book, as its address says it. No Django."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

MONTH = re.compile(r"^(\d{4})-(\d{2})$")
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Period:
    first: dt.date
    last: dt.date

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def code(self) -> str:
        return self.first.isoformat() if self.is_day else f"{self.first:%Y-%m}"

    @property
    def text(self) -> str:
        return f"{self.first:%d/%m/%Y}" if self.is_day else f"{self.first:%m/%Y}"

    @property
    def before(self) -> str:
        return _code_of(self.first - dt.timedelta(days=1), self.is_day)

    @property
    def after(self) -> str:
        return _code_of(self.last + dt.timedelta(days=1), self.is_day)


def _code_of(day: dt.date, is_day: bool) -> str:
    return day.isoformat() if is_day else f"{day:%Y-%m}"


def month_of(day: dt.date) -> Period:
    days = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=days))


def read(text: str, today: dt.date) -> Period:
    """`2026-11` or `2026-11-22`; this month for what is neither."""
    try:
        if found := MONTH.match(text):
            read_day = dt.date(int(found[1]), int(found[2]), 1)
            period = month_of(read_day)
        else:
            read_day = dt.date.fromisoformat(text)
            period = Period(read_day, read_day)
    except ValueError:
        return month_of(today)
    return period if FIRST_YEAR <= read_day.year <= LAST_YEAR else month_of(today)
