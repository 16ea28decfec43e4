"""Other programs note, correct, end and strike allergies and illnesses, under the page's refusals."""

import datetime as dt
from typing import Any

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import VISIT, done, problem_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Allergy, Condition, MedicationStop
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7", "G1", where="/api/v1/docs")]

PENICILLIN = {"substance": "Penicillin", "criticality": "high", "reaction": "Mề đay"}


def changed(program: Program, path: str, body: Any, tag: str, method: str = "POST") -> Any:
    return program.send(method, path, body, if_match=tag)


def test_an_allergy_is_noted_once_corrected_and_ended(program: Program, patient: Person) -> None:
    url, key = f"persons/{patient.id}/allergies", new_key()

    made = program.post(url, PENICILLIN, idempotency_key=key)
    again = program.post(url, PENICILLIN, idempotency_key=key)
    one = f"{url}/{done(made)['id']}"
    mended = changed(
        program, one, PENICILLIN | {"reaction": "Sốc", "why": "Hỏi lại"}, made["ETag"], "PUT"
    )
    stale = changed(program, f"{one}/end", {"why": "Đã thử lại"}, made["ETag"])
    over = changed(program, f"{one}/end", {"why": "Đã thử lại"}, mended["ETag"])

    assert (again["Idempotent-Replayed"], Allergy.objects.count()) == ("true", 1)
    assert done(mended, 200)["reaction"] == "Sốc"
    problem_of(stale, 412)
    assert done(over, 200)["status"] == "inactive"
    assert [row["status"] for row in done(program.get(url), 200)["items"]] == ["inactive"]


def test_what_was_struck_stands_on_no_list(program: Program, patient: Person) -> None:
    allergies, problems = (f"persons/{patient.id}/{noun}" for noun in ("allergies", "problems"))
    wrong = program.post(allergies, PENICILLIN)
    ill = program.post(problems, {"name": "Hen phế quản"})
    why = {"why": "Ghi nhầm người"}

    gone = changed(program, f"{allergies}/{wrong.json()['id']}/strike", why, wrong["ETag"])
    over = changed(program, f"{problems}/{ill.json()['id']}/strike", why, ill["ETag"])

    assert done(gone, 200)["status"] == "entered-in-error"
    assert done(over, 200)["verification"] == "entered-in-error"
    assert done(program.get(allergies), 200)["items"] == []
    assert done(program.get(problems), 200)["items"] == []
    assert done(program.get(f"persons/{patient.id}/events"), 200)["items"] == []
    twice = changed(program, f"{allergies}/{wrong.json()['id']}/strike", why, gone["ETag"])
    problem_of(twice, 422)


@pytest.mark.usefixtures("icd10")
def test_an_illness_is_named_by_the_list_corrected_and_over(
    program: Program, patient: Person
) -> None:
    url = f"persons/{patient.id}/problems"

    made = program.post(url, {"code": "I10", "onset_on": "2020-05-01"})
    first = f"{url}/{done(made)['id']}"
    mended = changed(program, first, {"code": "E11", "why": "Nhầm mã"}, made["ETag"], "PUT")
    second = f"{url}/{done(mended, 200)['id']}"
    over = changed(program, f"{second}/end", {"why": "Khỏi"}, mended["ETag"])

    assert made.json()["name"]
    assert mended.json()["amends_id"] == made.json()["id"]
    problem_of(program.get(first), 404)
    assert done(over, 200)["ended_on"] == f"{clock.today()}"
    assert [row["code"] for row in done(program.get(url), 200)["items"]] == ["E11"]
    problem_of(program.post(url, {"code": "Z9Z"}), 422)
    problem_of(program.post(url, {"name": " "}), 422)
    tomorrow = clock.today() + dt.timedelta(days=1)
    problem_of(program.post(url, {"name": "Gút", "onset_on": f"{tomorrow}"}), 422)


def test_a_stop_sent_twice_is_one_and_stands_in_the_list(program: Program, patient: Person) -> None:
    done(program.post(f"persons/{patient.id}/visits", VISIT))
    [course] = done(program.get(f"persons/{patient.id}/medicines"), 200)["items"]
    url, key = f"persons/{patient.id}/medicines/{course['request_id']}/stop", new_key()

    done(program.post(url, {"reason": "Mẩn ngứa"}, idempotency_key=key))
    again = program.post(url, {"reason": "Mẩn ngứa"}, idempotency_key=key)

    assert (again["Idempotent-Replayed"], MedicationStop.objects.count()) == ("true", 1)
    [stopped] = done(program.get(f"persons/{patient.id}/medicines"), 200)["items"]
    assert (stopped["is_current"], stopped["stop_reason"]) == (False, "Mẩn ngứa")


def test_no_stranger_writes_and_no_pharmacist_corrects(
    program: Program, stranger: Program, station: ScopeNode, patient: Person
) -> None:
    made = program.post(f"persons/{patient.id}/problems", {"name": "Gút"})
    one = f"persons/{patient.id}/problems/{made.json()['id']}"
    pharmacist = Program(account_at(station, "station_pharmacist"))

    for noun, body in (("allergies", PENICILLIN), ("problems", {"name": "Lao"})):
        problem_of(stranger.get(f"persons/{patient.id}/{noun}"), 403)
        problem_of(stranger.post(f"persons/{patient.id}/{noun}", body), 403)
        problem_of(pharmacist.post(f"persons/{patient.id}/{noun}", body), 403)
    problem_of(changed(stranger, f"{one}/strike", {"why": "Thử"}, "*"), 403)
    problem_of(changed(pharmacist, f"{one}/strike", {"why": "Thử"}, "*"), 403)
    problem_of(program.post(f"{one}/strike", {"why": "Thử"}), 428)

    assert Condition.objects.count() == 1
