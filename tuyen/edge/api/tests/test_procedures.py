"""Procedures by the API and as FHIR."""

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir_check import faults
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Encounter
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(doctor: Actor, station: ScopeNode, patient: Person) -> Encounter:
    load_catalogues(schemes=["technique"])
    at = clock.now()
    row = Encounter(
        patient_id=patient.id,
        unit_id=station.unit_id,
        day=clock.today(),
        occurred_at=at,
        recorded_at=at,
    )
    with changes.apply(actor=doctor, reason="test.visit") as log:
        log.create(row)
    return row


def test_a_case_is_recorded_once_corrected_and_read_as_fhir(
    program: Program, visit: Encounter
) -> None:
    body = {"visit_id": visit.id, "code": "3.1527", "performer": {"name": "Bác sĩ Mẫu"}}
    key = new_key()

    made = program.post("procedures", body, idempotency_key=key)
    again = program.post("procedures", body, idempotency_key=key)
    one = made.json()
    mended = program.send(
        "PUT",
        f"procedures/{one['id']}",
        {"code": "3.1527", "performer": {"name": "Bác sĩ Mẫu"}, "outcome": "partial", "why": "x"},
        if_match=made.headers["ETag"],
    )

    assert (made.status_code, again.json()["id"]) == (201, one["id"])
    assert mended.json()["outcome"] == "partial"
    listed = program.get(f"persons/{visit.patient_id}/procedures").json()["items"]
    assert [row["id"] for row in listed] == [mended.json()["id"]]
    resource = program._client.get(
        f"/fhir/R4/Procedure/{mended.json()['id']}", headers=program.headers
    ).json()
    assert not faults(resource)
    assert resource["outcome"]["coding"][0]["code"] == "385670004"


def test_an_unknown_technique_is_a_problem(program: Program, visit: Encounter) -> None:
    body = {"visit_id": visit.id, "code": "0.0", "performer": {"name": "Bác sĩ Mẫu"}}

    answer = program.post("procedures", body, idempotency_key=new_key())

    assert answer.status_code == 422
    assert answer.json()["field"] == "code"
