"""What other rooms may ask of the store."""

import datetime as dt
import uuid
from collections.abc import Sequence

from tuyen.core import clock
from tuyen.core.facts import publishes
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.rules import lots


@publishes("pharmacy.on_hand")
def on_hand(unit_id: uuid.UUID, drug_codes: Sequence[str]) -> dict[str, int]:
    """Usable units of each drug in the unit's store: nothing left is 0; one statement.

    Empty where the unit keeps none of them, so that a unit without a store shows no zeros.
    """
    found = stock.on_hand_in_store(unit_id, drug_codes)
    if not found:
        return {}
    today, left = clock.today(), dict.fromkeys((lot.drug_code for lot in found), 0)
    for lot in lots.usable(found, today):
        left[lot.drug_code] += lot.quantity
    return left


@publishes("pharmacy.usable_lots")
def usable_lots(*, unit_id: uuid.UUID, drug_code: str) -> dict[str, int] | None:
    """Lot number → usable units; None where the store never kept this one; one statement."""
    found = stock.on_hand_in_store(unit_id, [drug_code])
    if not found:
        return None
    left: dict[str, int] = {}
    for lot in lots.usable(found, clock.today()):
        left[lot.lot_number] = left.get(lot.lot_number, 0) + lot.quantity
    return left


@publishes("pharmacy.usable_lots_of")
def usable_lots_of(*, unit_id: uuid.UUID, drug_codes: Sequence[str]) -> dict[str, dict[str, int]]:
    """Code → lot number → usable units, of what the unit's store keeps; one statement."""
    left: dict[str, dict[str, int]] = {}
    for lot in lots.usable(stock.on_hand_in_store(unit_id, drug_codes), clock.today()):
        held = left.setdefault(lot.drug_code, {})
        held[lot.lot_number] = held.get(lot.lot_number, 0) + lot.quantity
    return left


@publishes("pharmacy.first_lots")
def first_lots(
    *, unit_id: uuid.UUID, drug_codes: Sequence[str]
) -> dict[str, tuple[str, dt.date | None]]:
    """Of each drug the usable lot that expires first: its number and day; one statement."""
    first: dict[str, tuple[str, dt.date | None]] = {}
    for lot in lots.usable(stock.on_hand_in_store(unit_id, drug_codes), clock.today()):
        first.setdefault(lot.drug_code, (lot.lot_number, lot.expires_on))
    return first
