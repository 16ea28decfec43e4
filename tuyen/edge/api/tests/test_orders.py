"""Orders and results by other programs: same actions, same refusals."""

from typing import Any

import pytest

from tests.people import person
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Order, Result
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B6")]

SHEET = {"items": [{"code": "electrolytes"}], "reason": "Phù"}


def placed(program: Program, patient: Person, **said: Any) -> str:
    return str(done(program.post(f"persons/{patient.id}/orders", SHEET | said))["ids"][0])


def entered(program: Program, patient: Person, order_id: str, **values: str) -> Any:
    body = {"entries": [{"order_id": order_id, "values": values}]}
    return program.post(f"persons/{patient.id}/results", body)


def test_a_test_is_ordered_answered_and_read(program: Program, patient: Person) -> None:
    order_id = placed(program, patient)
    waiting = done(program.get("orders", stage="collect"), 200)
    [tube] = done(program.post(f"persons/{patient.id}/specimens", {"order_ids": [order_id]}))
    done(program.post(f"specimens/{tube['id']}/receipt", {}), 200)
    [answered] = done(entered(program, patient, order_id, sodium="140", potassium="5,9"))
    read = program.get(f"orders/{order_id}")

    assert [each["id"] for each in waiting["items"]] == [order_id]
    assert answered["result"]["status"] == "final"
    assert read.json() == answered
    figures = {each["code"]: each["interpretation"] for each in answered["result"]["figures"]}
    assert figures == {"sodium": "usual", "potassium": "high"}
    done(program.post(f"orders/{order_id}/acknowledgement", {}, if_match=read["ETag"]), 204)
    [listed] = done(program.get(f"persons/{patient.id}/orders"), 200)["items"]
    assert listed["acknowledged_at"]


def test_the_same_order_sent_twice_is_one(program: Program, patient: Person) -> None:
    key = new_key()

    first = program.post(f"persons/{patient.id}/orders", SHEET, idempotency_key=key)
    again = program.post(f"persons/{patient.id}/orders", SHEET, idempotency_key=key)

    assert done(first) == done(again)
    assert again["Idempotent-Replayed"] == "true"
    other = SHEET | {"reason": "Khác"}
    problem_of(program.post(f"persons/{patient.id}/orders", other, idempotency_key=key), 409)


def test_a_result_for_another_persons_order_is_refused(
    program: Program, patient: Person, doctor: Actor
) -> None:
    stranger = person(doctor, "Lò Văn Mẫu")
    enqueue(person_id=stranger.id, by=doctor)
    theirs = placed(program, stranger)

    said = problem_of(entered(program, patient, theirs, sodium="140"), 422)

    assert "của người khác" in said["detail"]
    assert not Result.objects.exists()


def test_a_verified_result_is_corrected_with_its_version_named(
    program: Program, patient: Person
) -> None:
    order_id = placed(program, patient)
    done(entered(program, patient, order_id, sodium="128"))
    tag = program.get(f"orders/{order_id}")["ETag"]
    correction = {"values": {"sodium": "138"}, "why": "Nhầm mẫu"}

    problem_of(program.post(f"orders/{order_id}/corrections", correction), 428)
    said = done(program.post(f"orders/{order_id}/corrections", correction, if_match=tag))
    problem_of(program.post(f"orders/{order_id}/corrections", correction, if_match=tag), 412)

    assert said["result"]["status"] == "amended"
    assert said["result"]["figures"][0]["value"] == 138


def test_an_order_is_withdrawn(program: Program, patient: Person) -> None:
    order_id = placed(program, patient)
    tag = program.get(f"orders/{order_id}")["ETag"]

    done(program.post(f"orders/{order_id}/cancellation", {"why": "Nhầm"}, if_match=tag), 204)

    assert Order.objects.get().status == "cancelled"


def test_a_stranger_finds_nothing(program: Program, stranger: Program, patient: Person) -> None:
    order_id = placed(program, patient)

    problem_of(stranger.get(f"orders/{order_id}"), 404)
    assert done(stranger.get("orders", stage="collect"), 200)["items"] == []
