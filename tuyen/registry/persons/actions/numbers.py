"""Numbers of a person: unique among those in force, as far as one node can know (rulings 2)."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.registry.persons import permissions, rules
from tuyen.registry.persons.drafts import Number
from tuyen.registry.persons.models import IdentifierSystem, Person, PersonIdentifier
from tuyen.registry.persons.queries import canonical_of, cards_of, holders_of, same_person_ids
from tuyen.registry.persons.sentences import sentence


class NumberTaken(Refused):
    """Another record carries this number: `person_id` is the one to open instead."""

    def __init__(self, message: Any, *, person_id: uuid.UUID, field: str = "") -> None:
        super().__init__(message, field=field, code="duplicate")
        self.person_id = person_id


def unused(
    numbers: Sequence[Number], by: Actor, own: Sequence[uuid.UUID] = ()
) -> Callable[[], None]:
    """A check for the transaction: no visible person but one's own carries any of these numbers.

    A person in a compartment that the actor may not see does not exist here: a refusal, however
    worded, would tell that the number is known in a place that one may not ask about.
    """

    def check() -> None:
        _queue_behind(numbers)
        for holder, number in holders_of(numbers).items():
            if holder in own:
                continue
            spoken_for = canonical_of([holder]).get(holder, holder)
            if hits := cards_of([spoken_for], by):
                said = _taken(number, hits[0].person)
                raise NumberTaken(said, person_id=spoken_for, field=number.system)

    return check


def _queue_behind(numbers: Sequence[Number]) -> None:
    """On PostgreSQL two who register one number at one moment go one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for value in sorted({number.value for number in numbers}):
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [value])


def _taken(number: Number, person: Person) -> str:
    return _("%(kind)s %(number)s đã có trong hồ sơ của %(name)s. Hãy mở hồ sơ đó.") % {
        "kind": IdentifierSystem(number.system).label,
        "number": rules.masked(number.value),
        "name": person.name,
    }


def rows_for(person: Person, numbers: Sequence[Number]) -> list[PersonIdentifier]:
    """The rows of these numbers; an insurance card brings the ten digits that outlive it."""
    said = {(number.system, number.value): number for number in numbers}
    for number in numbers:
        if number.system == "insurance_card":
            stays = Number(
                "social_insurance", rules.social_insurance_number(number.value), number.source
            )
            said.setdefault((stays.system, stays.value), stays)
    return [
        PersonIdentifier(
            patient_id=person.id,
            system=number.system,
            value=number.value,
            source=number.source,
            valid_from=number.valid_from,
            valid_to=number.valid_to,
            compartment=person.compartment,
        )
        for number in said.values()
    ]


def add_number(*, person: Person, number: Number, by: Actor) -> PersonIdentifier:
    """A number that the person shows later: a new card, the citizen number of a child."""
    permissions.require_register(by)
    own = same_person_ids(person)
    permissions.require_care(by, own)
    value = _in_shape(number)
    known = PersonIdentifier.objects.filter(patient_id__in=own, status="active")
    if known.filter(system=number.system, value=value).exists():
        raise Refused(_("Hồ sơ này đã có số đó."), field="value")

    rows = rows_for(person, [Number(**{**number.__dict__, "value": value})])
    held = set(known.values_list("system", "value"))
    fresh = [row for row in rows if (row.system, row.value) not in held]
    with changes.apply(actor=by, reason="persons.add_number") as log:
        log.check(unused([Number(row.system, row.value) for row in fresh], by, own))
        log.create(*fresh)
    return fresh[0]


def _in_shape(number: Number) -> str:
    try:
        return rules.read_number(number.system, number.value)
    except rules.Unreadable as fault:
        raise Refused(sentence(fault.fault), field="value") from fault


def close_number(
    *, identifier: PersonIdentifier, on: dt.date, by: Actor, was_wrong: bool = False, why: str = ""
) -> None:
    """A cancelled or replaced number ends on a day; a mistyped one is marked so. Nothing is deleted."""
    permissions.require_register(by)
    permissions.require_care(by, [identifier.patient_id])
    if on > clock.today():
        raise Refused(_("Ngày hết giá trị không thể ở tương lai."), field="on")
    identifier.status = "entered_in_error" if was_wrong else "closed"
    identifier.valid_to = on
    with changes.apply(actor=by, reason="persons.close_number", why=why) as log:
        log.change(identifier, ["status", "valid_to"])
