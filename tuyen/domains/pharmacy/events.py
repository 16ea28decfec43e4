"""What other rooms may hear of the counter. Ids only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class DrugsDispensed:
    """Something was handed out of this prescription."""

    prescription_id: UUID
    encounter_id: UUID
    patient_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class DispenseTakenBack:
    """A hand-over was taken back, whole or in part."""

    dispense_id: UUID
    encounter_id: UUID
    patient_id: UUID
    unit_id: UUID
