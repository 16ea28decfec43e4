"""An opened vial: until when it may be used, and what is left of it. No Django here."""

import datetime as dt


def discard_at(
    opened: dt.datetime, *, open_hours: int, expiry: dt.date, zone: dt.tzinfo
) -> dt.datetime:
    """The policy's hours from the opening, never past the end of the day of expiry."""
    ends = dt.datetime.combine(expiry + dt.timedelta(days=1), dt.time(), zone)
    return min(opened + dt.timedelta(hours=open_hours), ends)


def is_usable(*, left: int, until: dt.datetime, now: dt.datetime) -> bool:
    return left > 0 and now < until


def wastage(given: int, wasted: int) -> float | None:
    """Share of the doses used up that nobody got; None where nothing was used."""
    used = given + wasted
    return wasted / used if used else None
