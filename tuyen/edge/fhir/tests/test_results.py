"""Orders and results as other programs read them."""

import pytest

from tuyen.core.actor import Actor
from tuyen.edge.fhir.tests.conftest import Program, measured
from tuyen.edge.fhir.tests.test_fhir import resources
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B6")]


def test_a_report_names_its_order_its_figures_and_how_grave_they_are(
    program: Program, patient: Person, doctor: Actor
) -> None:
    row = measured(patient, doctor, potassium="7,1")

    [request] = resources(
        program.get("ServiceRequest", patient=str(patient.id), status="completed")
    )
    [report] = resources(program.get("DiagnosticReport", patient=str(patient.id)))
    based_on = {"patient": str(patient.id), "based-on": f"ServiceRequest/{row.id}"}
    [figure] = resources(program.get("Observation", **based_on))

    assert report["basedOn"] == [{"reference": f"ServiceRequest/{request['id']}"}]
    assert report["result"] == [{"reference": f"Observation/{figure['id']}"}]
    assert figure["interpretation"][0]["coding"][0]["code"] == "HH"
    assert not resources(program.get("ServiceRequest", patient=str(patient.id), status="active"))
