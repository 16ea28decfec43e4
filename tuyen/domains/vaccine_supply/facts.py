"""What other rooms may ask of vaccine supply."""

import datetime as dt
import uuid
from typing import NamedTuple

from tuyen.core import clock
from tuyen.core.facts import publishes
from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.models import VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.queries import cold, supply
from tuyen.domains.vaccine_supply.queries.sheets import unit_names


class Delivered(NamedTuple):
    """A lot on paper. `code`: how a store names the vaccine; received: None while on its way."""

    unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    unit: str
    to_unit: str
    code: str
    name: str
    lot_number: str
    expires_on: dt.date
    doses: int
    received: int | None
    sent_by: str
    received_by: str


@publishes("vaccine_supply.delivery")
def delivery(*, delivery_id: uuid.UUID) -> Delivered:
    """Three statements."""
    lot = VaccineDelivery.objects.get(pk=delivery_id)
    vaccine = VaccineRequest.objects.get(pk=lot.request_id).vaccine
    names = unit_names([lot.unit_id, lot.to_unit_id])
    return Delivered(
        lot.unit_id,
        lot.to_unit_id,
        names.get(lot.unit_id, ""),
        names.get(lot.to_unit_id, ""),
        supply.store_code(vaccine),
        lists.vaccine_labels(clock.today()).get(vaccine, vaccine),
        lot.lot_number,
        lot.expires_on,
        lot.doses,
        lot.doses_received,
        lot.sent_by_name,
        lot.received_by_name,
    )


@publishes("vaccine_supply.lot_is_held")
def lot_is_held(unit_id: uuid.UUID, vaccine: str, lot: str) -> bool:
    """Is this lot set aside at the unit because it was not kept cold? One statement."""
    return cold.is_held(unit_id, vaccine, lot)
