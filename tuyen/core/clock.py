"""What time it is, for everyone: instants in UTC, days in Viet Nam."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_stopped_at: ContextVar[dt.datetime | None] = ContextVar("stopped_at", default=None)


def now() -> dt.datetime:
    return _stopped_at.get() or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    return day_of(now())


def yesterday() -> dt.date:
    return today() - dt.timedelta(days=1)


def day_of(instant: dt.datetime) -> dt.date:
    """The calendar day in Viet Nam on which an instant falls."""
    return instant.astimezone(VIETNAM).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a Vietnamese calendar day."""
    return dt.datetime.combine(day, dt.time(), VIETNAM)


@contextmanager
def stopped(at: dt.datetime) -> Iterator[None]:
    """Time stands still at `at`: for tests and for demo data of earlier years."""
    token = _stopped_at.set(at)
    try:
        yield
    finally:
        _stopped_at.reset(token)
