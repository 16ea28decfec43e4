"""Other programs read the timeline and write measurements and stops, under the same refusals."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program
from tuyen.edge.api.tests.test_api import VISIT, done, problem_of
from tuyen.platform import changes
from tuyen.record.models import MedicationRequest
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7", "G1", where="/api/v1/docs")]


@pytest.fixture
def visited(program: Program, patient: Person) -> Person:
    done(program.post("queue", {"person_id": str(patient.id)}))
    done(program.post(f"persons/{patient.id}/visits", VISIT))
    return patient


def test_the_timeline_is_read_by_kind_and_year(program: Program, visited: Person) -> None:
    year = clock.today().year

    whole = done(program.get(f"persons/{visited.id}/events"), 200)["items"]
    lines = done(program.get(f"persons/{visited.id}/events", kind="medicine", year=year), 200)
    before = done(program.get(f"persons/{visited.id}/events", year=year - 1), 200)

    assert [each["kind"] for each in whole] == ["visit"]
    assert [each["kind"] for each in lines["items"]] == ["medicine"]
    assert before["items"] == []
    problem_of(program.get(f"persons/{visited.id}/events", year="99999"), 422)


def test_a_drug_is_stopped_with_a_reason(program: Program, visited: Person) -> None:
    line = MedicationRequest.objects.get(patient_id=visited.id)
    url = f"persons/{visited.id}/medicines/{line.id}/stop"

    problem_of(program.post(url, {"reason": " "}), 422)
    said = done(program.post(url, {"reason": "Mẩn ngứa"}))

    assert said["drug"] == line.drug


def test_a_weighing_is_kept_and_scored(program: Program, visited: Person, doctor: Actor) -> None:
    visited.birth_date, visited.sex = clock.today() - dt.timedelta(days=365), "male"
    with changes.apply(actor=doctor, reason="test.child") as log:
        log.change(visited, ["birth_date", "sex"])
    url = f"persons/{visited.id}/measurements"

    problem_of(program.post(url, {"day": f"{clock.today()}", "values": {"weight": 9000}}), 422)
    problem_of(program.post(url, {"day": f"{clock.today()}", "values": {"unknown": 9}}), 422)
    kept = done(program.post(url, {"day": f"{clock.today()}", "values": {"weight": 9.6}}))
    scored = done(program.get(f"persons/{visited.id}/growth"), 200)["items"]

    assert kept["items"][0]["unit"] == "kg"
    assert scored[0]["words"]["weight_for_age"] == "bình thường"
