"""From a visit to what stands on its prescription."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tuyen.domains.clinic.papers.prescription import DrugLine, PrescriptionPaper, Sheet
from tuyen.record.chart import Chart
from tuyen.record.models import MedicationRequest
from tuyen.record.queries.visits import Visit
from tuyen.registry.areas.queries import place_name
from tuyen.registry.facilities import facts
from tuyen.registry.persons.models import BirthPrecision, PersonIdentifier


def paper_of(visit: Visit, chart: Chart) -> PrescriptionPaper:
    person, encounter = chart.person, visit.encounter
    signed = visit.prescriptions[0]
    unit = facts.unit(unit_id=encounter.unit_id)
    is_exact = person.birth_precision == BirthPrecision.DAY
    numbers = {
        row.system: row.value for row in chart.of(PersonIdentifier) if row.status == "active"
    }
    return PrescriptionPaper(
        facility=unit.name if unit else chart.who.unit_name,
        facility_address=unit.address if unit else "",
        facility_phone=unit.phone if unit else "",
        patient=person.name,
        sex=person.get_sex_display(),
        day=encounter.day,
        birth_date=person.birth_date if is_exact else None,
        birth_text=f"{person.birth_date:%Y}" if person.birth_date and not is_exact else "",
        weight_kg=visit.values.get("weight"),
        carer=signed.carer_name or person.carer_name,
        citizen_id=numbers.get("citizen_id", ""),
        card_number=numbers.get("insurance_card", ""),
        address=_address(chart, visit),
        diagnoses=tuple((row.code, row.name) for row in visit.conditions),
        prescriber=signed.prescriber_name,
        prescriber_title=_("Người kê đơn"),
        sheets=tuple(_sheets(visit)),
        advice=signed.advice or encounter.plan_note,
        next_visit_on=encounter.next_visit_on,
    )


def _sheets(visit: Visit) -> Iterator[Sheet]:
    for signed in visit.prescriptions:
        lines = [line for line in visit.lines if line.prescription_id == signed.id]
        yield Sheet(signed.number, signed.kind, tuple(_line(line) for line in lines))


def _line(line: MedicationRequest) -> DrugLine:
    return DrugLine(
        drug=line.drug,
        strength=line.strength,
        form=line.form,
        quantity=line.quantity,
        unit=line.unit,
        dose=line.dose,
    )


def _address(chart: Chart, visit: Visit) -> str:
    person = chart.person
    place = place_name(person.commune_code, visit.encounter.day) if person.commune_code else ""
    return ", ".join(part for part in (person.address_line, place) if part)
