"""How far a child stands from the children of the WHO standard. No Django, no table, no clock here.

z = ((x / M)^L − 1) / (L · S); beyond three deviations a weight is measured by the distance between the
second and the third (WHO, “Computation of centiles and z-scores”), for the tails were not observed.
"""

import math
from dataclasses import dataclass

EDGE = 3.0
CURVES = (-3, -2, 0, 2, 3)
DAYS_IN_MONTH = 30.4375
LAST_DAY = 1856  # 61 months: the last day of the tables
STANDS_FROM_DAYS = 731  # two years: from then on a child is measured standing


@dataclass(frozen=True)
class Lms:
    """One line of a table: Box-Cox power, median, coefficient of variation."""

    power: float
    median: float
    spread: float


def z_score(value: float, at: Lms, *, restrained: bool) -> float:
    """Deviations from the median, two decimals. restrained: for indicators made of a weight."""
    z = _plain(value, at)
    if restrained and z > EDGE:
        step = value_at(EDGE, at) - value_at(EDGE - 1, at)
        z = EDGE + (value - value_at(EDGE, at)) / step
    elif restrained and z < -EDGE:
        step = value_at(1 - EDGE, at) - value_at(-EDGE, at)
        z = -EDGE + (value - value_at(-EDGE, at)) / step
    return round(z, 2)


def value_at(z: float, at: Lms) -> float:
    """The measure of a child that many deviations from the median."""
    if abs(at.power) < 1e-7:
        return at.median * math.exp(at.spread * z)
    return float(at.median * (1 + at.power * at.spread * z) ** (1 / at.power))


def _plain(value: float, at: Lms) -> float:
    if abs(at.power) < 1e-7:
        return math.log(value / at.median) / at.spread
    return float(((value / at.median) ** at.power - 1) / (at.power * at.spread))


def lies_down(days: int) -> bool:
    """A child under two is measured lying: its length, not its height."""
    return days < STANDS_FROM_DAYS


def bmi(weight_kg: float, height_cm: float) -> float:
    return weight_kg / (height_cm / 100) ** 2
