"""The week in which something is counted: ISO, Monday to Sunday, in the health service's own time."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")


class Week(NamedTuple):
    """ISO year and week; 53 is a week like any other."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def plus(self, weeks: int) -> "Week":
        return week_of(self.monday + timedelta(weeks=weeks))

    def since(self, other: "Week") -> int:
        """Weeks from `other` to this one."""
        return (self.monday - other.monday).days // 7


def week_of(day: date) -> Week:
    """Of a day; of a moment too, whose day is the one in Viet Nam."""
    if isinstance(day, datetime):
        day = day.astimezone(HERE).date()
    year, number, _weekday = day.isocalendar()
    return Week(year, number)


def week_from(text: str) -> Week:
    """`2026-W53`. Raises ValueError for a week that the year does not have."""
    year, mark, number = text.partition("-W")
    if not mark:
        raise ValueError(text)
    found = Week(int(year), int(number))
    _exists = found.monday
    return found


def season(week: Week) -> int:
    """Place in the year, 0 … 51; a 53rd week stands with the 52nd."""
    return min(week.number, 52) - 1
