"""MedicationDispense: what was handed out, from which lot, of which prescription."""

import pytest

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions.dispense import dispense
from tuyen.domains.pharmacy.queries import counter
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import line, received
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.edge.fhir.tests.test_fhir import judged, resources
from tuyen.record.chart import chart_of
from tuyen.record.models import Encounter, Prescription
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def test_a_hand_over_is_what_the_standard_asks_for(
    program: Program, stranger: Program, patient: Person, visit: Encounter, doctor: Actor
) -> None:
    received(doctor, line(doctor, 100))
    sheet = Prescription.objects.get(encounter_id=visit.id)
    desk = counter.desk_of(chart_of(patient.id, doctor), sheet)
    [take] = desk.proposal()[desk.lines[0].id]
    share = Share(desk.lines[0].id, take.lot.lot_id, 15)
    dispense(prescription=sheet, shares=[share], by=doctor, desk=desk)

    query = {"patient": str(patient.id), "status": "completed"}
    [found] = resources(program.get("MedicationDispense", **query))

    judged(found)
    assert found["quantity"]["value"] == 15
    assert found["authorizingPrescription"][0]["reference"].endswith(str(share.request_id))
    assert found["identifier"][0]["value"] == sheet.number
    assert stranger.get("MedicationDispense", **query).status_code == 403
