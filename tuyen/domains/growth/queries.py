"""A child's measurements with their deviations from the WHO standard."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import get_language

from tuyen.core import rulebook
from tuyen.domains.growth import rules
from tuyen.domains.growth.standards import Indicator, indicators
from tuyen.record.chart import Chart
from tuyen.record.models import Observation
from tuyen.registry.persons.models import Person

MEASURES = ("weight", "height", "head_circumference")


class Measured(NamedTuple):
    code: str
    value: float | None
    day: dt.date


@dataclass(frozen=True)
class Score:
    """One deviation and its word. tone: good, info, warn, danger."""

    z: float
    word: str
    tone: str
    is_possible: bool


@dataclass
class Checkup:
    """What was measured on one day; `scores` by the code of the indicator."""

    day: dt.date
    days: int
    values: dict[str, float] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)

    @property
    def months(self) -> float:
        return self.days / rules.DAYS_IN_MONTH


@dataclass(frozen=True)
class Growth:
    """checkups: oldest first."""

    sex: str
    checkups: list[Checkup]
    indicators: list[Indicator]

    @property
    def latest(self) -> list[tuple[Indicator, Checkup, Score]]:
        """The last deviation of each indicator."""
        found = []
        for indicator in self.indicators:
            scored = [each for each in self.checkups if indicator.code in each.scores]
            if scored:
                found.append((indicator, scored[-1], scored[-1].scores[indicator.code]))
        return found


def is_small_child(person: Person, on: dt.date) -> bool:
    """Inside the tables: from birth to the fifth birthday."""
    return person.birth_date is not None and 0 <= (on - person.birth_date).days <= rules.LAST_DAY


def may_be_followed(person: Person) -> bool:
    """The standard knows boys and girls, and needs the day of birth."""
    return person.sex in ("male", "female") and person.birth_precision == "day"


def growth_of(chart: Chart, on: dt.date) -> Growth:
    """One statement."""
    born = chart.person.birth_date
    assert born is not None
    marks = ", ".join(["%s"] * len(MEASURES))
    also = f"status = 'final' AND code IN ({marks}) ORDER BY occurred_at"
    rows = chart.read_few(Observation, Measured, also, list(MEASURES))
    wanted = indicators(on)
    checkups: dict[dt.date, Checkup] = {}
    for row in rows:
        days = (row.day - born).days
        if row.value is not None and 0 <= days <= rules.LAST_DAY:
            checkups.setdefault(row.day, Checkup(row.day, days)).values[row.code] = row.value
    for checkup in checkups.values():
        _score(checkup, chart.person.sex, wanted)
    return Growth(chart.person.sex, sorted(checkups.values(), key=lambda c: c.day), wanted)


def _score(checkup: Checkup, sex: str, wanted: list[Indicator]) -> None:
    weight, height = checkup.values.get("weight"), checkup.values.get("height")
    if weight and height:
        checkup.values["bmi"] = rules.bmi(weight, height)
    for indicator in wanted:
        value = checkup.values.get(indicator.measure)
        if value is None:
            continue
        z = indicator.z_score(value, sex, checkup.days, height)
        if z is not None:
            checkup.scores[indicator.code] = _said(indicator, z)


def _said(indicator: Indicator, z: float) -> Score:
    band: dict[str, Any] = dict(indicator.band(z))
    word = rulebook.label(band, get_language() or "vi")
    return Score(z, word, str(band["tone"]), indicator.is_possible(z))
