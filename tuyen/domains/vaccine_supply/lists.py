"""Vaccines, age bands and proposed figures, as the rulebook of the day has them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext_lazy

from tuyen.core import rulebook
from tuyen.domains.vaccine_supply.rules.cold import Limits
from tuyen.record.rules.cases import diseases

RULE, VACCINES = "vaccine_supply/need", "immunization/vaccines"
COLD = "vaccine_supply/cold_chain"
FIGURES = (
    "coverage",
    "wastage",
    "buffer",
    "spoilt",
    "doses_a_vial",
    "doses_a_person",
    "cubic_cm_a_dose",
    "fridge_litres",
    "doses_a_team_day",
    "team_days",
    "round_a_case",
    "cases_low",
    "cases_mid",
    "cases_high",
)


SCENARIOS = {
    "low": gettext_lazy("Mức thấp"),
    "mid": gettext_lazy("Mức giữa"),
    "high": gettext_lazy("Mức cao"),
}


class Band(NamedTuple):
    code: str
    label: str
    from_months: int
    before_months: int


def bands(on: dt.date) -> list[Band]:
    language = get_language() or "vi"
    rows = rulebook.on(RULE, on)["band"]
    return [
        Band(row["code"], rulebook.label(row, language), row["from_months"], row["before_months"])
        for row in rows
    ]


def vaccine_labels(on: dt.date) -> dict[str, str]:
    language = get_language() or "vi"
    rows = _vaccines(on).rows
    return {str(row["code"]): rulebook.label(row, language) for row in rows}


def doses_a_vial(vaccine: str, on: dt.date) -> int:
    rows = _vaccines(on).rows
    return next((int(r.get("doses_a_vial") or 1) for r in rows if r["code"] == vaccine), 1)


def diseases_against(vaccine: str, on: dt.date) -> list[str]:
    """Codes of notifiable diseases that it protects from, in the order of its antigens."""
    known = diseases(on)
    rows = (row for row in _vaccines(on).rows if row["code"] == vaccine)
    return [each for row in rows for each in row.get("antigens", ()) if each in known]


def wastages(on: dt.date) -> dict[int, float]:
    """Doses in a vial → percent thrown away."""
    return {row["doses_a_vial"]: row["percent"] for row in rulebook.on(RULE, on)["wastage"]}


def proposed(on: dt.date) -> dict[str, Any]:
    """The single figures that a new sheet begins with."""
    rule = rulebook.on(RULE, on)
    names = ("coverage", "buffer", "spoilt", "cubic_cm_a_dose", "doses_a_team_day", "round_a_case")
    return {name: rule[name] for name in names}


def source_of_proposal(on: dt.date) -> str:
    return str(rulebook.on(RULE, on).source)


def _vaccines(on: dt.date) -> rulebook.Rule:
    """Of the day; a day before the first list is told by that first list."""
    versions = rulebook.versions(VACCINES)
    return next((each for each in reversed(versions) if each.is_in_force(on)), versions[0])


def fridge_kinds(on: dt.date) -> dict[str, str]:
    language = get_language() or "vi"
    return {row["code"]: rulebook.label(row, language) for row in _cold(on).rows}


def read_daily(on: dt.date) -> frozenset[str]:
    """Kinds that hold vaccine day and night; a box is read when it is out with a team."""
    return frozenset(row["code"] for row in _cold(on).rows if row["is_read_daily"])


def limits(kind: str, on: dt.date) -> Limits:
    rule = _cold(on)
    row = next(each for each in rule.rows if each["code"] == kind)
    freeze_at = None if row.get("may_freeze") else Decimal(str(rule["freeze_at"]))
    return Limits(
        Decimal(str(row["low"])),
        Decimal(str(row["high"])),
        freeze_at,
        rule["freeze_minutes"],
        rule["brief_minutes"],
        rule["gap_minutes"],
    )


def turn_hours(on: dt.date) -> Mapping[str, Mapping[str, int]]:
    """Turn → `at`, the hour that a late entry is taken for, and `until`, when the turn is over."""
    found: Mapping[str, Mapping[str, int]] = _cold(on)["turn"]
    return found


def possible_celsius(on: dt.date) -> tuple[float, float]:
    rule = _cold(on)
    return rule["possible_low"], rule["possible_high"]


def unusable_vvm(on: dt.date) -> int:
    return int(_cold(on)["unusable_vvm"])


def is_spoilt_by_frost(vaccine: str, on: dt.date) -> bool:
    return vaccine in _cold(on)["freezes"]


def source_of_limits(on: dt.date) -> tuple[str, bool]:
    """Where the temperatures are from, and whether somebody has checked it."""
    rule = _cold(on)
    return str(rule.source), rule.verified != "M"


def _cold(on: dt.date) -> rulebook.Rule:
    versions = rulebook.versions(COLD)
    return next((each for each in reversed(versions) if each.is_in_force(on)), versions[0])
