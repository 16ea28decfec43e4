"""FHIR R4 datatypes as plain dictionaries, and the addresses of the draft Vietnamese core profiles.

Mappers of the rooms build resources from these; what is empty is left out. Identifier systems, extensions
and profiles: draft VN Core implementation guide (CC0), https://ehealth.gov.vn.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from tuyen.core.clock import VIETNAM

Resource = dict[str, Any]

VN_CORE = "http://fhir.ehealth.gov.vn/core"
OUR_CODES = "urn:tuyen"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


def resource(kind: str, id_: uuid.UUID, **elements: Any) -> Resource:
    """A resource without its empty elements."""
    return clean({"resourceType": kind, "id": str(id_), **elements})


def clean(value: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in value.items() if each not in (None, "", [], {})}


def meta(version: int, updated_ms: int, *, profile: str = "") -> Resource:
    """version: the clock of the row's last change; updated_ms: milliseconds since 1970."""
    at = dt.datetime.fromtimestamp(updated_ms / 1000, dt.UTC)
    return clean(
        {
            "versionId": str(version),
            "lastUpdated": at.isoformat(timespec="milliseconds"),
            "profile": [f"{VN_CORE}/StructureDefinition/{profile}"] if profile else [],
        }
    )


def identifier(
    system: str,
    value: str,
    *,
    use: str = "official",
    kind: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Resource:
    """kind: code of the HL7 table of identifier types (NI, PPN, SB, PI, PRN)."""
    return clean(
        {
            "use": use,
            "type": concept(f"{TERMINOLOGY}/v2-0203", kind) if kind else None,
            "system": system,
            "value": value,
            "period": period(valid_from, valid_to),
        }
    )


def vn_identifier_system(name: str) -> str:
    return f"{VN_CORE}/sid/{name}"


def coding(system: str, code: str, display: str = "") -> Resource:
    return clean({"system": system, "code": code, "display": display})


def concept(system: str, code: str, display: str = "", text: str = "") -> Resource:
    """A CodeableConcept; without a code only its text."""
    return clean({"coding": [coding(system, code, display)] if code else [], "text": text})


def reference(kind: str, id_: uuid.UUID | None, display: str = "") -> Resource | None:
    if id_ is None:
        return {"display": display} if display else None
    return clean({"reference": f"{kind}/{id_}", "display": display})


def period(start: dt.date | None, end: dt.date | None) -> Resource:
    return clean({"start": day(start), "end": day(end)})


def day(value: dt.date | None) -> str | None:
    """A day, or an instant with the offset of Viet Nam."""
    if isinstance(value, dt.datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    return value.isoformat() if value else None


def quantity(value: float | None, unit: str, *, label: str = "", is_ucum: bool = True) -> Resource:
    if value is None:
        return {}
    number = int(value) if value == int(value) else value
    measured = {"system": UCUM, "code": unit} if is_ucum and unit else {}
    return clean({"unit": label or unit, **measured}) | {"value": number}


def extension(name: str, **value: Any) -> Resource:
    """An extension of VN Core: `extension("extension-race", valueCodeableConcept=…)`."""
    return {"url": f"{VN_CORE}/StructureDefinition/{name}", **value}


def vn_code_system(name: str) -> str:
    return f"{VN_CORE}/CodeSystem/{name}"


def telecom(phone: str, email: str = "") -> list[Resource]:
    said: Iterable[tuple[str, str]] = (("phone", phone), ("email", email))
    return [{"system": system, "value": value} for system, value in said if value]


def address(text: str, *, line: str = "", commune: str = "", province: str = "") -> Resource:
    """Since July 2025 an address has a commune (as district of the base type) and a province."""
    return clean(
        {
            "use": "home",
            "text": text,
            "line": [line] if line else [],
            "district": commune,
            "city": province,
            "country": "VN",
        }
        if text
        else {}
    )
