"""The bands of age in which cases of a disease are told. No Django here."""

import datetime as dt
from bisect import bisect_right

# months of age from which a band begins
BANDS = (
    (0, "under_6m"),
    (6, "6_8m"),
    (9, "9_11m"),
    (12, "12_23m"),
    (24, "2_4y"),
    (60, "5_9y"),
    (120, "10_14y"),
    (180, "15_24y"),
    (300, "25_49y"),
    (600, "50y_up"),
)
_STARTS = [start for start, _code in BANDS]
UNKNOWN = "unknown"


def months_old(birth_on: dt.date, on: dt.date) -> int:
    """Full months; born on the 31st, a month is full on the first day after a shorter one."""
    months = 12 * (on.year - birth_on.year) + on.month - birth_on.month
    return months - (on.day < birth_on.day)


def band_of(birth_on: dt.date | None, on: dt.date) -> str:
    if birth_on is None or birth_on > on:
        return UNKNOWN
    months = months_old(birth_on, on)
    return BANDS[bisect_right(_STARTS, months) - 1][1]
