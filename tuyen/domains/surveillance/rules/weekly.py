"""Cases counted by week of onset, and by how late each was told (the reporting triangle)."""

import datetime as dt
import uuid
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tuyen.domains.surveillance.rules.weeks import HERE, week_of

LATEST = 8  # told eight weeks after onset, or later still

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


class Fact(NamedTuple):
    """What counting asks of one case that stands."""

    disease: str
    area_id: uuid.UUID | None
    custody_site_id: uuid.UUID | None
    classification: str
    onset_on: dt.date
    told_at: dt.datetime
    birth_on: dt.date | None
    sex: str


class Cell(NamedTuple):
    """Cases that are alike. `delay`: whole weeks from the week of onset to the week of telling."""

    disease: str
    area_id: uuid.UUID | None
    monday: dt.date
    custody_site_id: uuid.UUID | None
    classification: str
    age_band: str
    sex: str
    delay: int


def months_old(birth_on: dt.date, on: dt.date) -> int:
    """Full months; born on the 31st, a month is full on the first day after a shorter one."""
    months = 12 * (on.year - birth_on.year) + on.month - birth_on.month
    return months - (on.day < birth_on.day)


def band_of(birth_on: dt.date | None, on: dt.date) -> str:
    if birth_on is None or birth_on > on:
        return UNKNOWN
    months = months_old(birth_on, on)
    return BANDS[bisect_right(_STARTS, months) - 1][1]


@lru_cache(maxsize=10_000)
def _monday(day: dt.date) -> dt.date:
    """A million cases share some thousand days."""
    return week_of(day).monday


@lru_cache(maxsize=100_000)
def _delay(begun_on: dt.date, told_on: dt.date) -> int:
    return min(max(0, (_monday(told_on) - _monday(begun_on)).days // 7), LATEST)


def cell_of(fact: Fact) -> Cell:
    return Cell(
        fact.disease,
        fact.area_id,
        _monday(fact.onset_on),
        fact.custody_site_id,
        fact.classification,
        band_of(fact.birth_on, fact.onset_on),
        fact.sex,
        _delay(fact.onset_on, fact.told_at.astimezone(HERE).date()),
    )


def counted(facts: Iterable[Fact]) -> Counter[Cell]:
    return Counter(cell_of(each) for each in facts)
