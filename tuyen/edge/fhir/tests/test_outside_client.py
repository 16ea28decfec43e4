"""A client that we did not write reads a patient with her visits over HTTP."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tuyen.edge.fhir.tests.conftest import CITIZEN_ID, FHIR, Program
from tuyen.record.models import Encounter
from tuyen.registry.persons.models import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.capability("G2", where="/fhir/R4/metadata"),
]


@pytest.fixture
def outside(live_server: Any, program: Program) -> Any:
    from fhirpy import SyncFHIRClient

    return SyncFHIRClient(
        f"{live_server.url}{FHIR}", authorization=program.headers["Authorization"]
    )


def test_an_outside_client_finds_a_patient_and_reads_her_visits(
    outside: Any, patient: Person, visit_of: Callable[..., Encounter]
) -> None:
    visits = {str(visit_of(patient, lines=()).id) for _ in range(3)}

    found = outside.execute("Patient/_search", method="POST", data=None, params=None)
    assert found["resourceType"] == "Bundle"
    her = outside.reference("Patient", str(patient.id)).to_resource()
    read = outside.resources("Encounter").search(patient=her.id).limit(2).fetch_all()
    signs = outside.resources("Observation").search(patient=her.id, category="vital-signs")

    numbers = [each["value"] for each in her["identifier"]]
    assert CITIZEN_ID in numbers
    assert {each["id"] for each in read} == visits
    assert all(each["subject"]["reference"] == f"Patient/{patient.id}" for each in read)
    assert signs.count() == 6


def test_an_outside_client_understands_a_refusal(outside: Any, patient: Person) -> None:
    from fhirpy.base.exceptions import ResourceNotFound

    with pytest.raises(ResourceNotFound):
        outside.reference("Encounter", str(uuid.uuid4())).to_resource()
