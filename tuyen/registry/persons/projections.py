"""What follows from a write to a person or a number, in the same transaction."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from tuyen.core import clock, ids
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes import clocks
from tuyen.platform.changes.projections import projection
from tuyen.registry.persons.models import Person, PersonIdentifier

HOME, REGISTERED = "home", "registered"
_SAID = ("name", "birth_date", "commune_code", "phone", "compartment")


class Redraw(NamedTuple):
    """The delta: draw this person's line of search again."""

    person_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "person_search"


@projection(Person)
def redraw_person(before: Person | None, after: Person | None) -> Iterator[Redraw]:
    if after is not None and _said(before) != _said(after):
        yield Redraw(after.id)


def _said(person: Person | None) -> tuple[Any, ...]:
    return tuple(getattr(person, name) for name in _SAID) if person else ()


@projection(PersonIdentifier)
def redraw_by_number(
    before: PersonIdentifier | None, after: PersonIdentifier | None
) -> Iterator[Redraw]:
    for number in (before, after):
        if number is not None:
            yield Redraw(number.patient_id)


class NumberGiven(NamedTuple):
    """The delta: a record carries a number that it did not carry before; does another one too?"""

    person_id: uuid.UUID
    system: str
    value: str

    @property
    def sink(self) -> str:
        return "number_given"


@projection(PersonIdentifier)
def number_given(
    before: PersonIdentifier | None, after: PersonIdentifier | None
) -> Iterator[NumberGiven]:
    if after is None or after.status != "active" or after.system == "temporary":
        return
    if before is None or (before.status, before.value) != (after.status, after.value):
        yield NumberGiven(after.patient_id, after.system, after.value)


@projection(Person)
def care_of_the_person(before: Person | None, after: Person | None) -> Iterator[Link]:
    """The unit that entered a person, and the station where the person lives, may open the chart."""
    if after is None:
        return
    day = after.address_from or _day_of(after.id)
    if before is None and after.entered_unit_id:
        made = stated_at(after)
        yield Link(after.id, after.entered_unit_id, REGISTERED, after.compartment, day, said=made)
    left = before.home_unit_id if before else None
    if left == after.home_unit_id:
        return
    moved = stated_at(after, clocks.leader_of(Person, "home_unit_id"))
    if left and before:
        yield Link(after.id, left, HOME, before.compartment, day, day, moved)
    if after.home_unit_id:
        yield Link(after.id, after.home_unit_id, HOME, after.compartment, day, said=moved)


def _day_of(id_: uuid.UUID) -> dt.date:
    return clock.day_of(dt.datetime.fromtimestamp(ids.made_at_ms(id_) / 1000, dt.UTC))
