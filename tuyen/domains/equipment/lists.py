"""Kinds of equipment and rooms, and the standard of each kind of unit, from the rulebook."""

import datetime as dt
import uuid

from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.domains.equipment.rules import Wanted
from tuyen.registry.terms import settled

KINDS, ROOMS, STANDARD = "equipment/kinds", "equipment/rooms", "equipment/standard"
_NAMED_BY = {"equipment": KINDS, "room": ROOMS}


def kind_labels() -> dict[str, str]:
    return _labels(KINDS)


def room_labels() -> dict[str, str]:
    return _labels(ROOMS)


def label_of(what: str, code: str) -> str:
    return _labels(_NAMED_BY[what]).get(code, code)


def _labels(name: str) -> dict[str, str]:
    """Every code that ever stood in the list, so that old rows keep their words."""
    language = get_language() or "vi"
    rows = [row for rule in rulebook.versions(name) for row in rule.rows]
    return {row["code"]: rulebook.label(row, language) for row in rows}


def grouped_kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices for a form: (group, [(code, label)])."""
    language = get_language() or "vi"
    rule = rulebook.on(KINDS, clock.today())
    return [
        (
            rulebook.label(words, language),
            [
                (row["code"], rulebook.label(row, language))
                for row in rule.rows
                if row["group"] == group
            ],
        )
        for group, words in rule["group"].items()
    ]


def room_choices() -> list[tuple[str, str]]:
    return list(_labels(ROOMS).items())


def room_codes() -> frozenset[str]:
    return frozenset(room_labels())


def kind_codes() -> frozenset[str]:
    return frozenset(row["code"] for row in rulebook.on(KINDS, clock.today()).rows)


def maintenance_months(day: dt.date, unit_id: uuid.UUID) -> dict[str, int]:
    """Kind → how often this unit looks after a device of it; 0 where nobody plans it."""
    rows = settled.on(KINDS, day, unit_id).rows
    return {row["code"]: int(row["maintenance_months"]) for row in rows}


def standard_of(unit_kind: str, day: dt.date) -> list[Wanted]:
    """What a unit of this kind should have; empty where no standard is held."""
    try:
        rule = rulebook.on(STANDARD, day)
    except rulebook.NoneInForce:
        return []
    return [
        Wanted(row["what"], row["code"], int(row["least"]), rulebook.is_unverified(row, rule))
        for row in rule.rows
        if row["unit_kind"] == unit_kind
    ]
