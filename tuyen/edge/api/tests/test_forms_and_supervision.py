"""Forms, answers and supervision by the API: the same acts, the same scope, the same sentences."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.drawn import drawn
from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.supervision.actions import checklists
from tuyen.domains.supervision.models import SupervisionRound
from tuyen.domains.supervision.tests.conftest import (
    all_met,
    begun,
    centre,
    concluded,
    hospital,
    office,
    theirs,
)
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.attachments.tests.pieces import Sender, photo
from tuyen.record.chart import chart_of
from tuyen.record.models import Observation
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

__all__ = ["begun", "centre", "concluded", "hospital", "office", "theirs"]
pytestmark = pytest.mark.django_db
TODAY = clock.today().isoformat()
OPINION = {
    "link": "help",
    "kind": "choice",
    "label_vi": "Việc giúp đỡ",
    "required": True,
    "option": [
        {"code": "well", "label_vi": "Tốt", "score": 2},
        {"code": "badly", "label_vi": "Chưa tốt", "score": 0},
    ],
}
REASON = {
    "link": "why",
    "kind": "text",
    "label_vi": "Vì sao",
    "when": [{"question": "help", "is": "=", "answer": "badly"}],
}
LEVELS = [{"at_least": 0, "label_vi": "Cần xem lại", "tone": "warn"}]


def program_at(place: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(unit_id=place.id), role))


@pytest.fixture
def upper(hospital: Unit, centre: Unit) -> Program:
    return program_at(hospital, "direction_office")


@pytest.fixture
def lower(centre: Unit) -> Program:
    return program_at(centre, "station_doctor")


@pytest.fixture
def opinion(office: Actor) -> Any:
    return drawn("evaluation", "Đánh giá hỗ trợ", OPINION, REASON, levels=LEVELS, by=office)


def test_a_drawn_form_is_listed_with_its_kind_and_read_with_its_items(
    upper: Program, opinion: Any, hospital: Unit
) -> None:
    listed = upper.get("forms", limit=100).json()["items"]
    one = upper.get(f"forms/{opinion.code}").json()
    kinds = {each["code"]: each["kind"] for each in listed}

    assert kinds[opinion.code] == "evaluation"
    assert kinds["capability_station"] == "survey"
    assert one["unit_id"] == str(hospital.id)
    assert [item["link"] for item in one["items"]] == ["help", "why"]
    assert one["items"][0]["options"][0]["score"] == 2
    assert one["items"][1]["when"] == [{"question": "help", "operator": "=", "answer": "badly"}]
    assert one["levels"][0]["label_vi"] == "Cần xem lại"
    by_kind = upper.get("forms", kind="evaluation").json()["items"]
    shipped = {"evaluation_course", "evaluation_gathering", "evaluation_rotation"}
    assert {each["code"] for each in by_kind} == {opinion.code, *shipped}


def test_the_list_of_forms_goes_on_where_it_stopped(upper: Program) -> None:
    whole = [each["code"] for each in upper.get("forms", limit=100).json()["items"]]

    first = upper.get("forms", limit=1).json()
    rest = upper.get("forms", limit=100, cursor=first["next"]).json()

    assert [each["code"] for each in first["items"] + rest["items"]] == whole
    assert rest["next"] is None


def test_versions_of_a_form_are_told_and_kept(upper: Program, opinion: Any) -> None:
    drawn_ones = upper.get(f"forms/{opinion.code}/versions").json()["items"]
    shipped = upper.get("forms/supervision_station/versions").json()["items"]

    assert [(each["version"], each["status"]) for each in drawn_ones] == [("1", "published")]
    assert [each["unit_id"] for each in shipped] == [None]
    assert upper.get(f"forms/{opinion.code}/versions/1").json()["version"] == "1"
    assert upper.get(f"forms/{opinion.code}/versions/7").status_code == 404
    assert upper.get("forms/no_such_form/versions").status_code == 404
    assert upper.get("forms/no_such_form").status_code == 404


def test_a_form_is_answered_once_and_read_by_both_sides_alone(
    upper: Program, lower: Program, opinion: Any, centre: Unit, stranger: Program
) -> None:
    said = {
        "form_code": opinion.code, "about_unit_id": str(centre.id), "answers": {"help": "badly"},
    }  # fmt: skip
    key = new_key()

    first = upper.post("form-responses", said, idempotency_key=key)
    again = upper.post("form-responses", said, idempotency_key=key)
    wrong = upper.post("form-responses", said | {"answers": {"help": "maybe"}})
    address = f"form-responses/{first.json()['id']}"

    assert first.status_code == 201, first.content
    assert again.json()["id"] == first.json()["id"]
    assert (first.json()["points"], first.json()["level"]) == (0, "Cần xem lại")
    assert wrong.status_code == 422
    assert "Chọn một câu trả lời" in wrong.json()["detail"]
    assert [each.get(address).status_code for each in (upper, lower, stranger)] == [200, 200, 404]
    assert len(lower.get("form-responses", form_code=opinion.code).json()["items"]) == 1
    assert stranger.get("form-responses").json()["items"] == []


def test_a_form_half_done_is_gone_on_with_and_then_closed(
    upper: Program, lower: Program, opinion: Any, centre: Unit
) -> None:
    said = {"form_code": opinion.code, "about_unit_id": str(centre.id), "answers": {}}
    begun_ = upper.post("form-responses", said | {"complete": False})
    address = f"form-responses/{begun_.json()['id']}"
    done = {"answers": {"help": "well"}}

    hidden = lower.get(address)
    blind = upper.send("PUT", f"{address}/answers", done)
    handed = upper.send("PUT", f"{address}/answers", done, if_match=begun_["ETag"])
    late = upper.send("PUT", f"{address}/answers", done, if_match=handed["ETag"])

    assert hidden.status_code == 404
    assert blind.status_code == 428
    assert handed.json()["status"] == "completed"
    assert (late.status_code, "đã nộp" in late.json()["detail"]) == (422, True)


@pytest.mark.parametrize("code", ["capability_station", "supervision_station", "test_ultrasound"])
def test_what_belongs_to_a_campaign_a_round_or_a_course_is_answered_there(
    upper: Program, centre: Unit, code: str
) -> None:
    said = {"form_code": code, "about_unit_id": str(centre.id), "answers": {}}

    refused = upper.post("form-responses", said)

    assert refused.status_code == 422
    assert "được trả lời trong đợt khảo sát" in refused.json()["detail"]


def test_a_unit_out_of_reach_is_not_answered_about(
    upper: Program, opinion: Any, stranger: Program
) -> None:
    said = {
        "form_code": opinion.code, "about_unit_id": str(uuid.uuid4()), "answers": {"help": "well"},
    }  # fmt: skip

    refused = upper.post("form-responses", said)

    assert refused.status_code == 403
    assert "không thuộc phạm vi" in refused.json()["detail"]


def test_a_round_goes_from_the_calendar_to_the_minutes(
    upper: Program, lower: Program, centre: Unit
) -> None:
    said = {
        "to_unit_id": str(centre.id), "starts_on": TODAY, "ends_on": TODAY, "purpose": "Giám sát",
        "form_code": "supervision_station", "leader_name": "Trưởng đoàn",
        "team": [{"name": "Thành viên", "body": "Sở Y tế"}],
    }  # fmt: skip

    made = upper.post("supervision/rounds", said)
    twice = upper.post("supervision/rounds", said)
    address = f"supervision/rounds/{made.json()['id']}"
    early = upper.post(f"{address}/conclude", {"conclusion": "Đạt"}, if_match="*")
    filled = upper.send(
        "PUT",
        f"{address}/checklist",
        {"answers": all_met(emergency_oxygen=False), "complete": True},
        idempotency_key=new_key(),
    )
    upper.post(f"{address}/findings", {"grade": "minor", "text": "Biển tên mờ"})
    before = lower.get(address).json()
    current = upper.get(address)
    ended = upper.post(f"{address}/conclude", {"conclusion": "Đạt"}, if_match=current["ETag"])
    after = lower.get(address).json()

    assert made.status_code == 201, made.content
    assert (twice.status_code, "đã có đợt giám sát" in twice.json()["detail"]) == (422, True)
    assert "Bảng kiểm chưa nộp" in early.json()["detail"]
    assert [each["grade"] for each in filled.json()["corrections"]] == ["major"]
    assert (before["corrections"], before["answers"], before["points"]) == ([], {}, None)
    assert ended.json()["status"] == "concluded"
    assert [each["status"] for each in after["corrections"]] == ["open", "open"]


def test_a_correction_is_answered_by_the_unit_and_closed_by_the_office(
    upper: Program, lower: Program, concluded: SupervisionRound, stranger: Program
) -> None:
    [row, *_rest] = lower.get("supervision/corrections", state="waiting").json()["items"]
    address = f"supervision/corrections/{row['id']}"
    mended = {"done_on": TODAY, "evidence": "Đã mua bình ôxy"}

    not_ours = upper.post(f"{address}/report", mended, if_match="*")
    told = lower.post(f"{address}/report", mended, if_match=lower.get(address)["ETag"])
    too_soon = lower.post(f"{address}/accept", {}, if_match="*")
    back = upper.post(f"{address}/send-back", {"remark": "Thiếu ảnh"}, if_match=told["ETag"])
    stale = upper.post(f"{address}/accept", {}, if_match=told["ETag"])
    lower.post(f"{address}/report", mended, if_match="*")
    closed = upper.post(f"{address}/accept", {"remark": "Đạt"}, if_match="*")
    again = upper.post(f"{address}/accept", {}, if_match="*")

    assert (not_ours.status_code, too_soon.status_code) == (403, 403)
    assert "Chỉ đơn vị được giám sát" in not_ours.json()["detail"]
    assert (told.json()["status"], back.json()["status"]) == ("reported", "open")
    assert stale.status_code == 412
    assert closed.json()["status"] == "accepted"
    assert (again.status_code, "không ở bước đó" in again.json()["detail"]) == (422, True)
    assert stranger.get(address).status_code == 404
    assert stranger.get("supervision/rounds").json()["items"] == []
    assert upper.get("supervision/plans").json()["items"] == []


def test_a_role_outside_direction_reads_neither(hospital: Unit) -> None:
    outside = program_at(hospital, "guard_officer")

    answers = [outside.get(path) for path in ("forms", "form-responses", "supervision/rounds")]

    assert {answer.status_code for answer in answers} == {403}


def test_a_checklist_before_its_minutes_is_the_teams_alone(
    upper: Program, lower: Program, begun: SupervisionRound, office: Actor
) -> None:
    address = f"form-responses/{begun.response_id}"
    early = [each.get(address).status_code for each in (upper, lower)]

    checklists.conclude(round_=begun, conclusion="Đạt", unit_said="", by=office)

    assert early == [200, 404]
    assert lower.get(address).status_code == 200


PHOTO = {"link": "photo", "kind": "attachment", "label_vi": "Ảnh"}


def test_a_photo_sent_in_pieces_stands_in_the_answer_of_its_sender_alone(
    lower: Program, upper: Program, centre: Unit, office: Actor, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    form = drawn("evaluation", "Phiếu có ảnh", PHOTO, by=office)
    file_id, content = str(uuid.uuid4()), photo(2_000)
    sender = Sender(Client(), "/api/v1/uploads", **lower.headers)
    begun = sender.begin(content, note=file_id)
    sender.piece(begun["Location"], 0, content)
    said = {"form_code": form.code, "about_unit_id": str(centre.id)}

    kept = lower.post("form-responses", said | {"answers": {"photo": [file_id]}})
    foreign = upper.post("form-responses", said | {"answers": {"photo": [{"id": file_id}]}})

    assert begun.status_code == 201, begun.content
    assert kept.status_code == 201, kept.content
    [file] = kept.json()["answers"]["photo"]
    assert (file["id"], file["content_type"]) == (file_id, "image/jpeg")
    assert foreign.status_code == 422
    assert "Không tìm thấy tệp đã gửi" in foreign.json()["detail"]


WEIGHT = {
    "link": "weight",
    "kind": "decimal",
    "label_vi": "Cân nặng",
    "low": 1,
    "high": 300,
    "observation": "weight",
}


def test_a_form_about_a_person_stands_in_the_chart_with_its_figures(
    program: Program, patient: Person, doctor: Actor, stranger: Program, office: Actor
) -> None:
    form = drawn("evaluation", "Phiếu cân", WEIGHT, by=office)
    address = f"persons/{patient.id}/form-responses"
    said = {"form_code": form.code, "answers": {"weight": 52.5}}
    key = new_key()

    first = program.post(address, said, idempotency_key=key)
    again = program.post(address, said, idempotency_key=key)
    wrong = program.post(address, said | {"answers": {"weight": 900}})
    listed = program.get(address).json()["items"]

    assert first.status_code == 201, first.content
    assert again.json()["id"] == first.json()["id"] == listed[0]["id"]
    assert wrong.status_code == 422
    assert [row.value for row in chart_of(patient, doctor).of(Observation)] == [52.5]
    assert stranger.get(address).status_code in (403, 404)
    assert stranger.post(address, said).status_code in (403, 404)
