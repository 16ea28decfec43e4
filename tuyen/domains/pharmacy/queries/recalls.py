"""Who got something of a lot."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot
from tuyen.domains.pharmacy.queries.counter import people_of
from tuyen.record.models import Dispense
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Receiver:
    """One hand-over of the lot, and to whom."""

    person: Person
    dispense: Dispense


def _handed_out(lot_ids: Iterable[uuid.UUID], who: Actor) -> QuerySet[Any]:
    found: QuerySet[Any] = Dispense.objects.filter(superseded_by_id=None, status="completed")
    return found.filter(
        unit_id=who.unit_id, lot_id__in=list(lot_ids), compartment__in=["", *who.compartments]
    )


def receivers_count(lots: Sequence[StockLot], who: Actor) -> int:
    """People who got something of these lots, as far as `who` may know."""
    rows = _handed_out((lot.id for lot in lots), who)
    return int(rows.values("patient_id").distinct().count())


def receivers_of(lot: StockLot, who: Actor) -> list[Receiver]:
    """Who got something of this lot, newest first."""
    rows = list(_handed_out([lot.id], who).order_by("-handed_at")[:500])
    people = people_of((row.patient_id for row in rows), who)
    return [Receiver(people[row.patient_id], row) for row in rows if row.patient_id in people]


def same_lots_below(lots: Sequence[StockLot], by: Actor) -> list[StockLot]:
    """The same lots at every unit that this one directs, those already recalled left out."""
    try:
        below = list(direction.directed(by.unit_id, clock.today()).values_list("id", flat=True))
    except Unit.DoesNotExist:  # a unit that is no part of the network directs nobody
        return []
    same = Q(pk__in=[])
    for lot in lots:
        named = Item.objects.filter(fold=lot.item.fold, unit_id__in=below).values("id")
        drug = Q(drug_code=lot.drug_code) if lot.drug_code else Q(item_id__in=named)
        same |= drug & Q(lot_number=lot.lot_number)
    rows = StockLot.objects.filter(same, unit_id__in=below, recalled_on=None)
    return list(rows.order_by("unit_id", "id"))


def lots_of_recall(document: StockDocument) -> QuerySet[StockLot]:
    """Lots that were recalled with this paper: the same day, the same words."""
    return StockLot.objects.filter(
        unit_id=document.unit_id,
        item__unit_id=F("unit_id"),
        recalled_on=document.day,
        recall_reason=document.note,
    ).select_related("item")
