"""What others may follow from a change of the network."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class UnitMoved:
    """The unit, with all below it, stands under another one."""

    unit_id: UUID
