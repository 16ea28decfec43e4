"""Days for tests that run on any day of the year: a station is closed on feasts."""

import datetime as dt

from tuyen.core import clock, rulebook


def ordinary(ahead: int, span: int = 5) -> int:
    """So many days from today, or the first after it that begins `span` days without a feast."""
    feasts = set(rulebook.on("holidays", clock.today())["days"])
    days = (clock.today() + dt.timedelta(days=ahead + n) for n in range(60))
    is_feast = [f"{day:%m-%d}" in feasts for day in days]
    return ahead + next(n for n in range(60 - span) if not any(is_feast[n : n + span]))
