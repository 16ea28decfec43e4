"""The register as FHIR R4 Device. Several alike without numbers of their own are one with a quantity."""

from collections.abc import Mapping

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform.changes.hlc import ms_of

State = EquipmentItem.State
KINDS = f"{fhir.OUR_CODES}:equipment-kind"
REASONS = f"{fhir.TERMINOLOGY}/device-status-reason"
# Our state → status, and why it is not used.
STATES: Mapping[str, tuple[str, str]] = {
    State.IN_USE: ("active", "online"),
    State.FAULTY: ("inactive", "not-ready"),
    State.UNDER_REPAIR: ("inactive", "offline"),
    State.STORED: ("inactive", "standby"),
    State.DISPOSED: ("inactive", "off"),
}


def device(item: EquipmentItem, kind: str) -> Resource:
    """kind: the word of the device's kind. Location is the unit; a room of it is no Location of its own."""
    status, reason = STATES[item.state]
    return fhir.resource(
        "Device",
        item.id,
        meta=fhir.meta(item.hlc, ms_of(item.hlc)),
        identifier=[fhir.identifier(f"{fhir.OUR_CODES}:serial", item.serial)]
        if item.serial
        else [],
        status=status,
        statusReason=[fhir.concept(REASONS, reason)],
        manufacturer=item.maker,
        manufactureDate=f"{item.made_year}" if item.made_year else None,
        serialNumber=item.serial,
        deviceName=_names(item),
        modelNumber=item.model,
        type=fhir.concept(KINDS, item.kind, kind, kind),
        property=_quantity(item),
        owner=fhir.reference("Organization", item.unit_id),
        location=fhir.reference("Location", item.unit_id),
        note=[{"text": item.state_note}] if item.state_note else [],
    )


def _names(item: EquipmentItem) -> list[Resource]:
    said = ((item.name, "user-friendly-name"), (item.model, "model-name"))
    return [{"name": name, "type": kind} for name, kind in said if name]


def _quantity(item: EquipmentItem) -> list[Resource]:
    if item.quantity == 1:
        return []
    return [
        {"type": fhir.concept("", "", text="quantity"), "valueQuantity": [{"value": item.quantity}]}
    ]
