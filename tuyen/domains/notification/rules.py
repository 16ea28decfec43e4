"""What is late of a case, and by how much. No clock inside: the time is given."""

import datetime as dt
from dataclasses import dataclass

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Late:
    """what: told (reported late), investigation (nobody has looked into it). hours: past the limit."""

    what: str
    hours: int


def late_of(
    *,
    occurred_at: dt.datetime,
    notified_at: dt.datetime,
    investigated_at: dt.datetime | None,
    report_hours: int,
    investigate_hours: int,
    now: dt.datetime,
) -> list[Late]:
    """Each limit that was missed; an investigation still owed counts up to now."""
    found = []
    told = _over(notified_at - occurred_at, report_hours)
    if told:
        found.append(Late("told", told))
    looked = _over((investigated_at or now) - notified_at, investigate_hours)
    if looked:
        found.append(Late("investigation", looked))
    return found


def _over(took: dt.timedelta, hours: int) -> int:
    """Whole hours past the limit, the first counted as soon as it begins; 0 while within."""
    past = took - hours * HOUR
    return -(-past // HOUR) if past > dt.timedelta() else 0
