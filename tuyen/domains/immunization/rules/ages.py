"""Ages and gaps as schedules say them: 6 weeks, 9 months, 7 years."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """Calendar months and days. Nine months from 31 May is the last day of February."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        month = day.month - 1 + self.months
        year, month = day.year + month // 12, month % 12 + 1
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day.day, last)) + timedelta(days=self.days)


_UNITS = {"d": Span(days=1), "w": Span(days=7), "m": Span(months=1), "y": Span(months=12)}


def span(text: str) -> Span:
    """`6w`, `9m`, `28d`, `7y`. Raises ValueError for anything else."""
    unit = _UNITS.get(text[-1:])
    if unit is None or not text[:-1].isdecimal():
        raise ValueError(f"not an age: {text!r}")
    count = int(text[:-1])
    return Span(unit.months * count, unit.days * count)
