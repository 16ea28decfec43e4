"""Rows between two units: seen from either side."""

import uuid
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.registry.facilities import direction, kinds

Row = TypeVar("Row", bound=Model)


def either_side(rows: QuerySet[Row], who: Actor, *columns: str) -> QuerySet[Row]:
    """As `direction.either_side`; somebody of a department also stands for its facility, for the
    facility signs, asks and answers, not the department."""
    if who.is_system or who.scope == "subtree":
        return direction.either_side(rows, who, *columns)
    here = facility_of(who)
    sides = Q()
    for column in columns:
        sides |= Q(**{column: here})
        sides |= Q(**{f"{column}__in": direction.reach(who)})
    return rows.filter(sides)


def facility_of(who: Actor) -> uuid.UUID:
    """The facility that the reader stands for; no statement for whoever stands in no department."""
    if kinds.groups().get(who.unit_kind) != "part":
        return who.unit_id
    return direction.facility_of(who.unit_id)
