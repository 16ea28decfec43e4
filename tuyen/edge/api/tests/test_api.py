"""Other programs work through the same actions, scope and refusals as the pages."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.network import account_at
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import API, Program, new_key
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.attachments.tests import files
from tuyen.record.models import Encounter, MedicationRequest, QueueEntry
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["detail"]
    return said


def done(answer: Any, status: int = 201) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


VISIT = {
    "reason": "Ho, sốt",
    "readings": [{"code": "systolic", "value": 152}, {"code": "temperature", "value": 38.2}],
    "diagnoses": [{"name": "Nhiễm khuẩn hô hấp trên cấp"}],
    "lines": [
        {"drug_code": "paracetamol-500-tab", "dose": "1 viên khi sốt", "quantity": 15, "days": 5}
    ],
}


# Keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["me", "queue", "units", "codes"])
def test_without_a_key_nothing_is_said(path: str) -> None:
    answer = Client().get(f"{API}/{path}")

    assert problem_of(answer, 401)["type"] == "urn:tuyen:problem:no_key"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_program_learns_for_whom_it_works(program: Program, doctor: Actor) -> None:
    said = done(program.get("me"), 200)

    assert said["role"] == "station_doctor"
    assert "visit.record" in said["permissions"]


def test_a_signed_in_browser_reads_and_does_not_write(account: Any, patient: Person) -> None:
    browser = Client()
    browser.force_login(account)

    assert browser.get(f"{API}/me").status_code == 200
    answer = browser.post(f"{API}/persons/search", {"text": "mau"}, content_type="application/json")
    problem_of(answer, 401)


# Persons ------------------------------------------------------------------------------------------


def test_a_person_is_registered_once_and_found_again(program: Program) -> None:
    body = {
        "name": "Lò Thị Mẫu",
        "birth": "1979-02-03",
        "sex": "female",
        "commune_code": "03040",
        "numbers": [{"system": "citizen_id", "value": "012 179 000001"}],
    }
    key = new_key()

    first = program.post("persons", body, idempotency_key=key)
    again = program.post("persons", body, idempotency_key=key)
    found = done(program.post("persons/search", {"text": "lo thi mau 1979"}), 200)

    made = done(first)
    assert made["birth_date"] == "1979-02-03"
    assert made["numbers"][0]["value"] == "012179000001"
    assert done(again)["id"] == made["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Person.objects.count() == 1
    assert [hit["id"] for hit in found["items"]] == [made["id"]]
    assert "012179000001" not in str(found)


def test_other_content_under_the_same_key_is_a_conflict(program: Program) -> None:
    key = new_key()
    done(program.post("persons", {"name": "Lò Thị Mẫu"}, idempotency_key=key))

    problem_of(program.post("persons", {"name": "Lò Văn Mẫu"}, idempotency_key=key), 409)


@pytest.mark.parametrize(
    "birth, date, precision",
    [
        ("1979-02-03", "1979-02-03", "day"),
        ("1979-02", "1979-02-01", "month"),
        ("1979", "1979-01-01", "year"),
        ("~1950", "1950-01-01", "estimated"),
        ("", None, "unknown"),
    ],
)
def test_a_birth_date_is_taken_as_far_as_it_is_known(
    program: Program, birth: str, date: str | None, precision: str
) -> None:
    made = done(program.post("persons", {"name": "Lò Thị Mẫu", "birth": birth}))

    assert (made["birth_date"], made["birth_precision"]) == (date, precision)


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth": "2999-01-01"},
        {"birth": "hôm qua"},
        {"phone": "12"},
        {"sex": "nữ"},
        {"name": ""},
        {"name": "x" * 200},
        {"numbers": [{"system": "citizen_id", "value": "12"}]},
        {"numbers": [{"system": "tax", "value": "12"}]},
    ],
)
def test_what_cannot_be_is_refused_and_not_said_back(
    program: Program, wrong: dict[str, Any]
) -> None:
    answer = program.post("persons", {"name": "Lò Thị Mẫu", "birth": "1979"} | wrong)

    problem_of(answer, 422)
    assert "Mẫu" not in answer.content.decode()
    assert not Person.objects.exists()


def test_a_person_is_read_and_mended_only_as_it_was_read(program: Program, patient: Person) -> None:
    read = program.get(f"persons/{patient.id}")
    body = {"name": "Giàng Thị Mẫu", "birth": "1989-03-02", "sex": "female", "phone": "0900000000"}

    missing = program.send("PUT", f"persons/{patient.id}", body)
    mended = program.send("PUT", f"persons/{patient.id}", body, if_match=read["ETag"])
    late = program.send("PUT", f"persons/{patient.id}", body, if_match=read["ETag"])

    assert done(read, 200)["phone"] == ""
    problem_of(missing, 428)
    assert done(mended, 200)["phone"] == "0900000000"
    assert mended["ETag"] != read["ETag"]
    problem_of(late, 412)


def test_a_chart_without_a_care_link_is_closed(stranger: Program, patient: Person) -> None:
    assert problem_of(stranger.get(f"persons/{patient.id}"), 403)["type"].endswith("chart_closed")
    problem_of(stranger.get(f"persons/{patient.id}/timeline"), 403)
    problem_of(stranger.post(f"persons/{patient.id}/visits", VISIT), 403)
    assert not ReadLog.objects.exists()


def test_a_person_of_a_hidden_compartment_does_not_exist(program: Program, doctor: Actor) -> None:
    hidden = person(doctor, compartment="custody")

    problem_of(program.get(f"persons/{hidden.id}"), 404)


# Visits -------------------------------------------------------------------------------------------


def test_a_visit_is_finished_read_and_stands_in_the_timeline(
    program: Program, patient: Person
) -> None:
    key = new_key()
    first = program.post(f"persons/{patient.id}/visits", VISIT, idempotency_key=key)
    again = program.post(f"persons/{patient.id}/visits", VISIT, idempotency_key=key)

    visit_id = done(first)["id"]
    assert done(again)["id"] == visit_id
    assert again["Idempotent-Replayed"] == "true"
    assert Encounter.objects.count() == 1
    read = done(program.get(f"visits/{visit_id}"), 200)
    assert read["person_id"] == str(patient.id)
    assert read["readings"][0]["unit"] == "mm[Hg]"
    assert read["readings"][0]["interpretation"] == "H"
    assert read["prescriptions"][0]["lines"][0]["drug"].startswith("Paracetamol")
    timeline = done(program.get(f"persons/{patient.id}/timeline"), 200)
    assert timeline == {"items": [read], "next": None}


def test_the_timeline_comes_page_by_page(program: Program, patient: Person) -> None:
    for _ in range(5):
        done(program.post(f"persons/{patient.id}/visits", {"reason": "Tái khám"}))

    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = done(program.get(f"persons/{patient.id}/timeline", limit=2, cursor=cursor), 200)
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "wrong, code",
    [
        ({"readings": [{"code": "systolic", "value": 3000}]}, "refused"),
        ({"readings": [{"code": "aura", "value": 1}]}, "unknown_code"),
        ({"diagnoses": [{"code": "X999"}]}, "unknown_code"),
        (
            {"lines": [{"drug_code": "thuoc-la", "dose": "1", "quantity": 1}]},
            "unknown_code",
        ),
        ({"occurred_at": "2999-01-01T00:00:00+07:00"}, "not_yet"),
        ({"diagnoses": []}, "not_yet"),
        ({"readings": "many"}, "unreadable"),
    ],
)
def test_a_visit_with_a_fault_is_not_kept(
    program: Program, patient: Person, wrong: dict[str, Any], code: str
) -> None:
    said = problem_of(program.post(f"persons/{patient.id}/visits", VISIT | wrong), 422)

    assert said["type"] == f"urn:tuyen:problem:{code}"
    assert not Encounter.objects.exists()


def test_a_code_gets_the_name_of_the_list(program: Program, patient: Person, icd10: None) -> None:
    body = VISIT | {"diagnoses": [{"code": "I10"}]}

    visit_id = done(program.post(f"persons/{patient.id}/visits", body))["id"]

    [diagnosis] = done(program.get(f"visits/{visit_id}"), 200)["diagnoses"]
    assert diagnosis["code"] == "I10"
    assert "tăng huyết áp" in diagnosis["name"].lower()


def test_a_nurse_s_key_prescribes_nothing(station: ScopeNode, patient: Person) -> None:
    nurse = Program(account_at(station, "station_nurse"))

    problem_of(nurse.post(f"persons/{patient.id}/visits", VISIT), 403)

    assert not MedicationRequest.objects.exists()


def test_a_visit_is_amended_by_the_version_that_was_read(program: Program, patient: Person) -> None:
    visit_id = done(program.post(f"persons/{patient.id}/visits", VISIT))["id"]
    tag = program.get(f"visits/{visit_id}")["ETag"]
    body = VISIT | {"reason": "Ho", "why": "Ghi nhầm lý do"}
    key = new_key()

    problem_of(program.post(f"visits/{visit_id}/amendments", body), 428)
    problem_of(program.post(f"visits/{visit_id}/amendments", body, if_match='"1"'), 412)
    first = program.post(f"visits/{visit_id}/amendments", body, if_match=tag, idempotency_key=key)
    again = program.post(f"visits/{visit_id}/amendments", body, if_match=tag, idempotency_key=key)

    amended = done(first)["id"]
    assert done(again)["id"] == amended
    problem_of(program.get(f"visits/{visit_id}"), 404)
    read = done(program.get(f"visits/{amended}"), 200)
    assert (read["reason"], read["amends_id"]) == ("Ho", visit_id)


def test_a_cancelled_visit_leaves_the_timeline(program: Program, patient: Person) -> None:
    visit_id = done(program.post(f"persons/{patient.id}/visits", VISIT))["id"]
    tag = program.get(f"visits/{visit_id}")["ETag"]

    done(program.post(f"visits/{visit_id}/cancellation", {"why": "Nhầm người"}, if_match=tag), 200)

    assert done(program.get(f"persons/{patient.id}/timeline"), 200)["items"] == []


def test_a_stranger_does_not_learn_that_a_visit_exists(
    program: Program, stranger: Program, patient: Person
) -> None:
    visit_id = done(program.post(f"persons/{patient.id}/visits", VISIT))["id"]

    problem_of(stranger.get(f"visits/{visit_id}"), 404)


# Queue, units, codes ------------------------------------------------------------------------------


def test_the_queue_is_that_of_one_s_own_unit(
    program: Program, stranger: Program, patient: Person
) -> None:
    entry = QueueEntry.objects.get()

    mine = done(program.get("queue"), 200)["items"]
    theirs = done(stranger.get("queue"), 200)["items"]

    assert [each["person_id"] for each in mine] == [str(patient.id)]
    assert theirs == []
    problem_of(stranger.get(f"queue/{entry.id}"), 404)


def test_a_person_comes_and_leaves(program: Program, doctor: Actor) -> None:
    somebody = person(doctor)
    body = {"person_id": str(somebody.id), "reason": "Ho"}

    first = program.post("queue", body)
    again = program.post("queue", body)
    left = program.post(f"queue/{done(first)['id']}/leave", {}, if_match=first["ETag"])

    assert done(again)["id"] == done(first)["id"]
    assert done(left, 200)["status"] == "left"


def test_codes_are_found_by_words_without_accents(program: Program, icd10: None) -> None:
    lists = done(program.get("codes"), 200)["items"]
    found = done(program.get("codes/icd10", q="tang huyet ap"), 200)["items"]

    assert "icd10" in {each["scheme"] for each in lists}
    assert found[0]["code"] == "I10"
    problem_of(program.get("codes/astrology"), 404)


def test_units_of_another_chain_are_not_shown(program: Program) -> None:
    assert done(program.get("units"), 200) == {"items": [], "next": None}
    problem_of(program.get("units/01a2004f-9a81-7aff-8ae9-600dfa9bf935"), 404)


def test_the_activity_report_counts_the_visits_of_the_asker_s_scope(
    program: Program, patient: Person
) -> None:
    done(program.post(f"persons/{patient.id}/visits", VISIT))

    said = done(program.get("reports/activity", period=str(clock.today().year)), 200)

    assert said["period"] == str(clock.today().year)
    assert said["total"]["visits"] in (0, 1)  # a unit without a row of its own is in no class
    problem_of(program.get("reports/activity", period="gestern"), 422)


@pytest.mark.parametrize("cursor", ["%%", "abc", "x" * 200])
def test_a_cursor_nobody_can_read_is_refused(program: Program, cursor: str) -> None:
    problem_of(program.get("units", cursor=cursor), 400)


# The description ----------------------------------------------------------------------------------


def test_the_description_names_every_operation_and_the_key() -> None:
    said = Client().get(f"{API}/openapi.json").json()

    assert said["openapi"].startswith("3.1")
    assert f"{API}/persons/{{person_id}}/visits" in said["paths"]
    assert any(
        each.get("scheme") == "bearer" for each in said["components"]["securitySchemes"].values()
    )
    for operations in said["paths"].values():
        for operation in operations.values():
            assert operation["security"]
            assert operation["summary"]


def test_the_page_that_describes_the_api_asks_no_other_host() -> None:
    page = Client().get(f"{API}/docs").content.decode()

    assert "http" not in page.replace("http-equiv", "")
    assert "ninja/swagger-ui" in page


def test_broken_json_is_refused_with_a_sentence(program: Program) -> None:
    problem_of(program.post("persons", "{"), 400)


def test_day_of_the_queue_is_a_day_of_viet_nam(program: Program, patient: Person) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)

    assert done(program.get("queue", day=tomorrow.isoformat()), 200)["items"] == []


# Papers -------------------------------------------------------------------------------------------


def paper(program: Program, path: str, content: bytes, **said: str) -> Any:
    form = {"title": "Giấy ra viện", "kind": "letter"} | said
    file = SimpleUploadedFile("x.pdf", content)
    return Client().post(f"{API}/{path}", {**form, "file": file}, headers=program.headers)


def test_a_paper_is_put_in_replaced_and_withdrawn(
    program: Program, patient: Person, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.TUYEN_CLAMD = tmp_path / "blobs", ""

    made = done(paper(program, f"persons/{patient.id}/documents", files.pdf()))
    better = done(
        paper(program, f"documents/{made['id']}/replacement", files.png(), why="Bản chụp mờ")
    )

    [listed] = done(program.get(f"persons/{patient.id}/documents"), 200)["items"]
    assert (listed["id"], listed["amends_id"]) == (better["id"], made["id"])
    problem_of(program.get(f"documents/{made['id']}"), 404)
    content = program.get(f"documents/{better['id']}/content")
    assert b"".join(content.streaming_content) == files.png()
    done(program.post(f"documents/{better['id']}/withdrawal", {"why": "Nhầm hồ sơ"}), 204)
    assert done(program.get(f"persons/{patient.id}/documents"), 200)["items"] == []


def test_a_stranger_sees_no_paper(
    program: Program, stranger: Program, patient: Person, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT, settings.TUYEN_CLAMD = tmp_path / "blobs", ""
    made = done(paper(program, f"persons/{patient.id}/documents", files.pdf()))

    for path in (f"documents/{made['id']}", f"documents/{made['id']}/content"):
        problem_of(stranger.get(path), 404)
