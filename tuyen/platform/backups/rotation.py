"""Which backups stay: 24 hours, 7 days, 12 months. Pure; the names carry the time of the place."""

import re
from collections.abc import Iterable

HOURS, DAYS, MONTHS = 24, 7, 12
# of tuyen-20261122-0915-00: how much of it names the hour, the day, the month
_PERIODS = ((HOURS, 17), (DAYS, 14), (MONTHS, 12))
_NAME = re.compile(r"tuyen-\d{8}-\d{4}-\d\d")


def is_stamp(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def kept(stamps: Iterable[str]) -> set[str]:
    """The newest of each of the last 24 hours, 7 days and 12 months that have any: a machine that is off
    at night or for a week loses none of them by the clock alone."""
    newest_first = sorted(stamps, reverse=True)
    stay: set[str] = set()
    for most, length in _PERIODS:
        of_period: dict[str, str] = {}
        for stamp in newest_first:
            of_period.setdefault(stamp[:length], stamp)
        stay |= set(list(of_period.values())[:most])
    return stay
