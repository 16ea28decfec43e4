"""Cases counted by week of onset, and by how late each was told (the reporting triangle)."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tuyen.domains.surveillance.rules.weeks import HERE, week_of
from tuyen.record.rules.age_bands import band_of

LATEST = 8  # told eight weeks after onset, or later still


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
