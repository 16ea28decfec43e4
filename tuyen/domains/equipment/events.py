"""What other rooms may hear of equipment."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class StandardShort:
    """A unit asks for what it lacks against the standard. kind: equipment or room."""

    unit_id: UUID
    kind: str
    code: str
    title: str
    quantity: int
    source_kind: str
    source_id: UUID
