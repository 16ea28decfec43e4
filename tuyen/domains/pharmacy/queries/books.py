"""Books of the store over a span of days: in, out and left; controlled drugs line by line."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import Item, StockLot, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.queries.counter import people_of
from tuyen.domains.pharmacy.rules import ledger, use
from tuyen.domains.pharmacy.rules.lots import OnHand
from tuyen.record.models import Dispense
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Flow:
    """One item over a span: what was there, what came and went, what is left."""

    item: Item
    opening: int
    came: int
    dispensed: int
    moved: int
    lost: int

    @property
    def closing(self) -> int:
        return self.opening + self.came - self.dispensed - self.moved - self.lost


_CAME = (ledger.Kind.RECEIPT, ledger.Kind.TRANSFER_IN)
_MOVED = (ledger.Kind.TRANSFER_OUT, ledger.Kind.RETURN_OUT)
_LOST = (ledger.Kind.DESTRUCTION, ledger.Kind.ADJUSTMENT)


def flows(who: Actor, since: dt.date, until: dt.date) -> list[Flow]:
    """Every item that was there or moved, two statements."""

    def summed(kinds: Iterable[ledger.Kind]) -> Sum:
        return Sum("quantity", filter=Q(day__gte=since, kind__in=list(kinds)), default=0)

    rows = (
        StockMovement.objects.filter(unit_id=who.unit_id, day__lte=until)
        .values("item_id")
        .annotate(
            opening=Sum("quantity", filter=Q(day__lt=since), default=0),
            came=summed(_CAME),
            used=summed(ledger.USE),
            moved=summed(_MOVED),
            lost=summed(_LOST),
        )
        .order_by()
    )
    sums = {row["item_id"]: row for row in rows}
    items = Item.objects.filter(unit_id=who.unit_id).order_by("fold")
    found = [
        Flow(item, r["opening"], r["came"], -r["used"], -r["moved"], -r["lost"])
        for item in items
        if (r := sums.get(item.id)) is not None
    ]
    return [f for f in found if f.opening or f.came or f.dispensed or f.moved or f.lost]


@dataclass(frozen=True)
class Ending:
    """A lot that has ended or ends soon, and what this unit does then."""

    ends: dt.date
    item: Item
    lot: OnHand
    near: use.Nearness
    to_do: str


def expiring(who: Actor, day: dt.date) -> list[Ending]:
    """Everything left whose end is near or over, the soonest first."""
    policy = stock.policy(day, who)
    found = [
        Ending(lot.expires_on, shelf.item, lot, near, use.to_do(near, policy))
        for shelf in stock.shelves(who)
        for lot in shelf.lots
        if lot.expires_on
        and lot.quantity > 0
        and (near := use.nearness(lot.expires_on, day, policy)) is not use.Nearness.FAR
    ]
    return sorted(found, key=lambda each: (each.ends, str(each.item), each.lot.lot_id))


@dataclass(frozen=True)
class Entry:
    """One line of the controlled-drug book. `person`: whoever got it, where the reader may know."""

    movement: StockMovement
    lot: StockLot
    balance: int
    person: Person | None = None
    is_hidden: bool = False


@dataclass
class Page:
    """One controlled drug: opening balance and its lines."""

    item: Item
    opening: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def closing(self) -> int:
        return self.entries[-1].balance if self.entries else self.opening


def controlled(who: Actor, since: dt.date, until: dt.date) -> list[Page]:
    """The book of controlled drugs, a page an item; five statements."""
    items = Item.objects.filter(unit_id=who.unit_id).exclude(control=Item.Control.COMMON)
    pages = {item.id: Page(item, 0) for item in items.order_by("fold")}
    mine = StockMovement.objects.filter(unit_id=who.unit_id, item_id__in=list(pages))
    before = mine.filter(day__lt=since).values("item_id").annotate(n=Sum("quantity")).order_by()
    for row in before:
        pages[row["item_id"]].opening = row["n"]
    rows = mine.filter(day__gte=since, day__lte=until, lot__unit_id=F("unit_id"))
    moves = list(rows.select_related("lot").order_by("day", "at", "id"))
    people = _receivers(who, moves)
    for move in moves:
        page = pages[move.item_id]
        is_to_person = move.kind in ledger.USE
        person = people.get(move.document_id)
        page.entries.append(
            Entry(
                move,
                move.lot,
                page.closing + move.quantity,
                person,
                is_to_person and person is None,
            )
        )
    return [page for page in pages.values() if page.opening or page.entries]


def _receivers(who: Actor, moves: list[StockMovement]) -> dict[uuid.UUID, Person]:
    """Who got what, by the id of the hand-over; nobody of a hidden compartment."""
    ids = [move.document_id for move in moves if move.kind in ledger.USE]
    given = Dispense.objects.filter(pk__in=ids, compartment__in=["", *who.compartments])
    patients = dict(given.filter(unit_id=who.unit_id).values_list("id", "patient_id"))
    people = people_of(patients.values(), who)
    return {id_: people[patient] for id_, patient in patients.items() if patient in people}
