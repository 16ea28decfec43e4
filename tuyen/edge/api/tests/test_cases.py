"""Cases by the API: told once, looked into, classed with the version that was read."""

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(program: Program, doctor: Actor, patient: Person) -> dict[str, str]:
    enqueue(person_id=patient.id, by=doctor, reason="Sốt, phát ban")
    body = {"disease": "measles", "onset_on": clock.today().isoformat()}
    made = program.post(f"persons/{patient.id}/cases", body, idempotency_key=new_key())
    assert made.status_code == 201, made.content
    said: dict[str, str] = made.json() | {"etag": made["ETag"]}
    return said


def test_a_case_is_told_once_and_classed_after_the_investigation(
    program: Program, told: dict[str, str], patient: Person
) -> None:
    body = {"classification": "lab_confirmed", "why": "IgM dương tính"}
    too_early = program.post(f"cases/{told['id']}/class", body, if_match=told["etag"])
    looked = program.post(
        f"cases/{told['id']}/investigation", {"exposure": "Lớp học"}, if_match=told["etag"]
    )
    stale = program.post(f"cases/{told['id']}/class", body, if_match=told["etag"])
    classed = program.post(f"cases/{told['id']}/class", body, if_match=looked["ETag"])

    listed = program.get("cases").json()["items"]
    moves = program.get(f"cases/{told['id']}/moves").json()["items"]
    assert (too_early.status_code, too_early.json()["type"]) == (
        422,
        "urn:tuyen:problem:illegal_step",
    )
    assert stale.status_code == 412
    assert classed.json()["classification"] == "lab_confirmed"
    assert [each["id"] for each in listed] == [told["id"]]
    assert [each["what"] for each in moves] == ["notified", "investigated", "classified"]


def test_a_repeated_request_makes_no_second_case(
    program: Program, doctor: Actor, patient: Person
) -> None:
    enqueue(person_id=patient.id, by=doctor, reason="Sốt")
    body = {"disease": "dengue", "onset_on": clock.today().isoformat()}
    key = new_key()
    first = program.post(f"persons/{patient.id}/cases", body, idempotency_key=key)
    again = program.post(f"persons/{patient.id}/cases", body, idempotency_key=key)

    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Case.objects.count() == 1
