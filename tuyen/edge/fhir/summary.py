"""International Patient Summary: one document Bundle about one person (HL7 IPS 2, on FHIR R4).

Required sections (medicines, allergies, problems) always stand; an empty one says why it is empty.
A row of a compartment that the asker does not see is absent without a trace.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, fhir
from tuyen.core.actor import Actor
from tuyen.core.fhir import LOINC, Resource
from tuyen.core.ids import uuid7
from tuyen.edge.fhir import network
from tuyen.edge.fhir.charts import subject_of
from tuyen.record import fhir as mapped
from tuyen.record.chart import opened_chart
from tuyen.record.queries.summary import Summary, summary_of
from tuyen.registry.areas.queries import names_of
from tuyen.registry.persons.fhir import patient
from tuyen.registry.persons.models import Person

IPS = "http://hl7.org/fhir/uv/ips/StructureDefinition"
_LEFT_OUT = ("encounter", "requester", "groupIdentifier")  # not in the document themselves


@dataclass(frozen=True)
class Section:
    """One part of the composition: LOINC code, its resources and what a reader reads of each."""

    title: str
    loinc: str
    resources: list[Resource]
    lines: list[str]
    is_required: bool = False


def document(id_: uuid.UUID, who: Actor, base: str) -> Resource:
    """The Bundle; the opening is logged like any other."""
    chart = opened_chart(id_, who, what="fhir_summary")
    subject = subject_of(chart)
    found = summary_of(chart, clock.today())
    sections = [each for each in _sections(found, subject) if each.resources or each.is_required]
    person = _patient(chart.person, found, subject)
    author = _author(who)
    composition = _composition(sections, subject, author)
    resources = [composition, person, author, *(r for s in sections for r in s.resources)]
    return {
        "resourceType": "Bundle",
        "id": composition["id"],
        "meta": {"profile": [f"{IPS}/Bundle-uv-ips"]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{composition['id']}"},
        "type": "document",
        "timestamp": composition["date"],
        "entry": [
            {"fullUrl": f"{base}/{each['resourceType']}/{each['id']}", "resource": each}
            for each in resources
        ],
    }


def _composition(sections: list[Section], subject: uuid.UUID, author: Resource) -> Resource:
    org = {"reference": f"Organization/{author['id']}", "display": author["name"]}
    return fhir.resource(
        "Composition",
        uuid7(),
        meta={"profile": [f"{IPS}/Composition-uv-ips"]},
        language="vi",
        status="final",
        type=fhir.concept(LOINC, "60591-5", "Patient summary Document"),
        subject=fhir.reference("Patient", subject),
        date=fhir.day(clock.now()),
        author=[org],
        title=_("Tóm tắt hồ sơ sức khỏe"),
        custodian=org,
        section=[_section(each) for each in sections],
    )


def _section(section: Section) -> Resource:
    return fhir.clean(
        {
            "title": section.title,
            "code": fhir.concept(LOINC, section.loinc),
            "text": _narrative(section.lines or [_("Chưa ghi nhận thông tin.")]),
            "entry": [{"reference": f"{r['resourceType']}/{r['id']}"} for r in section.resources],
            "emptyReason": None
            if section.resources
            else fhir.concept(f"{fhir.TERMINOLOGY}/list-empty-reason", "unavailable"),
        }
    )


def _narrative(lines: Iterable[str]) -> Resource:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><ul>{rows}</ul></div>'
    return {"status": "generated", "div": div}


def _sections(found: Summary, subject: uuid.UUID) -> list[Section]:
    medicines = [mapped.medication_request(row, subject) for row in found.medicines]
    return [
        Section(_("Thuốc đang dùng"), "10160-0", _alone(medicines),
                [f"{row.drug} {row.strength}: {row.dose}" for row in found.medicines], True),
        Section(_("Dị ứng"), "48765-2",
                _alone(mapped.allergy_intolerance(row, subject) for row in found.allergies),
                [" – ".join(filter(None, (r.substance, r.reaction))) for r in found.allergies], True),
        Section(_("Bệnh đang theo dõi"), "11450-4",
                _alone(mapped.condition(row, subject) for row in found.problems),
                [f"{row.name} {row.code}".strip() for row in found.problems], True),
        Section(_("Bệnh đã hết"), "11348-0",
                _alone(mapped.condition(row, subject) for row in found.past_problems),
                [f"{row.name} {row.code}".strip() for row in found.past_problems]),
        Section(_("Chỉ số gần nhất"), "8716-3",
                _alone(mapped.observation(row, subject) for row in found.readings),
                [mapped.said(row) for row in found.readings]),
    ]  # fmt: skip


def _alone(resources: Iterable[Resource]) -> list[Resource]:
    """Without references to what does not stand in the document."""
    return [{k: v for k, v in each.items() if k not in _LEFT_OUT} for each in resources]


def _patient(person: Person, found: Summary, subject: uuid.UUID) -> Resource:
    """IPS wants a name and a birth date: what is not known is said to be unknown."""
    code = person.commune_code
    commune = names_of([code], clock.today()).get(code, "") if code else ""
    resource = patient(person, found.identifiers, commune=commune)
    resource |= {"id": str(subject), "active": True}
    resource.pop("link", None)
    unknown = [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "unknown"}]  # fmt: skip
    if "birthDate" not in resource:
        resource["_birthDate"] = {"extension": unknown}
    if "name" not in resource:
        resource["name"] = [{"extension": unknown}]
    return resource


def _author(who: Actor) -> Resource:
    """The unit that asks answers for the document."""
    units = network.organizations_with([who.unit_id])
    found: Any = next(iter(units), None)
    if found is None:
        return fhir.resource("Organization", who.unit_id, name=who.unit_name or "Tuyến")
    return {name: value for name, value in found.items() if name != "partOf"}
