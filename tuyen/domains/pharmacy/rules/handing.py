"""A hand-over against its prescription: what is still due, what is proposed, what speaks against it."""

import datetime as dt
import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tuyen.domains.pharmacy.rules import lots
from tuyen.domains.pharmacy.rules.lots import OnHand, Take


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a prescription: `wanted` whole units, of which some were handed out before."""

    request_id: uuid.UUID
    drug_code: str
    wanted: int
    given: int = 0

    @property
    def missing(self) -> int:
        return max(self.wanted - self.given, 0)


@dataclass(frozen=True, slots=True)
class Share:
    """So many units of a lot for one line."""

    request_id: uuid.UUID
    lot_id: uuid.UUID
    quantity: int


class Fault(StrEnum):
    NOTHING = "nothing"
    FOREIGN_LINE = "foreign_line"
    TOO_MUCH = "too_much"
    UNKNOWN_LOT = "unknown_lot"
    OTHER_DRUG = "other_drug"
    EXPIRED = "expired"
    RECALLED = "recalled"
    SHORT = "short"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, with which line, with which lot, and how much there is or may be."""

    fault: Fault
    request_id: uuid.UUID | None = None
    lot: OnHand | None = None
    limit: int = 0


def whole(quantity: float) -> int:
    """Half a tablet is handed out as one."""
    return math.ceil(quantity - 1e-6)


def proposal(
    dues: Iterable[Due], on_hand: Iterable[OnHand], day: dt.date
) -> dict[uuid.UUID, list[Take]]:
    """For each line the lots to take, first to expire first; two lines of one drug share what there is."""
    found = list(on_hand)
    left = {lot.lot_id: lot.quantity for lot in found}
    proposed: dict[uuid.UUID, list[Take]] = {}
    for due in dues:
        mine = [
            replace(lot, quantity=left[lot.lot_id])
            for lot in found
            if lot.drug_code == due.drug_code
        ]
        takes = lots.first_expiry_first(mine, due.missing, day)
        for take in takes:
            left[take.lot.lot_id] -= take.quantity
        proposed[due.request_id] = takes
    return proposed


def faults(
    shares: Sequence[Share],
    dues: Mapping[uuid.UUID, Due],
    on_hand: Mapping[uuid.UUID, OnHand],
    day: dt.date,
    equals: Mapping[str, frozenset[str]] | None = None,
) -> list[Finding]:
    """Everything that forbids this hand-over, and last the order of expiry that may be overruled.

    equals: for a drug of the prescription the other drugs that may stand in its place.
    """
    found = [f for share in shares for f in _of_share(share, dues, on_hand, day, equals or {})]
    found += _too_much(shares, dues) + _short(shares, on_hand)
    if found:
        return found
    takes = [Take(on_hand[lot_id], quantity) for lot_id, quantity in by_lot(shares).items()]
    earlier = lots.passed_over(takes, on_hand.values(), day)
    return [Finding(Fault.ORDER, lot=earlier)] if earlier else []


def by_lot(shares: Iterable[Share]) -> dict[uuid.UUID, int]:
    """A lot named twice, for two lines or for one, leaves once with the sum."""
    sums: dict[uuid.UUID, int] = {}
    for share in shares:
        sums[share.lot_id] = sums.get(share.lot_id, 0) + share.quantity
    return sums


def _of_share(
    share: Share,
    dues: Mapping[uuid.UUID, Due],
    on_hand: Mapping[uuid.UUID, OnHand],
    day: dt.date,
    equals: Mapping[str, frozenset[str]],
) -> list[Finding]:
    due, lot = dues.get(share.request_id), on_hand.get(share.lot_id)
    if due is None:
        return [Finding(Fault.FOREIGN_LINE, share.request_id)]
    if lot is None:
        return [Finding(Fault.UNKNOWN_LOT, share.request_id)]
    if lot.drug_code != due.drug_code and lot.drug_code not in equals.get(due.drug_code, ()):
        return [Finding(Fault.OTHER_DRUG, share.request_id, lot)]
    if why := lots.blocked(lot, day):
        return [Finding(Fault(why.value), share.request_id, lot)]
    return []


def _too_much(shares: Sequence[Share], dues: Mapping[uuid.UUID, Due]) -> list[Finding]:
    sums: dict[uuid.UUID, int] = {}
    for share in shares:
        sums[share.request_id] = sums.get(share.request_id, 0) + share.quantity
    return [
        Finding(Fault.TOO_MUCH, request_id, limit=dues[request_id].missing)
        for request_id, quantity in sums.items()
        if request_id in dues and quantity > dues[request_id].missing
    ]


def _short(shares: Sequence[Share], on_hand: Mapping[uuid.UUID, OnHand]) -> list[Finding]:
    return [
        Finding(Fault.SHORT, lot=on_hand[lot_id], limit=on_hand[lot_id].quantity)
        for lot_id, quantity in by_lot(shares).items()
        if lot_id in on_hand and quantity > on_hand[lot_id].quantity
    ]
