"""Kinds, levels and classes from the rulebook, with labels in the reader's language."""

import datetime as dt

from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.registry.facilities import rules

KINDS = "facilities/unit_kinds"
LEVELS = "facilities/care_levels"
ACTIVITY = "facilities/activity_classes"


def kind_rows() -> tuple[rulebook.Row, ...]:
    """The newest list: kinds are added, never taken away, so that old units keep their name."""
    return rulebook.versions(KINDS)[-1].rows


def groups() -> dict[str, str]:
    return {row["code"]: row["group"] for row in kind_rows()}


def kind_labels() -> dict[str, str]:
    return {row["code"]: rulebook.label(row, _language()) for row in kind_rows()}


def labels_under(parent_kind: str) -> dict[str, str]:
    """Kinds that may stand under a unit of this kind; under nothing, every one."""
    known = groups()
    return {
        code: label
        for code, label in kind_labels().items()
        if not parent_kind or rules.may_stand_under(code, parent_kind, known)
    }


def kinds_of_group(*wanted: str) -> set[str]:
    return {row["code"] for row in kind_rows() if row["group"] in wanted}


def open_kinds() -> set[str]:
    """Kinds that the other chain of command may see."""
    return {row["code"] for row in kind_rows() if row["open"]}


def level_labels(name: str) -> dict[str, str]:
    """`care_level`, `tier` or `facility_class`: code → label."""
    rows = rulebook.versions(LEVELS)[-1].rows
    return {row["code"]: rulebook.label(row, _language()) for row in rows if row["list"] == name}


def activity_rows(on: dt.date) -> tuple[rulebook.Row, ...]:
    return rulebook.on(ACTIVITY, on).rows


def activity_labels(on: dt.date | None = None) -> dict[str, str]:
    rows = activity_rows(on or clock.today())
    return {row["code"]: rulebook.label(row, _language()) for row in rows}


def _language() -> str:
    return (get_language() or "vi")[:2]
