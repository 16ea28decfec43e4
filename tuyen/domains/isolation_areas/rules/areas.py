"""Templates of areas, which step may follow which, who may lie where. No Django here."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook

TEMPLATES = "isolation_areas/templates"
CUSTODY = "custody"
SEVERITIES = ("none", "light", "moderate", "severe", "critical")


class AreaStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


def may_follow(now: str, then: str) -> bool:
    return AreaStatus(now) != AreaStatus(then)


@dataclass(frozen=True)
class PlannedRoom:
    name: str
    severity: str
    beds: int


@dataclass(frozen=True)
class Template:
    """What an area is opened from, or extended by."""

    code: str
    label_vi: str
    label_en: str
    kind: str
    rooms: tuple[PlannedRoom, ...]
    oxygen_points: int
    oxygen_cylinders: int
    oxygen_lpm: int
    is_unverified: bool

    @property
    def beds(self) -> int:
        return sum(room.beds for room in self.rooms)

    def beds_of(self, severity: str) -> int:
        return sum(room.beds for room in self.rooms if room.severity == severity)


def templates(on: dt.date) -> dict[str, Template]:
    """By code, in the order in which a form offers them."""
    rule = rulebook.on(TEMPLATES, on)
    return {
        row["code"]: Template(
            code=row["code"],
            label_vi=row["label_vi"],
            label_en=row["label_en"],
            kind=row["kind"],
            rooms=tuple(PlannedRoom(**room) for room in row["rooms"]),
            oxygen_points=row["oxygen_points"],
            oxygen_cylinders=row["oxygen_cylinders"],
            oxygen_lpm=row["oxygen_lpm"],
            is_unverified=rule.is_unverified,
        )
        for row in rule.rows
    }


def compartment_of(for_whom: str, of_unit: str) -> str:
    """An area for detainees is custody's wherever it stands; else what its unit's records are."""
    return CUSTODY if for_whom == "detainees" else of_unit
