"""What persons announces. Ids and codes only."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PersonRegistered:
    """A new record of a person. `kind` unknown: the commune must be told within the hours of the decree."""

    person_id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    compartment: str
    day: dt.date


@dataclass(frozen=True)
class NumberShared:
    """Two records carry one number: entered on two nodes off line, or the other was hidden from whoever
    registered. Somebody with sight of both must look whether they are one person. The smaller id first.
    """

    first_id: uuid.UUID
    second_id: uuid.UUID
    system: str


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
