"""By when a week is told, and what is to be said of one that was or was not. No Django here."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from tuyen.domains.surveillance.rules.weeks import HERE


class Sent(StrEnum):
    IN_TIME = "in_time"
    LATE = "late"
    WAITED_FOR = "waited_for"
    MISSING = "missing"


class Correction(NamedTuple):
    """Of one disease: cases as signed, cases as known now."""

    disease: str
    signed: int
    now: int


def due_at(monday: dt.date, days: int, hour: int) -> dt.datetime:
    """The moment after which the report of a week is late."""
    day = monday + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(hour), HERE)


def state_of(sent_at: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> Sent:
    if sent_at is not None:
        return Sent.IN_TIME if sent_at <= due else Sent.LATE
    return Sent.WAITED_FOR if now <= due else Sent.MISSING


def corrections(signed: Mapping[str, int], now: Mapping[str, int]) -> list[Correction]:
    """Diseases whose cases are no longer as many as signed."""
    both = sorted(set(signed) | set(now))
    found = [Correction(code, signed.get(code, 0), now.get(code, 0)) for code in both]
    return [each for each in found if each.signed != each.now]
