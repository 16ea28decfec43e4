"""Beds of an isolation or treatment area: how many, and when they will be full."""

import math
from typing import NamedTuple

import numpy as np
from scipy import special

from tuyen.domains.surveillance.rules.baseline import Floats

MOST_BEDS = 100_000


def blocked(load: float, beds: int) -> float:
    """Erlang B: part of the arrivals that find every bed taken; `load` = arrivals a day × days of stay."""
    chance = 1.0
    for each in range(1, beds + 1):
        chance = load * chance / (each + load * chance)
    return chance


def beds_for(load: float, *, at_most_blocked: float) -> int:
    """Fewest beds that turn away no more than this part. Raises ValueError outside 0 < part < 1."""
    if not 0 < at_most_blocked < 1 or load < 0:
        raise ValueError("a part between 0 and 1, and a load that is not negative")
    chance, beds = 1.0, 0
    while chance > at_most_blocked and beds < MOST_BEDS:
        beds += 1
        chance = load * chance / (beds + load * chance)
    return beds


def occupied_level(load: float, level: float) -> int:
    """Beds taken on all but the worst days (`level`, e.g. 0.95), were there always one free."""
    beds = max(0, math.floor(load))
    while beds and special.pdtr(beds - 1, load) >= level:
        beds -= 1
    while special.pdtr(beds, load) < level:
        beds += 1
    return beds


class Occupancy(NamedTuple):
    """Of every day: quantiles (days, levels) and the chance of more patients than beds."""

    levels: tuple[float, ...]
    quantiles: Floats
    over: Floats

    def first_day_over(self, chance: float = 0.1) -> int | None:
        """From 0; None if it does not come to that."""
        days = np.flatnonzero(self.over > chance)
        return int(days[0]) if len(days) else None


def occupancy(
    arrivals: Floats,
    stay: Floats,
    beds: int,
    *,
    present: Floats | None = None,
    levels: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95),
) -> Occupancy:
    """Patients in bed, day by day. `arrivals`: (paths, days) of admissions, one row a forecast path.

    `stay`: chance of still lying there after 0, 1, 2 … days (starts at 1, never rises). `present`:
    those already in bed, by days since admission. Nobody appears or vanishes but by these.
    """
    days = arrivals.shape[1]
    lying = np.zeros_like(arrivals, dtype=np.float64)
    for after in range(min(days, len(stay))):
        lying[:, after:] += stay[after] * arrivals[:, : days - after]
    if present is not None:
        lying += _still_there(present, stay, days)
    return Occupancy(levels, np.quantile(lying, levels, axis=0).T, (lying > beds).mean(axis=0))


def _still_there(present: Floats, stay: Floats, days: int) -> Floats:
    padded = np.concatenate([stay, np.zeros(days + len(present))])
    ages = np.arange(len(present))
    now = np.where(padded[ages] > 0, padded[ages], 1.0)
    left = [(present * padded[ages + day + 1] / now).sum() for day in range(days)]
    return np.array(left)
