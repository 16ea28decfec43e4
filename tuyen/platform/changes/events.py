"""What this node tells its own listeners about bundles of other nodes."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class BundlesApplied:
    """Bundles of another node stand here now (told on the node that is the first to see both sides)."""

    from_peer: uuid.UUID
    bundle_ids: list[uuid.UUID]
    patient_ids: list[uuid.UUID]


@dataclass(frozen=True)
class StepRefused:
    """Two nodes took a step of one row; this one cannot stand. Its unit must hear of it."""

    conflict_id: uuid.UUID
    model: str
    row_id: uuid.UUID
    field: str
    patient_id: uuid.UUID | None
    compartment: str
    origin_unit_id: uuid.UUID
    reason: str
    refused: str
    stands: str
