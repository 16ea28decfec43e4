"""Which lot leaves first, and which may not leave at all."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FAR = dt.date.max  # what has no expiry leaves last


class Status(StrEnum):
    USABLE = "usable"
    RECALLED = "recalled"


class Blocked(StrEnum):
    """Why a lot may not be handed out."""

    EXPIRED = "expired"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class OnHand:
    """What is left of one lot. `drug_code` is how a prescription names the drug."""

    lot_id: uuid.UUID
    item_id: uuid.UUID
    drug_code: str
    lot_number: str
    expires_on: dt.date | None
    source: str
    status: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Take:
    """So many units of one lot."""

    lot: OnHand
    quantity: int


def blocked(lot: OnHand, day: dt.date) -> Blocked | None:
    """The last day of use is the day printed on the box."""
    if lot.status == Status.RECALLED:
        return Blocked.RECALLED
    if lot.expires_on is not None and lot.expires_on < day:
        return Blocked.EXPIRED
    return None


def usable(lots: Iterable[OnHand], day: dt.date) -> list[OnHand]:
    """Lots that may be handed out, first to expire first; of two alike the smaller rest first."""
    found = [lot for lot in lots if lot.quantity > 0 and blocked(lot, day) is None]
    return sorted(found, key=lambda lot: (lot.expires_on or FAR, lot.quantity, lot.lot_id))


def first_expiry_first(lots: Iterable[OnHand], wanted: int, day: dt.date) -> list[Take]:
    """What to take for so many units; less than wanted when there is not enough."""
    takes, missing = [], wanted
    for lot in usable(lots, day):
        if missing <= 0:
            break
        takes.append(Take(lot, min(lot.quantity, missing)))
        missing -= takes[-1].quantity
    return takes


def passed_over(takes: Sequence[Take], lots: Iterable[OnHand], day: dt.date) -> OnHand | None:
    """The lot of the same item that should have left before one of these; None where the order holds."""
    chosen = {take.lot.lot_id: take.quantity for take in takes}
    by_item: dict[uuid.UUID, dt.date] = {}
    for take in takes:
        last = by_item.get(take.lot.item_id, dt.date.min)
        by_item[take.lot.item_id] = max(last, take.lot.expires_on or FAR)
    for lot in usable(lots, day):
        is_left = chosen.get(lot.lot_id, 0) < lot.quantity
        if is_left and (lot.expires_on or FAR) < by_item.get(lot.item_id, dt.date.min):
            return lot
    return None
