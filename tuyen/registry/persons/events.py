"""What persons announces. Ids and codes only."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonRegistered:
    """A new record of a person. `kind` unknown: the commune must be told within the day's limit.

    shares_number: another record carries one of its numbers and was hidden from who registered, or came
    from another node: somebody with sight of both must look whether they are one person.
    """

    person_id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    compartment: str
    day: dt.date
    shares_number: bool = False


@dataclass(frozen=True)
class PersonsMerged:
    link_id: uuid.UUID
    loser_id: uuid.UUID
    survivor_id: uuid.UUID
    unit_id: uuid.UUID


@dataclass(frozen=True)
class PersonsUnmerged:
    link_id: uuid.UUID
    loser_id: uuid.UUID
    survivor_id: uuid.UUID
    unit_id: uuid.UUID


@dataclass(frozen=True)
class PersonDied:
    person_id: uuid.UUID
    unit_id: uuid.UUID
    died_on: dt.date
