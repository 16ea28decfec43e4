"""What an area uses up in a day, its oxygen, the terms of its forecast, the days of after-care. No Django."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tuyen.core import rulebook
from tuyen.domains.isolation_areas.rules.areas import SEVERITIES

SUPPLIES = "isolation_areas/supplies"
CAPACITY = "isolation_areas/capacity"
AFTER_CARE = "isolation_areas/after_care"


def shifts(on: dt.date, language: str = "vi") -> dict[str, str]:
    """Code → name, in the order of the day."""
    rows = rulebook.on(SUPPLIES, on)["shift"]
    return {row["code"]: rulebook.label(row, language) for row in rows}


@dataclass(frozen=True)
class Supply:
    label: str
    unit: str
    amount: int


def supplies(
    people: Mapping[str, int], turns: int, on: dt.date, language: str = "vi"
) -> list[Supply]:
    """Of one day, rounded up. people: severity → how many are inside."""
    found = []
    for row in rulebook.on(SUPPLIES, on).rows:
        amount = row["turn"] * turns
        each = 0.0
        for severity in SEVERITIES:
            each = row["person"].get(severity, each)
            amount += each * people.get(severity, 0)
        unit = str(row.get(f"unit_{language}") or row["unit_vi"])
        found.append(Supply(rulebook.label(row, language), unit, math.ceil(amount)))
    return found


@dataclass(frozen=True)
class Oxygen:
    """Litres per minute that flow, against what can flow. hours: that full cylinders would last alone."""

    in_use: Decimal
    capacity: int
    cylinders: int
    hours: float | None

    @property
    def is_short(self) -> bool:
        return self.in_use > self.capacity

    @property
    def share(self) -> float | None:
        """Per cent of what can flow; None where nothing can."""
        return 100 * float(self.in_use) / self.capacity if self.capacity else None


def oxygen(flows: Sequence[Decimal], capacity: int, cylinders: int, on: dt.date) -> Oxygen:
    in_use = sum(flows, Decimal(0))
    litres = cylinders * rulebook.on(SUPPLIES, on)["cylinder_litres"]
    hours = litres / (60 * float(in_use)) if in_use else None
    return Oxygen(in_use, capacity, cylinders, hours)


@dataclass(frozen=True)
class Terms:
    """share: part of all cases that comes here. mix: parts of those, by severity."""

    share: float
    mix: Mapping[str, float]
    stay_days: Mapping[str, float]
    short_chance: float
    is_unverified: bool


def terms(disease: str, on: dt.date, own_stays: Mapping[str, Sequence[int]]) -> Terms:
    """own_stays: severity → days of the area's ended stays; enough of them replace the table's figure."""
    rule = rulebook.on(CAPACITY, on)
    row = next((row for row in rule.rows if row["disease"] == disease), rule.values)
    days = dict(row["stay_days"])
    for severity in own_enough(own_stays, on) & set(days):
        days[severity] = sum(own_stays[severity]) / len(own_stays[severity])
    return Terms(row["share"], row["mix"], days, rule["short_chance"], rule.is_unverified)


def own_enough(own_stays: Mapping[str, Sequence[int]], on: dt.date) -> set[str]:
    """Severities whose days of stay are the area's own."""
    least = rulebook.on(CAPACITY, on)["own_stays"]
    return {severity for severity, own in own_stays.items() if len(own) >= least}


def after_care_days(disease: str, on: dt.date) -> list[int]:
    """Days after leaving."""
    rule = rulebook.on(AFTER_CARE, on)
    row = next((row for row in rule.rows if row["disease"] == disease), rule.values)
    return list(row["days"])


def is_unverified(name: str, on: dt.date) -> bool:
    return rulebook.on(name, on).is_unverified
