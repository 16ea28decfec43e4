"""Other programs keep a person's decisions, under the refusals of the page."""

import pytest
from django.test import Client

from tuyen.core.fhir_check import faults
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.record.models import Consent
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B9", "G1", where="/api/v1/docs")]

YES = {
    "purpose": "contact",
    "is_given": True,
    "given_by_name": "Giàng Thị Mẫu",
    "method": "electronic",
}


def test_a_yes_is_kept_once_and_taken_back(program: Program, patient: Person) -> None:
    url, key = f"persons/{patient.id}/consents", new_key()

    made = program.post(url, YES, idempotency_key=key)
    again = program.post(url, YES, idempotency_key=key)
    back = program.post(
        f"{url}/{made.json()['id']}/withdrawal", {"why": "Đổi ý"}, if_match=made["ETag"]
    )

    assert (made.status_code, again["Idempotent-Replayed"]) == (201, "true")
    assert "Trạm gọi" in made.json()["wording"]
    assert done(back, 200)["withdrawn_at"]
    assert Consent.objects.count() == 1
    assert len(done(program.get(url, purpose="contact"), 200)["items"]) == 1
    assert done(program.get(url, purpose="research"), 200)["items"] == []
    twice = program.post(f"{url}/{made.json()['id']}/withdrawal", {}, if_match=back["ETag"])
    problem_of(twice, 422)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"purpose": "treatment"}, id="treatment asks nobody"),
        pytest.param({"given_by_name": " "}, id="nobody decided"),
        pytest.param({"method": "spoken"}, id="spoken without a witness"),
        pytest.param({"method": "paper"}, id="paper without its picture"),
    ],
)
def test_an_unproved_decision_is_refused(
    program: Program, patient: Person, wrong: dict[str, str]
) -> None:
    problem_of(program.post(f"persons/{patient.id}/consents", YES | wrong), 422)

    assert not Consent.objects.exists()


def test_a_request_about_the_data_starts_the_clock(program: Program, patient: Person) -> None:
    asked = {
        "kind": "correct",
        "text": "Sai số điện thoại",
        "asked_by_name": "Giàng Thị Mẫu",
        "identified_by": "Thẻ căn cước",
    }

    said = done(program.post(f"persons/{patient.id}/data-requests", asked))

    assert said["status"] == "received"
    assert said["acknowledge_by"] <= said["answer_by"]
    listed = done(program.get(f"persons/{patient.id}/data-requests"), 200)
    assert [each["id"] for each in listed["items"]] == [said["id"]]


def test_a_stranger_neither_reads_nor_decides(
    program: Program, stranger: Program, patient: Person
) -> None:
    url = f"persons/{patient.id}/consents"
    made = done(program.post(url, YES))

    problem_of(stranger.get(url), 403)
    problem_of(stranger.get(f"{url}/{made['id']}"), 403)
    problem_of(stranger.post(url, YES), 403)
    fhir = Client().get(f"/fhir/R4/Consent/{made['id']}", headers=stranger.headers)
    assert fhir.status_code == 404


def test_decisions_are_found_by_their_state_as_fhir(program: Program, patient: Person) -> None:
    url = f"persons/{patient.id}/consents"
    yes = program.post(url, YES)
    no = done(program.post(url, YES | {"purpose": "research", "is_given": False}))
    back = done(program.post(url, YES | {"purpose": "family"}))
    program.post(f"{url}/{back['id']}/withdrawal", {}, if_match="*")

    found = {}
    for status in ("active", "inactive", "rejected"):
        query = {"patient": str(patient.id), "status": status}
        answer = Client().get("/fhir/R4/Consent", query, headers=program.headers).json()
        found[status] = [entry["resource"] for entry in answer["entry"]]

    assert [each["id"] for each in found["active"]] == [yes.json()["id"]]
    assert [each["id"] for each in found["inactive"]] == [back["id"]]
    assert [each["id"] for each in found["rejected"]] == [no["id"]]
    assert found["rejected"][0]["provision"]["type"] == "deny"
    assert found["rejected"][0]["scope"]["coding"][0]["code"] == "research"
    assert [fault for rows in found.values() for row in rows for fault in faults(row)] == []
