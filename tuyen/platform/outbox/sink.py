"""From an announced event to rows: one for every listener, in the transaction of the act."""

import datetime as dt
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import msgspec
from django.db import transaction

from tuyen.core import bus, clock
from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import sink
from tuyen.platform.changes.unit_of_work import Announced
from tuyen.platform.outbox import bell, rules
from tuyen.platform.outbox.models import Delivery

_encoder = msgspec.json.Encoder(uuid_format="hex", decimal_format="string")

# What `deliver.at_once` delivers itself: leased from the start, so that no worker takes it in between.
held: ContextVar[list[Delivery] | None] = ContextVar("held", default=None)


@sink("outbox")
def keep(cursor: Any, announced: Iterable[Announced]) -> None:
    """A listener that nobody registered costs nothing. Deliveries of one act come in any order."""
    made = [row for each in announced for row in deliveries_of(each.event)]
    if not made:
        return
    if (mine := held.get()) is not None:
        for row in made:
            row.attempts, row.leased_until = 1, clock.now() + rules.LEASE
        mine.extend(made)
    writer.insert(cursor, Delivery, [writer.row_values(row) for row in made])
    transaction.on_commit(bell.ring)


def deliveries_of(event: Any) -> list[Delivery]:
    """`wait_seconds` on the event's class: messages that leave the house wait for a change of mind."""
    kind, now = type(event), clock.now()
    due = now + dt.timedelta(seconds=getattr(kind, "wait_seconds", 0))
    return [
        Delivery(
            listener=name,
            event=bus.name_of(kind),
            payload=_encoder.encode(event),
            created_at=now,
            not_before=due,
        )
        for name in bus.listeners_of(kind)
    ]
