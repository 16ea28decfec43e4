"""Mending what is written about a person; the log keeps what stood there before."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.registry.persons import permissions, rules
from tuyen.registry.persons.drafts import Details, changed, require_possible
from tuyen.registry.persons.events import PersonDied
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.queries import same_person_ids
from tuyen.registry.persons.sentences import sentence
from tuyen.registry.persons.stations import is_home

_ADDRESS = ("commune_code", "address_line")


def update_person(*, person: Person, details: Details, by: Actor, why: str = "") -> Person:
    """Only what is different is written; a new address begins today, the old one stays in the log."""
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(person))
    if not details.name.strip():
        raise Refused(_("Cần họ và tên."), field="name")
    try:
        require_possible(details.birth, clock.today())
    except rules.Unreadable as fault:
        raise Refused(sentence(fault.fault), field="birth") from fault

    fields = changed(person.__dict__, details)
    if not fields:
        return person
    if any(name in fields for name in _ADDRESS):
        fields["address_from"] = clock.today()
    if "commune_code" in fields:
        fields["home_unit_id"] = by.unit_id if is_home(by, details.commune_code) else None
    return _write(person, fields, by, "persons.update", why)


def mark_deceased(*, person: Person, on: dt.date, by: Actor, why: str = "") -> Person:
    """The record stays, its lists and appointments end."""
    with changes.apply(actor=by, reason="persons.deceased", why=why) as log:
        note_death(log, person=person, on=on, by=by)
    return person


def note_death(log: changes.Log, *, person: Person, on: dt.date, by: Actor) -> None:
    """The same inside an act that says more of the death; the caller writes both at once."""
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(person))
    if on > clock.today():
        raise Refused(_("Ngày mất không thể ở tương lai."), field="on")
    if person.birth_date and on < person.birth_date:
        raise Refused(_("Ngày mất không thể trước ngày sinh."), field="on")
    person.is_deceased, person.deceased_on = True, on
    log.change(person, ["is_deceased", "deceased_on"])
    log.announce(PersonDied(person.id, by.unit_id, on))


def mark_alive(*, person: Person, by: Actor, why: str) -> Person:
    """Takes back a death that was noted on the wrong person."""
    with changes.apply(actor=by, reason="persons.alive", why=why) as log:
        note_alive(log, person=person, by=by)
    return person


def note_alive(log: changes.Log, *, person: Person, by: Actor) -> None:
    """The same inside the act that takes back what told the death."""
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(person))
    person.is_deceased, person.deceased_on = False, None
    log.change(person, ["is_deceased", "deceased_on"])


def _write(
    person: Person,
    fields: Mapping[str, object],
    by: Actor,
    reason: str,
    why: str,
) -> Person:
    for name, value in fields.items():
        setattr(person, name, value)
    with changes.apply(actor=by, reason=reason, why=why) as log:
        log.change(person, list(fields))
    return person
