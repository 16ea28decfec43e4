"""Vaccine of the supply chain on the ledger: once for each lot, however often it is told.

A store that keeps no such vaccine has nothing to take out; what arrives makes the item.
"""

import uuid
from dataclasses import replace
from typing import Any

from tuyen.core import clock, facts
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import from_event
from tuyen.core.text import fold
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.actions.receipts import Line, rows_of
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot
from tuyen.domains.pharmacy.rules import documents, ledger
from tuyen.platform import changes

SOURCE = "programme"


def take_in(delivery_id: uuid.UUID) -> StockDocument | None:
    """None: nothing arrived of it, or it stands on the ledger already."""
    told = facts.ask("vaccine_supply.delivery", delivery_id=delivery_id)
    id_ = from_event(delivery_id, "stock receipt")
    if not told.received or StockDocument.objects.filter(pk=id_).exists():
        return None
    by = _keeper(told.to_unit_id, told.received_by)
    line = Line(_item(told, by), told.lot_number, told.expires_on, told.received)

    def write() -> StockDocument:
        kind = documents.Kind.RECEIPT
        document = papers.document_of(kind, by, counterpart=told.unit, source=SOURCE)
        document.id = id_
        rows = rows_of(document, [line])
        with changes.apply(actor=by, reason="stock.vaccine_received") as log:
            log.check(lambda: papers.require_number_free(document))
            log.create(document, *rows.items, *rows.lots, *rows.movements)
        return document

    return papers.drawn_again(write)


def take_out(delivery_id: uuid.UUID) -> StockDocument | None:
    told = facts.ask("vaccine_supply.delivery", delivery_id=delivery_id)
    id_ = from_event(delivery_id, "stock sent")
    lot = _lot(told)
    if lot is None or StockDocument.objects.filter(pk=id_).exists():
        return None
    by = _keeper(told.unit_id, told.sent_by)
    kind = documents.Kind.TRANSFER

    def write() -> StockDocument:
        document = papers.document_of(kind, by, counterpart=told.to_unit)
        document.id = id_
        move = papers.movement(document, lot.item, lot, ledger.Kind.TRANSFER_OUT, told.doses)
        with changes.apply(actor=by, reason="stock.vaccine_sent") as log:
            log.check(lambda: papers.require_number_free(document))
            log.check(lambda: papers.require_left(told.unit_id, {lot.id: told.doses}))
            log.create(document, move)
        return document

    return papers.drawn_again(write)


def _keeper(unit_id: uuid.UUID, name: str) -> Actor:
    """The program at this store, in the name of whoever signed the vaccine paper."""
    return replace(SYSTEM, unit_id=unit_id, name=name)


def _item(told: Any, by: Actor) -> Item:
    there = Item.objects.filter(unit_id=by.unit_id, drug_code=told.code).first()
    return there or Item(
        unit_id=by.unit_id,
        kind=Item.Kind.VACCINE,
        drug_code=told.code,
        name=told.name,
        pack_unit="liều",
        fold=fold(told.name),
    )


def _lot(told: Any) -> StockLot | None:
    found = StockLot.objects.filter(
        unit_id=told.unit_id, drug_code=told.code, lot_number=told.lot_number, status="usable"
    ).filter(expires_on__gte=clock.today())
    return found.select_related("item").order_by("expires_on", "id").first()
