"""What stands in the store: items, lots, balances, the card of an item."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.pharmacy.models import Item, StockBalance, StockLot, StockMovement
from tuyen.domains.pharmacy.rules import lots as lot_rules
from tuyen.domains.pharmacy.rules import use
from tuyen.domains.pharmacy.rules.lots import OnHand
from tuyen.platform.changes import driver, lean, writer
from tuyen.registry.terms.open_values import STOCK
from tuyen.registry.terms.queries import confirmed_at

_COLUMNS = "lot_id, item_id, drug_code, lot_number, expires_on, source, status, quantity"


def on_hand_of(unit_id: uuid.UUID, drug_codes: Sequence[str]) -> list[OnHand]:
    """Lots with something left of these drugs, blocked ones too; by one ready statement."""
    if not drug_codes:
        return []
    condition = f"unit_id = %s AND drug_code IN ({lean.marks(drug_codes)}) AND quantity > 0"
    return _on_hand(condition, [lean.ready(unit_id), *drug_codes])


def on_hand_in_store(unit_id: uuid.UUID, drug_codes: Sequence[str]) -> list[OnHand]:
    """Lots of these drugs that the store knows, empty ones too."""
    if not drug_codes:
        return []
    condition = f"unit_id = %s AND drug_code IN ({lean.marks(drug_codes)})"
    return _on_hand(condition, [lean.ready(unit_id), *drug_codes])


def on_hand_in(
    unit_id: uuid.UUID, lot_ids: Sequence[uuid.UUID], *, lock: bool = False
) -> list[OnHand]:
    """These lots as they are now. lock: held until the transaction ends, taken in the order of ids."""
    if not lot_ids:
        return []
    ids = [lean.ready(id_) for id_ in lot_ids]
    condition = f"unit_id = %s AND lot_id IN ({lean.marks(ids)}) ORDER BY lot_id"
    if lock and writer.vendor() == "postgresql":
        condition += " FOR UPDATE"
    return _on_hand(condition, [lean.ready(unit_id), *ids])


def _on_hand(condition: str, values: list[Any]) -> list[OnHand]:
    sql = f"SELECT {_COLUMNS} FROM pharmacy_stockbalance WHERE {condition}"
    return [_read(*row) for row in driver.fetch(sql, values)]


def _read(lot_id: Any, item_id: Any, code: str, number: str, expires_on: Any, *rest: Any) -> OnHand:
    day = dt.date.fromisoformat(expires_on) if isinstance(expires_on, str) else expires_on
    return OnHand(_uuid(lot_id), _uuid(item_id), code, number, day, *rest)


def _uuid(id_: Any) -> uuid.UUID:
    return id_ if isinstance(id_, uuid.UUID) else uuid.UUID(bytes=bytes(id_))


def items_of(who: Actor, text: str = "") -> QuerySet[Item]:
    """The unit's items; with a text, those whose words begin with the words typed."""
    found = Item.objects.filter(unit_id=who.unit_id)
    for word in fold(text).replace(",", ".").split():
        found = found.filter(fold__contains=f" {word}")
    return found.order_by("fold")


def lots_of(who: Actor) -> QuerySet[StockLot]:
    found = StockLot.objects.filter(unit_id=who.unit_id, item__unit_id=F("unit_id"))
    return found.select_related("item")


def movements_of(who: Actor) -> QuerySet[StockMovement]:
    return StockMovement.objects.filter(unit_id=who.unit_id)


def policy(on: dt.date, who: Actor) -> use.Policy:
    """The figures of the rulebook, and in their place what the unit or one above it has confirmed."""
    rule = rulebook.on(STOCK, on)
    confirmed = confirmed_at(who, STOCK, on)
    months = {name: float(v.value) for name, v in confirmed.get("months", {}).items()}
    actions = {name: v.value for name, v in confirmed.get("action", {}).items()}
    said = {**rule.values, **months, **actions, **{f"{name}_en": v for name, v in actions.items()}}
    open_ = {row["about"] for row in rule.rows if row["code"] not in {*months, *actions}}
    return use.policy_of(
        said,
        language=get_language() or "vi",
        is_unverified=rule.is_unverified and "reorder" in open_,
        is_expiry_unverified=rule.is_unverified and "expiry" in open_,
    )


def source_labels(on: dt.date, language: str = "vi") -> dict[str, str]:
    rule = rulebook.on("pharmacy/sources", on)
    return {row["code"]: rulebook.label(row, language) for row in rule.rows}


@dataclass
class Shelf:
    """One item with what is left of its lots, first to expire first."""

    item: Item
    lots: list[OnHand] = field(default_factory=list)
    day: dt.date = field(default_factory=clock.today)

    @property
    def quantity(self) -> int:
        return sum(lot.quantity for lot in self.lots)

    @property
    def usable(self) -> int:
        return sum(lot.quantity for lot in lot_rules.usable(self.lots, self.day))

    @property
    def next_expiry(self) -> dt.date | None:
        days = [lot.expires_on for lot in self.lots if lot.expires_on and lot.quantity > 0]
        return min(days, default=None)

    @property
    def is_below_zero(self) -> bool:
        return any(lot.quantity < 0 for lot in self.lots)


VIEWS = ("", "near", "blocked", "none")


def shelves(who: Actor, text: str = "", view: str = "") -> list[Shelf]:
    """Every item with its lots, two statements; `view` narrows: near its end, blocked, nothing left."""
    found = {item.id: Shelf(item) for item in items_of(who, text)}
    for lot in _on_hand("unit_id = %s AND quantity <> 0", [lean.ready(who.unit_id)]):
        if lot.item_id in found:
            found[lot.item_id].lots.append(lot)
    steps = policy(clock.today(), who) if view == "near" else None
    for shelf in found.values():
        shelf.lots.sort(key=lambda lot: (lot.expires_on or lot_rules.FAR, lot.lot_id))
    return [shelf for shelf in found.values() if _is_in(shelf, view, steps)]


def _is_in(shelf: Shelf, view: str, policy_now: use.Policy | None) -> bool:
    if policy_now is not None:
        ends = {use.nearness(lot.expires_on, shelf.day, policy_now) for lot in shelf.lots}
        return bool(ends & {use.Nearness.SOON, use.Nearness.NEAR, use.Nearness.AHEAD})
    if view == "blocked":
        return any(lot.quantity and lot_rules.blocked(lot, shelf.day) for lot in shelf.lots)
    if view == "none":
        return shelf.usable <= 0 and shelf.item.is_used
    return True


def shelf_of(item: Item) -> Shelf:
    """One item with every lot that has something left."""
    condition = "unit_id = %s AND item_id = %s AND quantity <> 0 ORDER BY expires_on, lot_id"
    return Shelf(item, _on_hand(condition, [lean.ready(item.unit_id), lean.ready(item.id)]))


@dataclass(frozen=True)
class CardLine:
    """One line of the stock card: the movement and the balance after it."""

    movement: StockMovement
    lot: StockLot
    balance: int

    @property
    def came(self) -> int | None:
        return self.movement.quantity if self.movement.quantity > 0 else None

    @property
    def went(self) -> int | None:
        return -self.movement.quantity if self.movement.quantity < 0 else None


@dataclass(frozen=True)
class Card:
    """Form 04D/BV-01 (TT 22): what was there, every movement, what is left."""

    opening: int
    lines: list[CardLine]

    @property
    def closing(self) -> int:
        return self.lines[-1].balance if self.lines else self.opening

    @property
    def came(self) -> int:
        return sum(line.came or 0 for line in self.lines)

    @property
    def went(self) -> int:
        return sum(line.went or 0 for line in self.lines)


def card_of(item: Item, since: dt.date, until: dt.date) -> Card:
    """The card over a span of days, two statements."""
    rows = StockMovement.objects.filter(unit_id=item.unit_id, item=item)
    opening = rows.filter(day__lt=since).aggregate(n=Sum("quantity"))["n"] or 0
    balance, lines = opening, []
    found = rows.filter(day__gte=since, day__lte=until, lot__unit_id=F("unit_id"))
    for movement in found.select_related("lot").order_by("day", "at", "id"):
        balance += movement.quantity
        lines.append(CardLine(movement, movement.lot, balance))
    return Card(opening, lines)


def recounted(unit_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """The balance of each lot from the ledger alone; must equal what is kept."""
    rows = StockMovement.objects.filter(unit_id=unit_id).values("lot_id")
    return {row["lot_id"]: row["n"] for row in rows.annotate(n=Sum("quantity")).order_by()}


def kept(unit_id: uuid.UUID) -> dict[uuid.UUID, int]:
    rows = StockBalance.objects.filter(unit_id=unit_id)
    return dict(rows.values_list("lot_id", "quantity"))


def names_of_items(who: Actor, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Item]:
    return {item.id: item for item in Item.objects.filter(unit_id=who.unit_id, pk__in=set(ids))}
