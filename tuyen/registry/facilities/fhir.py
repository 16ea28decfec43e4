"""A unit as FHIR Organization, and the place where it stands as Location (draft VN Core)."""

import datetime as dt
from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.registry.facilities.models import FacilityCode, Unit

SYSTEMS = {
    "bhyt5": fhir.vn_identifier_system("provider-code"),
    "gln13": "https://www.gs1.org/gln",
    "internal": f"{fhir.OUR_CODES}:identifier:unit",
}


def organization(
    unit: Unit, codes: Iterable[FacilityCode], on: dt.date, *, kind: str, commune: str = ""
) -> Resource:
    """kind: label of the unit's kind; commune: name of its area. `on` decides whether it is active."""
    return fhir.resource(
        "Organization",
        unit.id,
        meta=fhir.meta(unit.hlc, ms_of(unit.hlc), profile="vn-core-provider"),
        identifier=[_identifier(code) for code in codes],
        active=_is_open(unit, on),
        type=[
            fhir.concept(f"{fhir.TERMINOLOGY}/organization-type", "prov"),
            fhir.concept(f"{fhir.OUR_CODES}:unit-kind", unit.kind, kind),
        ],
        name=unit.name,
        alias=[unit.short_name] if unit.short_name else [],
        telecom=fhir.telecom(unit.phone),
        address=_addresses(unit, commune),
        partOf=fhir.reference("Organization", unit.parent_id),
    )


def location(unit: Unit, on: dt.date, *, kind: str, commune: str = "") -> Resource:
    position = {"latitude": unit.lat, "longitude": unit.lon} if unit.lat and unit.lon else {}
    addresses = _addresses(unit, commune)
    return fhir.resource(
        "Location",
        unit.id,
        meta=fhir.meta(unit.hlc, ms_of(unit.hlc), profile="vn-core-location"),
        status="active" if _is_open(unit, on) else "inactive",
        name=unit.name,
        mode="instance",
        type=[fhir.concept(f"{fhir.OUR_CODES}:unit-kind", unit.kind, kind)],
        telecom=fhir.telecom(unit.phone),
        address=addresses[0] if addresses else None,
        physicalType=fhir.concept(f"{fhir.TERMINOLOGY}/location-physical-type", "si", "Site"),
        position=position,
        managingOrganization=fhir.reference("Organization", unit.id, unit.name),
    )


def _identifier(code: FacilityCode) -> Resource:
    return fhir.identifier(
        SYSTEMS[code.system],
        code.code,
        use="secondary",
        kind="PRN",
        valid_from=code.valid_from,
        valid_to=code.valid_to,
    )


def _is_open(unit: Unit, on: dt.date) -> bool:
    return unit.valid_to is None or unit.valid_to >= on


def _addresses(unit: Unit, commune: str) -> list[Resource]:
    text = ", ".join(filter(None, (unit.address, commune)))
    where = fhir.address(text, line=unit.address, commune=commune)
    return [where | {"use": "work"}] if where else []
