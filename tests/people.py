"""People for tests, written through the log like everyone else."""

import datetime as dt
from typing import Any

from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.registry.persons.models import Person


def person(by: Actor, name: str = "Giàng Thị Mẫu", **said: Any) -> Person:
    """An invented adult; `said` changes what matters to the test."""
    row = Person(**{"name": name, "birth_date": dt.date(1989, 3, 2), "sex": "female"} | said)
    with changes.apply(actor=by, reason="test.person") as log:
        log.create(row)
    return row
