"""Which unit to offer first. No Django here."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

LEVELS = {"": 0, "primary": 1, "basic": 2, "specialised": 3}
EARTH_KM = 6371.0
NEAR = 4  # how many are offered without a search


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that could take the person. steps_up: how far above mine in the tree, 0 for elsewhere."""

    unit_id: UUID
    name: str
    care_level: str = ""
    steps_up: int = 0
    is_tied: bool = False
    has_specialty: bool = False
    distance_km: float | None = None


def ranked(
    places: Iterable[Place], *, own_level: str, urgency: str, wants_specialty: bool
) -> list[Place]:
    """The next level above mine first; in an emergency whoever is nearest above.

    A unit that directs mine stands before a stranger, one with the specialty before one without.
    """
    mine = LEVELS.get(own_level, 0)

    def order(place: Place) -> tuple[float, ...]:
        level = LEVELS.get(place.care_level, 0)
        lacks = wants_specialty and urgency != "emergency" and not place.has_specialty
        relation = place.steps_up or (4 if place.is_tied else 8)
        far = place.distance_km if place.distance_km is not None else 1000.0
        return (level <= mine, lacks, relation, abs(level - mine - 1), far)

    return sorted(places, key=lambda place: (*order(place), place.name))


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two places (latitude, longitude in degrees)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
