"""Who looked, who may, what was asked: for whoever answers for it, and for nobody else."""

import pytest

from tests.network import account_at, node
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.platform.access.chart_access import break_glass
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.outbox import deliver
from tuyen.record.models import DataRequest
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B9", "J3", where="/api/v1/docs")]

ERASE = {
    "kind": "erase",
    "text": "Xóa số điện thoại",
    "asked_by_name": "Giàng Thị Mẫu",
    "identified_by": "Thẻ căn cước",
}
REASON = "Cấp cứu, hôn mê, không có người nhà"


@pytest.fixture
def officer(station: ScopeNode) -> Program:
    return Program(account_at(station, "privacy_officer"))


def test_the_log_of_readers_is_paged_for_the_officer_alone(
    program: Program, officer: Program, patient: Person
) -> None:
    for _time in range(3):
        program.get(f"persons/{patient.id}")
    url = f"persons/{patient.id}/readers"

    first = done(officer.get(url, limit=2), 200)
    second = done(officer.get(url, limit=2, cursor=first["next"]), 200)

    assert [each["name"] for each in first["items"]] == ["Bác sĩ Mẫu"] * 2
    assert {each["ground"] for each in first["items"] + second["items"]} == {"care"}
    assert (len(second["items"]), second["next"]) == (1, None)
    problem_of(program.get(url), 403)
    problem_of(Program(account_at(node("Sở khác"), "privacy_officer")).get(url), 404)


def test_a_request_runs_through_its_clock(
    program: Program, stranger: Program, patient: Person
) -> None:
    url, key = f"persons/{patient.id}/data-requests", new_key()

    taken = program.post(url, ERASE, idempotency_key=key)
    again = program.post(url, ERASE, idempotency_key=key)
    one = f"data-requests/{done(taken)['id']}"
    told = program.post(f"{one}/acknowledgement", {}, if_match=taken["ETag"])
    stale = program.post(f"{one}/answer", {"is_done": True, "answer": "Đã xóa"}, if_match="0")
    empty = program.post(f"{one}/answer", {"is_done": True, "answer": " "}, if_match="*")
    answered = program.post(
        f"{one}/answer", {"is_done": False, "answer": "Phải giữ bệnh án"}, if_match=told["ETag"]
    )

    assert (again["Idempotent-Replayed"], DataRequest.objects.count()) == ("true", 1)
    assert done(told, 200)["status"] == "acknowledged"
    problem_of(stale, 412)
    problem_of(empty, 422)
    assert done(answered, 200)["status"] == "refused"
    assert done(program.get("data-requests"), 200)["items"] == []
    [kept] = done(program.get("data-requests", everything=True), 200)["items"]
    assert kept["person_id"] == str(patient.id)
    assert done(stranger.get("data-requests", everything=True), 200)["items"] == []
    problem_of(stranger.get(one), 404)


def test_break_glass_is_judged_by_the_officer_above(
    officer: Program, program: Program, doctor: Actor, patient: Person
) -> None:
    leave = break_glass(patient_id=patient.id, reason=REASON, by=doctor)
    deliver.run_due()

    [listed] = done(officer.get("break-glass"), 200)["items"]
    one = officer.get(f"break-glass/{leave.id}")
    short = officer.post(
        f"break-glass/{leave.id}/review", {"conclusion": "Được"}, if_match=one["ETag"]
    )
    said = officer.post(
        f"break-glass/{leave.id}/review",
        {"conclusion": "Đúng quy định cấp cứu"},
        if_match=one["ETag"],
    )

    assert (listed["person_id"], listed["reason"]) == (str(patient.id), REASON)
    assert listed["judge_by"]
    problem_of(short, 422)
    assert done(said, 200)["conclusion"] == "Đúng quy định cấp cứu"
    assert done(officer.get("break-glass"), 200)["items"] == []
    problem_of(program.get("break-glass"), 403)
    elsewhere = Program(account_at(node("Sở khác"), "privacy_officer"))
    problem_of(elsewhere.get(f"break-glass/{leave.id}"), 404)


def test_a_leave_in_a_prison_names_nobody_to_an_officer_without_the_grant(
    station: ScopeNode, patient: Person
) -> None:
    prison = node("Bệnh xá trại Mẫu", under=station, kind="prison_clinic")
    guard = actor_of(account_at(prison, "prison_doctor", grants=("custody",)))
    assert guard is not None
    leave = break_glass(patient_id=patient.id, reason=REASON, by=guard)
    officer = Program(account_at(station, "privacy_officer"))

    said = done(officer.get(f"break-glass/{leave.id}"), 200)

    assert said["person_id"] is None


def test_a_care_link_is_ended_by_who_may_answer(
    program: Program, stranger: Program, patient: Person
) -> None:
    url = f"persons/{patient.id}/care-links"
    [link] = done(program.get(url), 200)["items"]

    problem_of(stranger.post(f"{url}/{link['id']}/end", {"why": "Thử"}), 403)
    problem_of(program.post(f"{url}/{link['id']}/end", {"why": " "}), 422)
    done(program.post(f"{url}/{link['id']}/end", {"why": "Đã chuyển nơi ở"}), 204)

    problem_of(program.get(url), 403)
