"""The store as FHIR R4: items and lots as Medication, lines of a transfer as SupplyDelivery."""

from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.domains.pharmacy.models import Item, ItemCode, StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.rules.documents import Status
from tuyen.platform.changes.hlc import ms_of

DRUG = f"{fhir.OUR_CODES}:drug"
SCHEMES = {
    ItemCode.Scheme.ATC: "http://www.whocc.no/atc",
    ItemCode.Scheme.INSURANCE: f"{fhir.OUR_CODES}:drug-insurance",
    ItemCode.Scheme.REGISTRATION: f"{fhir.OUR_CODES}:drug-registration",
    ItemCode.Scheme.NATIONAL: f"{fhir.OUR_CODES}:drug-national",
}
DOCUMENT = f"{fhir.OUR_CODES}:identifier:stock-document"
# Our state of a transfer → status of its delivery; received short is still received.
DELIVERED = {
    Status.SENT: "in-progress",
    Status.RECEIVED: "completed",
    Status.DIFFERS: "completed",
    Status.BACK: "abandoned",
}


def medication(item: Item, codes: Iterable[ItemCode]) -> Resource:
    """An item of a store; how much of it is left is no part of the resource."""
    return _medication(item, item, codes, status="active" if item.is_used else "inactive")


def lot(row: StockLot, codes: Iterable[ItemCode]) -> Resource:
    """One lot of an item, with its batch; a recalled one is inactive."""
    status = "active" if row.status == StockLot.Status.USABLE else "inactive"
    batch = fhir.clean({"lotNumber": row.lot_number, "expirationDate": fhir.day(row.expires_on)})
    maker = {"display": row.maker} if row.maker else None
    return _medication(row, row.item, codes, status=status, batch=batch, manufacturer=maker)


def _medication(
    row: Item | StockLot, item: Item, codes: Iterable[ItemCode], **said: object
) -> Resource:
    return fhir.resource(
        "Medication",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        code=_code(item, codes),
        form={"text": item.form} if item.form else None,
        ingredient=[
            {"itemCodeableConcept": {"text": name}} for name in item.ingredients.split(";") if name
        ],
        **said,
    )


def _code(item: Item, codes: Iterable[ItemCode]) -> Resource:
    ours = [fhir.coding(DRUG, item.drug_code, item.name)] if item.drug_code else []
    others = [fhir.coding(SCHEMES[ItemCode.Scheme(each.scheme)], each.code) for each in codes]
    return fhir.clean({"coding": ours + others, "text": str(item)})


def delivery(line: StockMovement, paper: StockDocument) -> Resource:
    """One lot of a transfer from one unit's store to another's. The state is that of the whole paper."""
    changed = max(line.hlc, paper.hlc)
    item = line.item
    return fhir.resource(
        "SupplyDelivery",
        line.id,
        meta=fhir.meta(changed, ms_of(changed)),
        identifier=[fhir.identifier(DOCUMENT, f"{paper.unit_id}/{paper.number}")],
        status=DELIVERED[Status(paper.status)],
        suppliedItem={
            "quantity": fhir.quantity(-line.quantity, "", label=item.pack_unit, is_ucum=False),
            "itemReference": fhir.reference("Medication", line.lot_id, f"{item} {line.lot}"),
        },
        occurrenceDateTime=fhir.day(paper.at),
        supplier=fhir.reference("Organization", paper.unit_id),
        destination=fhir.reference("Location", paper.to_unit_id, paper.counterpart),
    )
