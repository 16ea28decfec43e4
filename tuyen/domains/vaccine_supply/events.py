"""What other rooms may hear of vaccine supply. Ids only; the rest is asked as `vaccine_supply.delivery`."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class VaccineSent:
    """A lot left the store of this unit for another."""

    delivery_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class VaccineReceived:
    """A lot was counted at this unit, where it arrived."""

    delivery_id: UUID
    unit_id: UUID
