"""The International Patient Summary: complete, valid by an outside judge, silent about what is hidden."""

import importlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir_check import faults
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.edge.fhir.tests.profiles import faults_of
from tuyen.platform import changes
from tuyen.platform.access.models import ReadLog
from tuyen.record.actions.allergies import add_allergy
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.actions.problems import add_problem, resolve_problem
from tuyen.record.models import Condition, Encounter, MedicationRequest
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7", "G2", where="/fhir/R4/metadata")]

MEDICINES, ALLERGIES, PROBLEMS = "10160-0", "48765-2", "11450-4"


def summary_of(program: Program, patient: Person) -> dict[str, Any]:
    answer = program.get(f"Patient/{patient.id}/$summary")
    assert answer.status_code == 200, answer.content
    bundle: dict[str, Any] = answer.json()
    return bundle


def sections(bundle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    composition = bundle["entry"][0]["resource"]
    return {each["code"]["coding"][0]["code"]: each for each in composition["section"]}


def judged(bundle: dict[str, Any]) -> None:
    """By the published profiles of the guide, by our tables of R4, and by an outside library."""
    assert faults_of(bundle) == []
    for each in sections(bundle).values():  # an empty section says why; one with rows never does
        assert bool(each.get("entry")) != bool(each.get("emptyReason")), each["title"]
    own = [each["resource"] for each in bundle["entry"][1:]]
    assert [fault for each in own for fault in faults(each)] == []
    module = importlib.import_module("fhir.resources.R4B.bundle")
    module.Bundle.model_validate(bundle)


@pytest.fixture
def known(doctor: Actor, patient: Person, visit_of: Callable[..., Encounter]) -> Person:
    visit_of(patient)
    add_allergy(person_id=patient.id, substance="Penicillin", reaction="Mề đay", by=doctor)
    add_problem(person_id=patient.id, name="Tăng huyết áp", code="I10", by=doctor)
    gone = add_problem(person_id=patient.id, name="Lao phổi", code="A15", by=doctor)
    resolve_problem(problem=gone, by=doctor)
    return patient


def test_a_full_summary_is_valid_and_says_all_parts(program: Program, known: Person) -> None:
    bundle = summary_of(program, known)

    judged(bundle)
    said = sections(bundle)
    assert "Penicillin" in said[ALLERGIES]["text"]["div"]
    assert "Tăng huyết áp I10" in said[PROBLEMS]["text"]["div"]
    assert "Lao phổi" in said["11348-0"]["text"]["div"]
    assert said[MEDICINES]["entry"][0]["reference"].startswith("MedicationRequest/")
    assert "8716-3" in said


def test_a_person_of_whom_nothing_is_known_has_a_valid_summary(
    program: Program, patient: Person
) -> None:
    bundle = summary_of(program, patient)

    judged(bundle)
    assert all("emptyReason" in each for each in sections(bundle).values())


def test_a_stopped_drug_leaves_the_summary(program: Program, doctor: Actor, known: Person) -> None:
    for line in MedicationRequest.objects.filter(patient_id=known.id):
        stop_medicine(person_id=known.id, request_id=line.id, reason="Phù chân", by=doctor)

    assert "entry" not in sections(summary_of(program, known))[MEDICINES]
    stopped = program.get("MedicationRequest", patient=str(known.id), status="stopped").json()
    active = program.get("MedicationRequest", patient=str(known.id), status="active").json()
    assert stopped["entry"][0]["resource"]["status"] == "stopped"
    assert stopped["entry"][0]["resource"]["statusReason"]["text"] == "Phù chân"
    assert active["total"] == 0


def test_a_hidden_row_leaves_no_trace(program: Program, doctor: Actor, known: Person) -> None:
    hidden = Condition(patient_id=known.id, category="problem-list-item", name="HIV", code="B20",
                       clinical_status="active", compartment="hiv", day=clock.today())  # fmt: skip
    with changes.apply(actor=doctor, reason="test.hidden") as log:
        log.create(hidden)

    bundle = summary_of(program, known)

    assert "B20" not in str(bundle)
    assert str(hidden.id) not in str(bundle)


def test_a_closed_chart_has_no_summary_and_an_opened_one_is_logged(
    program: Program, stranger: Program, known: Person
) -> None:
    closed = stranger.get(f"Patient/{known.id}/$summary")
    unknown = program.get(f"Patient/{uuid.uuid4()}/$summary")
    senseless = program.get("Patient/x/$summary")
    summary_of(program, known)

    assert closed.status_code == 403
    assert unknown.status_code == senseless.status_code == 404
    assert closed.json()["resourceType"] == "OperationOutcome"
    assert ReadLog.objects.filter(patient_id=known.id, what="fhir_summary").count() == 1


def test_a_summary_asks_as_many_statements_for_a_long_record(
    program: Program, known: Person, visit_of: Callable[..., Encounter]
) -> None:
    with counted() as short:
        summary_of(program, known)
    for _n in range(5):
        visit_of(known)

    with counted() as long:
        summary_of(program, known)

    assert len(long) <= len(short) <= 20, "\n".join(long)
