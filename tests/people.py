"""People for tests, written through the log like everyone else."""

import datetime as dt
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.record.models import Consent
from tuyen.registry.persons.models import Person


def person(by: Actor, name: str = "Giàng Thị Mẫu", **said: Any) -> Person:
    """An invented adult; `said` changes what matters to the test."""
    row = Person(**{"name": name, "birth_date": dt.date(1989, 3, 2), "sex": "female"} | said)
    with changes.apply(actor=by, reason="test.person") as log:
        log.create(row)
    return row


def agrees(of: Person, purpose: str, by: Actor) -> Consent:
    """The person said yes to a purpose, such as being reminded (`contact`)."""
    row = Consent(
        patient_id=of.id,
        compartment=of.compartment,
        unit_id=by.unit_id,
        purpose=purpose,
        is_given=True,
        wording="Nhắc hẹn, liên lạc qua điện thoại.",
        given_by_name=of.name,
        given_by_relation="self",
        method="electronic",
        given_at=clock.now(),
        taken_by_name=by.name,
    )
    with changes.apply(actor=by, reason="test.consent") as log:
        log.create(row)
    return row
