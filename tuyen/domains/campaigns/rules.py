"""Whom a group means, what a session needs, when the day's figures are late. No Django here."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.core import rulebook

GROUPS, PLAN = "campaigns/groups", "campaigns/plan"


def may_follow(now: str, then: str) -> bool:
    return now != then


@dataclass(frozen=True)
class GroupRule:
    """A row of the rulebook. to_months is not included; None: no limit."""

    code: str
    label_vi: str
    label_en: str
    from_months: int
    to_months: int | None
    occupations: tuple[str, ...]
    cards: tuple[str, ...]
    compartment: str


def group_rules(on: dt.date) -> dict[str, GroupRule]:
    return {row["code"]: _rule(row) for row in rulebook.on(GROUPS, on).rows}


def _rule(row: Mapping[str, Any]) -> GroupRule:
    return GroupRule(
        code=row["code"],
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        from_months=row.get("from_months", 0),
        to_months=row.get("to_months"),
        occupations=tuple(row.get("occupations", ())),
        cards=tuple(row.get("cards", ())),
        compartment=row.get("compartment", ""),
    )


def is_unverified(on: dt.date) -> bool:
    return any(rulebook.on(name, on).is_unverified for name in (GROUPS, PLAN))


def settings_on(on: dt.date) -> Any:
    """The figures of `campaigns/plan`."""
    return rulebook.on(PLAN, on)


@dataclass(frozen=True)
class Needs:
    """What a session takes along. boxes: safety boxes for used syringes."""

    doses: int
    vials: int
    syringes: int
    boxes: int


def needs(target: int, doses_a_vial: int, figures: Any) -> Needs:
    """Doses with what open vials lose, whole vials, syringes with a reserve."""
    share = figures["wastage_percent"] / 100 if doses_a_vial > 1 else 0
    doses = math.ceil(round(target / (1 - share), 6))
    syringes = math.ceil(round(target * (1 + figures["syringe_reserve_percent"] / 100), 6))
    return Needs(
        doses,
        math.ceil(doses / max(1, doses_a_vial)),
        syringes,
        math.ceil(syringes / figures["syringes_a_box"]),
    )


def is_late(day: dt.date, sent_at: dt.datetime, by: str) -> bool:
    """sent_at in local time."""
    hour, minute = (int(part) for part in by.split(":"))
    limit = dt.datetime.combine(day, dt.time(hour, minute), sent_at.tzinfo)
    return sent_at > limit
