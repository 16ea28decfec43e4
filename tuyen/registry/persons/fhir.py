"""A person as FHIR Patient with the identifiers of the draft VN Core profile.

In that draft the system `national_id` is the citizen card (CCCD) and `citizen_id` the former card (CMND).
"""

from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.registry.persons.models import Person, PersonIdentifier

SYSTEMS = {
    "citizen_id": (fhir.vn_identifier_system("national_id"), "NI"),
    "old_id": (fhir.vn_identifier_system("citizen_id"), "NI"),
    "passport": (fhir.vn_identifier_system("passport_number"), "PPN"),
    "insurance_card": (fhir.vn_identifier_system("insurance_number"), "SB"),
    "social_insurance": (f"{fhir.OUR_CODES}:identifier:social_insurance", "SS"),
    "birth_certificate": (f"{fhir.OUR_CODES}:identifier:birth_certificate", "BCT"),
    "temporary": (f"{fhir.OUR_CODES}:identifier:temporary", "PI"),
}
OURS = fhir.vn_identifier_system("patient-internal-id")

_BIRTH_SHOWN = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "estimated": "%Y"}


def patient(
    person: Person,
    identifiers: Iterable[PersonIdentifier] = (),
    *,
    commune: str = "",
    province: str = "",
) -> Resource:
    """commune, province: names of the areas of the address. A merged record points at the one kept."""
    kept_id = person.canonical_id
    is_replaced = kept_id is not None and kept_id != person.id
    is_named = person.kind != "unknown"
    other = fhir.reference("Patient", kept_id) if is_replaced else None
    return fhir.resource(
        "Patient",
        person.id,
        meta=fhir.meta(
            person.hlc, ms_of(person.hlc), profile="vn-core-patient" if is_named else ""
        ),
        extension=_extensions(person),
        identifier=_identifiers(person, identifiers),
        active=not is_replaced,
        name=[{"use": "official", "text": person.name}] if is_named else [],
        telecom=fhir.telecom(person.phone),
        gender=person.sex if person.sex in ("male", "female", "other") else "unknown",
        birthDate=birth_date(person),
        deceasedDateTime=fhir.day(person.deceased_on),
        deceasedBoolean=True if person.is_deceased and not person.deceased_on else None,
        address=_addresses(person, commune, province),
        multipleBirthInteger=person.birth_order,
        contact=_contacts(person),
        link=[{"other": other, "type": "replaced-by"}] if is_replaced else [],
    )


def birth_date(person: Person) -> str | None:
    """As much of the date as is known."""
    shape = _BIRTH_SHOWN.get(person.birth_precision)
    if person.birth_date is None or shape is None:
        return None
    return person.birth_date.strftime(shape)


def _identifiers(person: Person, rows: Iterable[PersonIdentifier]) -> list[Resource]:
    ours = fhir.identifier(OURS, str(person.id), use="secondary", kind="PI")
    return [ours, *(_identifier(row) for row in rows if row.status != "entered_in_error")]


def _identifier(row: PersonIdentifier) -> Resource:
    system, kind = SYSTEMS[row.system]
    use = "temp" if row.system == "temporary" else "official"
    return fhir.identifier(
        system,
        row.value,
        use=use if row.status == "active" else "old",
        kind=kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _extensions(person: Person) -> list[Resource]:
    said = (
        ("extension-race", fhir.vn_code_system("vn-core-race"), person.ethnic_code),
        (
            "extension-occupation",
            fhir.vn_code_system("vn-core-occupation-4069"),
            person.occupation_code,
        ),
        ("extension-nationality", "urn:iso:std:iso:3166", person.nationality_code),
    )
    return [
        fhir.extension(name, valueCodeableConcept=fhir.concept(system, code))
        for name, system, code in said
        if code
    ]


def _addresses(person: Person, commune: str, province: str) -> list[Resource]:
    text = ", ".join(filter(None, (person.address_line, commune, province)))
    where = fhir.address(text, line=person.address_line, commune=commune, province=province)
    if where and person.address_from:
        where["period"] = {"start": fhir.day(person.address_from)}
    return [where] if where else []


def _contacts(person: Person) -> list[Resource]:
    if not person.carer_name:
        return []
    relation = fhir.concept(f"{fhir.TERMINOLOGY}/v2-0131", "N")
    return [{"relationship": [relation], "name": {"text": person.carer_name}}]
