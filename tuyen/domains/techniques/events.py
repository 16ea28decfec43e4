"""What other rooms may hear of techniques. Ids and codes only."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class PrerequisiteMissing:
    """Something that a transfer needs is not at the unit. kind: equipment, drug, licence, room.

    code: of the kind of equipment, of the drug list, words of the certificate, kind of room.
    title: what the need should say. source_id: the transfer; the same one may be announced again.
    """

    unit_id: UUID
    kind: str
    code: str
    title: str
    quantity: int
    technique_code: str
    source_id: UUID
    day: dt.date
    source_kind: str = "technique_transfer"


@dataclass(frozen=True)
class TechniqueCertified:
    transfer_id: UUID
    unit_id: UUID
    giver_unit_id: UUID
    technique_code: str
    day: dt.date


@dataclass(frozen=True)
class TechniqueLapsed:
    """No case for the rulebook's months."""

    transfer_id: UUID
    unit_id: UUID
    giver_unit_id: UUID
    technique_code: str
    day: dt.date


@dataclass(frozen=True)
class CasesMoved:
    """Cases of a technique at a facility have changed, here or at another machine."""

    facility_id: UUID
    code: str


@dataclass(frozen=True)
class PeopleMoved:
    """Somebody takes part in a transfer; cases in which they took part before count too."""

    transfer_id: UUID


@dataclass(frozen=True)
class PrerequisitesAsked:
    """A stage was signed, or somebody looked, after which it is to be said what the receiver lacks."""

    transfer_id: UUID
