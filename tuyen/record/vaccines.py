"""Vaccines of the rulebook, as the chart knows them: `immunization/vaccines` and `immunization/engine`."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from tuyen.core import rulebook

VACCINES, ENGINE, REASONS = (
    "immunization/vaccines",
    "immunization/engine",
    "immunization/not_given",
)
SITES = "immunization/sites"
DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Vaccine:
    """open_hours: how long an opened vial may be used; 0 where a vial holds one dose."""

    code: str
    antigens: frozenset[str]
    is_live_injected: bool
    route: str
    site: str
    doses_a_vial: int
    open_hours: int
    ends_with_session: bool
    cvx: str
    label_vi: str
    label_en: str

    @property
    def label(self) -> str:
        return self.label_en if get_language() == "en" and self.label_en else self.label_vi


def vaccines(on: dt.date) -> Mapping[str, Vaccine]:
    """By code, in the order of the list. A day before the first list is judged by the first."""
    return _known(max(on, _first()))


def vaccine(code: str, on: dt.date) -> Vaccine | None:
    return vaccines(on).get(code)


def name_of(code: str, on: dt.date) -> str:
    """The label; a code that this release does not know stands for itself."""
    known = vaccine(code, on)
    return known.label if known else code


def live_gap_days(on: dt.date) -> int:
    """Days between two live injected vaccines that are not given on one day."""
    text = str(rulebook.on(ENGINE, max(on, _first()))["live_gap"])
    count, unit = int(text[:-1]), text[-1]
    if unit not in "dw":
        raise rulebook.Malformed(f"live_gap = {text!r}: days or weeks")
    return count * (DAYS_IN_WEEK if unit == "w" else 1)


def reasons(on: dt.date) -> dict[str, str]:
    """Why a dose was not given: code → words."""
    rows = rulebook.on(REASONS, max(on, _first())).rows
    return {row["code"]: rulebook.label(row, get_language() or "vi") for row in rows}


def places(kind: str, on: dt.date) -> dict[str, str]:
    """Sites on the body, or routes: code → words."""
    rows = rulebook.on(SITES, max(on, _first())).rows
    return {r["code"]: rulebook.label(r, get_language() or "vi") for r in rows if r["kind"] == kind}


def hl7_of(kind: str, code: str, on: dt.date) -> str:
    rows = rulebook.on(SITES, max(on, _first())).rows
    return next((r["hl7"] for r in rows if r["kind"] == kind and r["code"] == code), "")


@lru_cache(maxsize=1)
def _first() -> dt.date:
    return max(
        rulebook.versions(name)[0].valid_from or dt.date.min for name in (VACCINES, ENGINE, REASONS)
    )


@lru_cache(maxsize=64)
def _known(on: dt.date) -> Mapping[str, Vaccine]:
    live = frozenset(rulebook.on(ENGINE, on)["live_injected"])
    return {row["code"]: _of(row, live) for row in rulebook.on(VACCINES, on).rows}


def _of(row: Mapping[str, Any], live: frozenset[str]) -> Vaccine:
    antigens = frozenset(row["antigens"])
    return Vaccine(
        code=row["code"],
        antigens=antigens,
        is_live_injected=bool(antigens & live),
        route=row["route"],
        site=row["site"],
        doses_a_vial=row["doses_a_vial"],
        open_hours=row.get("open_hours", 0),
        ends_with_session=row.get("ends_with_session", False),
        cvx=row.get("cvx", ""),
        label_vi=row["label_vi"],
        label_en=row["label_en"],
    )
