"""The description of the API is true: what it promises is what comes, whatever a program sends.

schemathesis makes requests from the description alone, sound and unsound, the same in every run.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from ninja import Schema
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.consults import consult_of
from tests.referrals import referral_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.tests.conftest import PARACETAMOL, drug_line, prescribed
from tuyen.edge.api.tests.conftest import API, Program
from tuyen.platform import changes
from tuyen.record.actions.appointments import new_appointment
from tuyen.record.actions.tasks import add_task
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import QueueEntry
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person
from tuyen.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EXAMPLES = 20
PLAIN = {"Accept-Encoding": "identity"}
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DESCRIPTION = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", application)
OPERATIONS = {
    operation.ok().label: operation.ok() for operation in DESCRIPTION.get_all_operations()
}


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """The end of a request leaves the connection of the test's own transaction alone, as Django's
    own test client sees to."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("label", sorted(OPERATIONS))
def test_every_operation_answers_as_described(
    label: str, program: Program, patient: Person, doctor: Actor
) -> None:
    entry = QueueEntry.objects.get()
    seen = finish_visit(person=patient.id, sheet=sheet(lines=()), by=doctor)
    task = add_task(title="Gọi", kind="call", due_on=clock.today(), by=doctor)
    sheet_id = prescribed(doctor, patient, drug_line(PARACETAMOL, 5)).id
    expected = new_appointment(patient_id=patient.id, compartment="", day=clock.today(), by=doctor)
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(expected)
    known = {
        "appointment_id": expected.id,
        "task_id": task.id,
        "person_id": patient.id,
        "entry_id": entry.id,
        "prescription_id": sheet_id,
        "visit_id": seen.encounter_id,
        "unit_id": doctor.unit_id,
        "scheme": "icd10",
        "document_id": uuid7(),
        "referral_id": referral_of(patient.id, doctor.unit_id).id,
        "consult_id": consult_of(patient.id, doctor.unit_id).id,
    }

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=OPERATIONS[label].as_strategy())
    def ask(case: Any) -> None:
        """Of the rows that are there, and of others that are not."""
        if case.meta is None or case.meta.generation.mode.is_positive:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = str(known.get(name, uuid7()))
        response = case.call(headers={**program.headers, **PLAIN, "Idempotency-Key": str(uuid7())})
        case.validate_response(response, checks=CHECKS)

    ask()


def test_no_two_shapes_share_a_name() -> None:
    """Components of the description are told apart by their class's name alone."""
    names = [shape.__name__ for shape in _shapes(Schema)]

    assert sorted(names) == sorted(set(names))


def _shapes(of: Any) -> list[Any]:
    ours = [each for each in of.__subclasses__() if each.__module__.startswith("tuyen.edge.api")]
    return [*ours, *(below for each in ours for below in _shapes(each))]
