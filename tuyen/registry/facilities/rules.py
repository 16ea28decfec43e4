"""How units fit together, and where the yearly report counts them. No Django here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]

PARTS = "part"
REGION = "region"


def activity_class(kind: str, chain: str, facility_class: str, table: Iterable[Row]) -> str:
    """Code of the first class of the report that fits a unit; the table ends with one for all."""
    for row in table:
        if (
            _fits(kind, row["kinds"])
            and _fits(facility_class, row.get("facility_class"))
            and _fits(chain, row.get("chain"))
        ):
            return str(row["code"])
    raise LookupError(kind)


def _fits(value: str, wanted: Iterable[str] | None) -> bool:
    if wanted is None:
        return True
    wanted = list(wanted)
    return "*" in wanted or value in wanted


def care_level_of(score: float, table: Iterable[Row]) -> str:
    """Care level that a score gives; empty when the table says nothing about it."""
    for row in table:
        if row["list"] != "care_level" or not {"score_from", "score_below"} & row.keys():
            continue
        if row.get("score_from", score) <= score and score < row.get("score_below", score + 1):
            return str(row["code"])
    return ""


def may_stand_under(kind: str, parent_kind: str, groups: Mapping[str, str]) -> bool:
    """Departments and service points stand in facilities and places; nothing licensed, no office
    stands under a department. `groups`: kind → group."""
    group, above = groups[kind], groups[parent_kind]
    if above == PARTS:
        return group == PARTS
    if group == PARTS:
        return above in ("facility", "place", "office")
    return above != REGION


def is_below(path: str, other: str) -> bool:
    """Is the unit with this path the other one or below it?"""
    return path.startswith(other)


def overlaps(
    first: tuple[dt.date | None, dt.date | None], second: tuple[dt.date | None, dt.date | None]
) -> bool:
    """Do two times share a day? No date is no end."""
    low = max(first[0] or dt.date.min, second[0] or dt.date.min)
    high = min(first[1] or dt.date.max, second[1] or dt.date.max)
    return low <= high


def path_of(parent_path: str, id_hex: str) -> str:
    """`/` and eight letters a level: ids of one day share their beginning, so the end is taken."""
    return f"{parent_path or '/'}{id_hex[-8:]}/"


def paths_above(path: str) -> list[str]:
    """Paths of every unit above, the top first; the unit itself is not among them."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[:i]) + "/" for i in range(1, len(steps))]
