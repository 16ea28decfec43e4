"""Days on which offices work: not Saturdays, Sundays and the holidays of the rulebook."""

import datetime as dt

from tuyen.core import rulebook

HOLIDAYS = "calendar/holidays"
SATURDAY = 5
DAY = dt.timedelta(days=1)


def is_working(day: dt.date) -> bool:
    table = rulebook.on(HOLIDAYS, day)
    is_holiday = day in table["days"] or f"{day:%m-%d}" in table["each_year"]
    return day.weekday() < SATURDAY and not is_holiday


def after(day: dt.date, count: int) -> dt.date:
    """The working day that comes `count` working days after this one."""
    while count > 0:
        day += DAY
        count -= is_working(day)
    return day
