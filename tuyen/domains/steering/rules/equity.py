"""Is the help given to each unit fair, against its size and how far away it lies? No Django here.

A unit is due a share of all person-days in proportion to size × (1 + distance × per_km): `size` counts the
places of care that it looks after, its own among them; a farther unit can send fewer people up and needs more
at its own place. Index = share given / share due: 1 is even, below `under` too little, above `over` more than
its share. `to_move` is the part of all person-days that would have to go elsewhere for every unit to be even
(the Hoover index). The three numbers stand in the rulebook, unverified, for each office to set.
"""

import math
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

TABLE = "steering/work"
EARTH_KM = 6371.0


class Verdict(StrEnum):
    UNDER = "under"
    EVEN = "even"
    OVER = "over"
    NONE = "none"  # nothing was given to anybody: nothing to compare


@dataclass(frozen=True)
class Given:
    """One unit and the person-days it was given. `distance_km` None: its place is not known."""

    unit_id: uuid.UUID
    size: int
    distance_km: float | None
    person_days: float


@dataclass(frozen=True)
class Share:
    given: Given
    due_share: float
    index: float | None
    verdict: Verdict

    @property
    def due_days(self) -> float | None:
        """Person-days that an even split would have given; None before any was given."""
        return self.given.person_days / self.index if self.index else None


def weight(given: Given, per_km: float) -> float:
    """An unknown place counts as no distance: it never takes from the others."""
    return given.size * (1 + (given.distance_km or 0.0) * per_km)


def shares(units: Iterable[Given], table: Mapping[str, Any]) -> list[Share]:
    """The most neglected first."""
    found = list(units)
    weights = [weight(unit, float(table["per_km"])) for unit in found]
    all_weights, all_days = sum(weights), sum(unit.person_days for unit in found)
    judged = [
        _share(unit, own / all_weights if all_weights else 0.0, all_days, table)
        for unit, own in zip(found, weights, strict=True)
    ]
    return sorted(judged, key=lambda share: (share.index is None, share.index or 0.0))


def _share(unit: Given, due: float, all_days: float, table: Mapping[str, Any]) -> Share:
    if not all_days or not due:
        return Share(unit, due, None, Verdict.NONE)
    index = unit.person_days / all_days / due
    verdict = Verdict.EVEN
    if index < float(table["under"]):
        verdict = Verdict.UNDER
    elif index > float(table["over"]):
        verdict = Verdict.OVER
    return Share(unit, due, index, verdict)


def to_move(judged: Iterable[Share]) -> float:
    """0: even. 0.3: three of ten person-days went where less was due."""
    compared = [share for share in judged if share.index is not None]
    return (
        sum(abs(s.index * s.due_share - s.due_share) for s in compared if s.index is not None) / 2
    )


def distance_km(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float | None:
    """Great-circle distance between two places (latitude, longitude in degrees)."""
    if a is None or b is None:
        return None
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
