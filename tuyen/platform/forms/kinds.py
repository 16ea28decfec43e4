"""What a form is for, from the rulebook; rooms offer forms of their own kind."""

from django.utils.translation import get_language

from tuyen.core import rulebook

RULE, UNIT_KINDS = "form_kinds", "facilities/unit_kinds"
SURVEY, SUPERVISION, TEST, EVALUATION = "survey", "supervision", "test", "evaluation"


def labels() -> dict[str, str]:
    """Every kind in words."""
    language = get_language() or "vi"
    return {row["code"]: rulebook.label(row, language) for row in _rows()}


def drawable() -> dict[str, str]:
    """Kinds that somebody may draw a form of; the others are asked for by a room under a fixed code."""
    known = labels()
    return {row["code"]: known[row["code"]] for row in _rows() if not row.get("is_fixed")}


def unit_kinds() -> dict[str, str]:
    """Kinds of units that are licensed to treat: whom a form may be written for."""
    language = get_language() or "vi"
    rows = rulebook.versions(UNIT_KINDS)[-1].rows
    return {r["code"]: rulebook.label(r, language) for r in rows if r["group"] == "facility"}


def needs_points(kind: str) -> bool:
    return any(row["code"] == kind and row.get("needs_points") for row in _rows())


def is_of_a_room(kind: str) -> bool:
    """Is it answered only inside a noun of a room: a campaign, a round, a course?"""
    return any(row["code"] == kind and row.get("of_a_room") for row in _rows())


def _rows() -> tuple[rulebook.Row, ...]:
    return rulebook.versions(RULE)[-1].rows
