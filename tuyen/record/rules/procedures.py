"""What a record of a procedure must say before it may stand in the chart. No Django here."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody at the table: staff id where known, and the name as it stands in the record."""

    name: str
    staff_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One technique as it was done. `minutes`: how long it took."""

    code: str
    name: str
    day: dt.date
    performer: Hand
    performed_at: dt.datetime | None = None
    minutes: int | None = None
    supervisor: Hand | None = None
    assistants: tuple[Hand, ...] = ()
    anaesthesia: str = ""
    outcome: str = "successful"
    complication: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """field: where to mend it. code: which sentence says it."""

    field: str
    code: str


def faults(done: Done, *, now: dt.datetime, not_before: dt.date) -> Iterator[Fault]:
    """not_before: the day of the visit, or of arrival on the ward."""
    if not (done.code and done.name):
        yield Fault("code", "no_technique")
    if done.day > now.date() or (done.performed_at and done.performed_at > now):
        yield Fault("day", "future")
    elif done.day < not_before:
        yield Fault("day", "before_visit")
    if not done.performer.name:
        yield Fault("performer", "no_performer")
    if done.supervisor and _same(done.supervisor, done.performer):
        yield Fault("supervisor", "supervises_self")
    for index, hand in enumerate(done.assistants):
        others = (done.performer, *done.assistants[:index])
        if any(_same(hand, other) for other in others):
            yield Fault("assistants", "twice")
            break


def _same(one: Hand, other: Hand) -> bool:
    if one.staff_id and other.staff_id:
        return one.staff_id == other.staff_id
    return one.name == other.name
