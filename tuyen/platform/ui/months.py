"""The month of a page of numbers, as it stands in the address: `?month=11/2026`."""

import datetime as dt
import re

from tuyen.core import clock

_MONTH = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)


def month_from(text: str) -> dt.date:
    """First day of “11/2026”; of this month for anything else."""
    found = _MONTH.fullmatch(text.strip())
    today = clock.today()
    if found and 1 <= int(found[1]) <= 12 and 2000 <= int(found[2]) <= today.year:
        return dt.date(int(found[2]), int(found[1]), 1)
    return today.replace(day=1)


def before(month: dt.date) -> dt.date:
    return (month - dt.timedelta(days=1)).replace(day=1)


def after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)
