"""The store and the counter of the asker's unit."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import dispense as acts
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.queries.counter import Desk
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform.tokens.bearer import signer_beside
from tuyen.record.chart import chart_of, opened_chart
from tuyen.record.queries import dispenses as records

store = Router(tags=["stock"])
prescriptions = Router(tags=["prescriptions"])

MOST_LINES = 400


class LotOut(Schema):
    """What is left of one lot, blocked ones too. `status`: usable or recalled."""

    lot_id: uuid.UUID
    lot_number: str
    expires_on: dt.date | None
    source: str
    status: str
    quantity: int


class ShelfOut(Schema):
    """`usable`: neither expired nor recalled."""

    item_id: uuid.UUID
    drug_code: str
    name: str
    strength: str
    form: str
    pack_unit: str
    usable: int
    lots: list[LotOut]


class Shelves(Schema):
    items: list[ShelfOut]


class WaitingSheetOut(Schema):
    """`kind`: C common, N narcotic, H psychotropic and precursors."""

    id: uuid.UUID
    person_id: uuid.UUID
    visit_id: uuid.UUID
    number: str
    kind: str
    signed_at: dt.datetime
    prescriber_name: str


class WaitingList(Schema):
    """`count`: how many wait in all; `items`: those who wait longest."""

    items: list[WaitingSheetOut]
    count: int


class ShareOut(Schema):
    lot_id: uuid.UUID
    lot_number: str
    expires_on: dt.date | None
    quantity: int


class DispenseOut(Schema):
    id: uuid.UUID
    status: str
    reason: str
    quantity: int
    lot_number: str
    handed_at: dt.datetime
    by_name: str


class SheetLineOut(Schema):
    """`proposed`: the lots to take, first to expire first; less than missing where the store is short."""

    id: uuid.UUID
    drug_code: str
    drug: str
    strength: str
    dose: str
    wanted: int
    given: int
    proposed: list[ShareOut]
    dispenses: list[DispenseOut]


class SheetOut(WaitingSheetOut):
    is_replaced: bool
    lines: list[SheetLineOut]


class ShareIn(Schema):
    line_id: uuid.UUID
    lot_id: uuid.UUID
    quantity: int = Field(ge=1, le=1_000_000)


class DeclineIn(Schema):
    line_id: uuid.UUID
    reason: Literal["out_of_stock", "bought_elsewhere", "still_has", "refused"]


class DispenseIn(Schema):
    """Without `shares` the proposed lots are taken. `why`: the reason for another lot than the first.

    Controlled drugs need a second signature: a colleague's own key in `Second-Authorization`.
    """

    shares: list[ShareIn] | None = Field(None, max_length=MOST_LINES)
    declined: list[DeclineIn] = Field([], max_length=MOST_LINES)
    why: str = Field("", max_length=300)


class HandedOut(Schema):
    id: uuid.UUID


class HandBackIn(Schema):
    quantity: int
    why: str = Field("", max_length=300)


class UndoneOut(Schema):
    """`count`: hand-overs that came back."""

    count: int


@store.get("", response=Shelves, summary="What the store has, by words of a name")
def shelves(request: HttpRequest, q: str = "", limit: int = 50) -> Any:
    who = asker(request)
    permissions.require_see_store(who)
    found = stock.shelves(who, q)[: max(1, min(limit, 500))]
    return {"items": [_shelf(each) for each in found]}


def _shelf(shelf: stock.Shelf) -> dict[str, Any]:
    item = shelf.item
    return {
        "item_id": item.id,
        "drug_code": item.drug_code,
        "name": item.name,
        "strength": item.strength,
        "form": item.form,
        "pack_unit": item.pack_unit,
        "usable": shelf.usable,
        "lots": shelf.lots,
    }


@prescriptions.get("", response=WaitingList, summary="Prescriptions that wait to be dispensed")
def waiting(request: HttpRequest) -> Any:
    who = asker(request)
    permissions.require_dispense(who)
    queue = counter.queue_at(who, clock.today())
    return {
        "items": [_sheet(row.prescription) for row in queue.waiting],
        "count": queue.waiting_count,
    }


@prescriptions.get("/{uuid:prescription_id}", response=SheetOut, summary="One, with lots to take")
def read(request: HttpRequest, prescription_id: uuid.UUID) -> Any:
    who = asker(request)
    permissions.require_dispense(who)
    sheet = _found(prescription_id, who)
    desk = counter.desk_of(opened_chart(sheet.patient_id, who, what="dispense"), sheet)
    replaced = sheet.superseded_by_id is not None
    return {**_sheet(sheet), "is_replaced": replaced, "lines": list(_lines(desk))}


@prescriptions.post(
    "/{uuid:prescription_id}/dispense", response={201: HandedOut}, summary="Hand it out"
)
def dispense(
    request: HttpRequest, response: HttpResponse, prescription_id: uuid.UUID, said: DispenseIn
) -> Any:
    who = asker(request)
    permissions.require_dispense(who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    sheet = _found(prescription_id, who)
    desk = counter.desk_of(chart_of(sheet.patient_id, who), sheet)
    done = acts.dispense(
        prescription=sheet,
        shares=_shares(desk, said),
        declined={each.line_id: each.reason for each in said.declined},
        by=who,
        why=said.why,
        second=second_signature(request, who, permissions.require_dispense),
        desk=desk,
        repeat=repeat,
    )
    if done.is_repeated:
        response[conditions.REPLAYED] = "true"
    return 201, {"id": sheet.id}


@prescriptions.post(
    "/{uuid:prescription_id}/undo", response=UndoneOut, summary="Right after: it was a slip"
)
def undo(request: HttpRequest, prescription_id: uuid.UUID) -> Any:
    """Within two minutes, what the asker handed out of this sheet; afterwards line by line."""
    who = asker(request)
    permissions.require_dispense(who)
    return {"count": acts.undo(prescription=_found(prescription_id, who), by=who)}


@prescriptions.post(
    "/{uuid:prescription_id}/dispenses/{uuid:dispense_id}/take-back",
    response=DispenseOut,
    summary="Drugs come back to the store",
)
def take_back(
    request: HttpRequest, prescription_id: uuid.UUID, dispense_id: uuid.UUID, said: HandBackIn
) -> Any:
    """The answer is the corrected hand-over under a new id; the one named is over, and 404 again."""
    who = asker(request)
    permissions.require_dispense(who)
    sheet = _found(prescription_id, who)
    given = records.dispenses_of(chart_of(sheet.patient_id, who), sheet.number)
    row = next((each for each in given if each.id == dispense_id), None)
    if row is None:
        raise Http404
    return acts.take_back(row=row, quantity=said.quantity, by=who, why=said.why)


def second_signature(
    request: HttpRequest, who: Actor, require: Callable[[Actor], None]
) -> Second | None:
    """The colleague whose key stands in `Second-Authorization`, if their post allows it."""
    signer = signer_beside(request, who)
    if signer is None:
        return None
    require(signer)
    return Second(signer.account_id, signer.name)


def _shares(desk: Desk, said: DispenseIn) -> list[Share]:
    if said.shares is not None:
        return [Share(each.line_id, each.lot_id, each.quantity) for each in said.shares]
    declined = {each.line_id for each in said.declined}
    return [
        Share(line_id, take.lot.lot_id, take.quantity)
        for line_id, takes in desk.proposal().items()
        for take in takes
        if line_id not in declined
    ]


def _found(prescription_id: uuid.UUID, who: Actor) -> Any:
    found = records.prescription_with(prescription_id, who)
    if found is None:
        raise Http404
    return found


def _sheet(sheet: Any) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "person_id": sheet.patient_id,
        "visit_id": sheet.encounter_id,
        "number": sheet.number,
        "kind": sheet.kind,
        "signed_at": sheet.signed_at,
        "prescriber_name": sheet.prescriber_name,
    }


def _lines(desk: Desk) -> Iterator[dict[str, Any]]:
    proposed = desk.proposal()
    for line in desk.lines:
        due = desk.dues[line.id]
        yield {
            "id": line.id,
            "drug_code": line.drug_code,
            "drug": line.drug,
            "strength": line.strength,
            "dose": line.dose,
            "wanted": due.wanted,
            "given": due.given,
            "proposed": [
                {
                    "lot_id": take.lot.lot_id,
                    "lot_number": take.lot.lot_number,
                    "expires_on": take.lot.expires_on,
                    "quantity": take.quantity,
                }
                for take in proposed[line.id]
            ],
            "dispenses": [row for row in desk.dispenses if row.request_id == line.id],
        }
