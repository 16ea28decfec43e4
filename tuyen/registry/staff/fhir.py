"""Somebody who works in the network as FHIR Practitioner (draft VN Core)."""

from collections.abc import Iterable

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.registry.staff.models import Licence, Qualification, StaffMember

LICENCE = f"{fhir.OUR_CODES}:identifier:practice-licence"
OURS = fhir.vn_identifier_system("healthworker-employee-number")


def practitioner(
    member: StaffMember,
    licences: Iterable[Licence] = (),
    qualifications: Iterable[Qualification] = (),
    *,
    is_working: bool = True,
    profession: str = "",
) -> Resource:
    """profession: its label. Private telephone and mail stay out: other programs need neither."""
    held = list(licences)
    return fhir.resource(
        "Practitioner",
        member.id,
        meta=fhir.meta(member.hlc, ms_of(member.hlc), profile="vn-core-practitioner"),
        identifier=[
            fhir.identifier(OURS, str(member.id), use="secondary", kind="EI"),
            *(fhir.identifier(LICENCE, each.number, kind="MD") for each in held),
        ],
        active=is_working,
        name=[{"use": "official", "text": member.name}],
        gender=member.sex,
        qualification=[
            *(_licence(each, profession) for each in held),
            *(_qualification(each) for each in qualifications),
        ],
    )


def _licence(row: Licence, profession: str) -> Resource:
    return fhir.clean(
        {
            "identifier": [fhir.identifier(LICENCE, row.number, kind="MD")],
            "code": fhir.concept(
                f"{fhir.OUR_CODES}:profession", row.profession, text=profession or row.profession
            ),
            "period": fhir.period(row.issued_on, row.valid_to),
            "issuer": {"display": row.issued_by} if row.issued_by else None,
        }
    )


def _qualification(row: Qualification) -> Resource:
    return fhir.clean(
        {
            "code": fhir.concept("", "", text=row.title),
            "period": fhir.period(row.issued_on, row.valid_to),
            "issuer": {"display": row.issued_by} if row.issued_by else None,
        }
    )
