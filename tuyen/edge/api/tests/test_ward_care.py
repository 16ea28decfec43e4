"""A stay by the API from the first hour to the last: orders, ticks, moves, leave, escape, death."""

import datetime as dt
from typing import Any

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.tests.conftest import PARACETAMOL
from tuyen.domains.ward.models import CareAct, NursingOrder
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import admissions, beds
from tuyen.record.models import Admission, BedStay, Death, MedicationRequest, Room
from tuyen.record.queries.beds import beds_of

pytestmark = pytest.mark.django_db

DRUG = {"drug_code": PARACETAMOL, "dose": "1x3", "quantity": 15, "days": 5}
WHY = {"why": "Nhầm người bệnh"}


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def surgery(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Ngoại", under=hospital, kind="department")


@pytest.fixture
def nurse(hospital: ScopeNode, surgery: ScopeNode) -> Actor:
    return actor_at(hospital, "ward_nurse", grants=("custody",))


@pytest.fixture
def room(nurse: Actor) -> Room:
    return beds.add_room(name="Buồng 1", kind="ward", beds=3, by=nurse)


@pytest.fixture
def program(hospital: ScopeNode) -> Program:
    return Program(account_at(hospital, "hospital_doctor"))


@pytest.fixture
def nurses(hospital: ScopeNode) -> Program:
    return Program(account_at(hospital, "ward_nurse"))


@pytest.fixture
def stay(nurse: Actor, room: Room) -> Admission:
    bed = beds_of(nurse).get(room_id=room.id, name="1")
    coming = admissions.Coming(reason="Sốt cao", diagnosis="Viêm phổi", code="J18")
    return admissions.admit(person_id=person(nurse).id, coming=coming, bed=bed, by=nurse)


def etag(program: Program, path: str) -> str:
    found: str = program.get(path)["ETag"]
    return found


def sentence(answer: Any) -> str:
    said: str = answer.json()["detail"]
    return said


@pytest.mark.capability("B5")
def test_a_drug_is_ordered_given_struck_and_stopped(
    program: Program, nurses: Program, stay: Admission
) -> None:
    url, key = f"wards/stays/{stay.id}", new_key()
    tomorrow = (clock.now() + dt.timedelta(days=1)).isoformat()

    made = program.post(f"{url}/drugs", DRUG, idempotency_key=key)
    again = program.post(f"{url}/drugs", DRUG, idempotency_key=key)
    forbidden = nurses.post(f"{url}/drugs", DRUG)
    [due, *_more] = nurses.get(f"{url}/plan", at=tomorrow).json()["items"]
    tick = {"source_id": due["source_id"], "at": due["at"]}
    given = nurses.post(f"{url}/ticks", tick, idempotency_key=(once := new_key()))
    resent = nurses.post(f"{url}/ticks", tick, idempotency_key=once)
    twice = nurses.post(f"{url}/ticks", tick)
    struck = nurses.post(f"{url}/ticks/{given.json()['id']}/strike", WHY)
    refused = nurses.post(f"{url}/ticks", tick | {"outcome": "refused", "note": "Nôn"})
    stopped = program.post(f"{url}/drugs/{made.json()['id']}/stop", {"why": "Nổi mẩn"})
    late = nurses.post(f"{url}/ticks", tick | {"at": tomorrow})
    over = program.post(f"{url}/drugs/{made.json()['id']}/stop", {"why": "Nổi mẩn"})

    assert (made.status_code, forbidden.status_code) == (201, 403)
    assert again["Idempotent-Replayed"] == resent["Idempotent-Replayed"] == "true"
    assert again.json()["id"] == made.json()["id"]
    assert (given.status_code, twice.status_code, refused.status_code) == (201, 422, 201)
    assert (struck.json()["outcome"], refused.json()["outcome"]) == ("struck", "refused")
    assert (stopped.status_code, stopped.json()["is_active"]) == (200, False)
    for answer in (twice, late, over):
        assert answer.status_code == 422, answer.text
    assert "vừa ghi xong" in sentence(twice)
    assert "đã ngừng" in sentence(late)
    assert "đã ngừng" in sentence(over)
    ticks = nurses.get(f"{url}/ticks").json()["items"]
    assert [each["outcome"] for each in ticks] == ["done", "refused", "struck"]
    assert CareAct.objects.count() == 4
    assert MedicationRequest.objects.count() == 2


def test_care_is_ordered_done_and_stopped(nurses: Program, stay: Admission) -> None:
    url, key = f"wards/stays/{stay.id}", new_key()
    body = {"title": "Thay băng", "every_hours": 6}

    made = nurses.post(f"{url}/care", body, idempotency_key=key)
    nurses.post(f"{url}/care", body, idempotency_key=key)
    [due] = [each for each in nurses.get("wards/shift").json()["items"] if each["kind"] == "care"][
        :1
    ]
    done = nurses.post(f"{url}/ticks", {"source_id": due["source_id"], "at": due["at"]})
    stop = f"{url}/care/{made.json()['id']}/stop"
    without = nurses.post(stop, {})
    stopped = nurses.post(stop, {}, if_match=etag(nurses, f"{url}/care/{made.json()['id']}"))

    assert (made.status_code, done.status_code, without.status_code) == (201, 201, 428)
    assert due["place"] == "Buồng 1 · 1"
    assert stopped.json()["stopped_at"]
    assert len(nurses.get(f"{url}/care").json()["items"]) == 1


@pytest.mark.capability("B5")
def test_expected_here_moved_away_back_escaped_found_and_dead(
    program: Program, nurse: Actor, room: Room, surgery: ScopeNode
) -> None:
    first, second = (bed["id"] for bed in program.get("wards/rooms").json()["items"][0]["beds"][:2])
    body = {"person_id": person(nurse).id, "reason": "Mổ phiên", "is_planned": True}
    url = f"wards/stays/{program.post('wards/stays', body).json()['id']}"
    expected = program.get("wards/stays", state="planned").json()["items"]
    until = (clock.now() + dt.timedelta(hours=20)).isoformat()
    causes = {"diagnosis": "Nhiễm khuẩn huyết", "a": "Suy đa tạng", "underlying": "Viêm phổi"}
    steps: list[tuple[str, Any, str]] = [
        ("arrive", {}, "arrived"),
        ("place", {"bed_id": first}, "in_bed"),
        ("leave", {"until": until, "why": "Đám cưới"}, "on_leave"),
        ("come-back", {}, "in_bed"),
        ("place", {"bed_id": second}, "in_bed"),
        ("move", {"unit_id": surgery.unit_id, "why": "Cần mổ"}, "arrived"),
        ("end", {"status": "escaped", "type": "3", "outcome": "7"}, "escaped"),
        ("take-back", {"why": "Quay lại"}, "arrived"),
        ("death", causes, "died"),
    ]

    for name, said, then in steps:
        answer = program.post(f"{url}/{name}", said, if_match=etag(program, url))
        assert (answer.status_code, answer.json().get("status")) == (200, then), (name, answer.text)
    after = program.post(f"{url}/place", {"bed_id": first}, if_match=etag(program, url))

    assert [each["status"] for each in expected] == ["planned"]
    assert after.status_code == 422
    assert Death.objects.get().underlying == "Viêm phổi"
    assert Admission.objects.get().unit_id == surgery.unit_id
    assert BedStay.objects.filter(to_at=None).count() == 0


@pytest.mark.parametrize(
    "name, said, status, words",
    [
        ("place", {"bed_id": "taken"}, 409, "Giường vừa có người nằm"),
        ("place", {"bed_id": "elsewhere"}, 404, "Không tìm thấy"),
        ("place", {"bed_id": "closed"}, 422, "Giường chưa sẵn sàng"),
        ("move", {"unit_id": "elsewhere"}, 422, "Chọn khoa trong cùng cơ sở"),
        ("leave", {"until": "2020-01-01T07:00:00"}, 422, "tương lai"),
        ("come-back", {}, 422, "không đi phép"),
        ("end", {"diagnosis": "Viêm phổi", "at": "2020-01-01T07:00:00"}, 422, "trước giờ vào"),
        ("end", {"diagnosis": "Viêm phổi", "at": "2100-01-01T07:00:00"}, 422, "tương lai"),
        ("end", {"diagnosis": "Viêm phổi", "type": "9"}, 422, "Loại ra viện"),
        ("death", {"diagnosis": "Viêm phổi", "a": " ", "underlying": "x"}, 422, "nguyên nhân"),
        ("cancel", {"why": " "}, 422, "vì sao"),
        ("take-back", {"why": "Nhầm"}, 422, "chưa mở lại|không phải đã ra viện"),
    ],
)
def test_a_wrong_step_is_refused_in_words_and_changes_nothing(
    program: Program,
    nurse: Actor,
    room: Room,
    stay: Admission,
    name: str,
    said: dict[str, Any],
    status: int,
    words: str,
) -> None:
    other = actor_at(node("Bệnh viện khác", kind="hospital"), "ward_nurse")
    known = {
        "taken": _lain(nurse, room, "2"),
        "closed": _closed(nurse, room, "3"),
        "elsewhere": beds_of(other)
        .get(room_id=beds.add_room(name="Buồng 9", kind="ward", beds=1, by=other).id)
        .id,
    }
    body = {key: known.get(value, value) for key, value in said.items()}
    before = Admission.objects.filter(pk=stay.pk).values().get()
    pieces = BedStay.objects.count()

    answer = program.post(
        f"wards/stays/{stay.id}/{name}", body, if_match=etag(program, f"wards/stays/{stay.id}")
    )

    assert answer.status_code == status, answer.text
    assert any(each in sentence(answer) for each in words.split("|")), sentence(answer)
    assert Admission.objects.filter(pk=stay.pk).values().get() == before
    assert (BedStay.objects.count(), Death.objects.count()) == (pieces, 0)


def _lain(nurse: Actor, room: Room, name: str) -> Any:
    bed = beds_of(nurse).get(room_id=room.id, name=name)
    coming = admissions.Coming(reason="Đau")
    admissions.admit(person_id=person(nurse, "Hai").id, coming=coming, bed=bed, by=nurse)
    return bed.id


def _closed(nurse: Actor, room: Room, name: str) -> Any:
    bed = beds_of(nurse).get(room_id=room.id, name=name)
    beds.set_bed(bed=bed, status="closed", by=nurse)
    return bed.id


@pytest.mark.parametrize(
    "name, said, words",
    [
        ("care", {"title": " "}, "Ghi việc cần làm"),
        ("ticks", {"source_id": uuid7(), "at": "2026-11-20T08:00:00"}, "không có trong kế hoạch"),
        ("ticks", {"source_id": uuid7(), "at": "0001-01-01T00:00:00Z"}, "không có trong kế hoạch"),
        ("drugs", DRUG | {"drug_code": "KHONG-CO"}, "Không có thuốc"),
    ],
)
def test_a_wrong_line_at_the_bed_is_refused_in_words(
    program: Program, stay: Admission, name: str, said: dict[str, Any], words: str
) -> None:
    answer = program.post(f"wards/stays/{stay.id}/{name}", said)

    assert (answer.status_code, words in sentence(answer)) == (422, True), answer.text
    rows = (CareAct, NursingOrder, MedicationRequest)
    assert [model.objects.count() for model in rows] == [0, 0, 0]


def test_a_row_of_signs_and_a_note_typed_in_error_are_struck(
    program: Program, stay: Admission
) -> None:
    url, key = f"wards/stays/{stay.id}", new_key()
    said = {"values": {"temperature": 38.4, "pulse": 96}}

    made = program.post(f"{url}/vital-signs", said, idempotency_key=key).json()
    again = program.post(f"{url}/vital-signs", said, idempotency_key=key).json()
    note = program.post(f"{url}/notes", {"text": "Đỡ sốt"}).json()
    signs = program.post(f"{url}/vital-signs/strike", WHY | {"sign_id": made["items"][0]["id"]})
    struck = program.post(f"{url}/notes/{note['id']}/strike", WHY)

    assert {each["id"] for each in again["items"]} == {each["id"] for each in made["items"]}
    assert (signs.status_code, struck.status_code) == (204, 200)
    assert program.get(f"{url}/vital-signs").json()["items"] == []
    assert program.get(f"{url}/notes").json()["items"] == []


@pytest.mark.capability("B5")
def test_a_station_keeps_somebody_for_some_hours() -> None:
    station = node("Trạm Y tế xã Mẫu")
    doctor = actor_at(station, "station_doctor")
    program = Program(account_at(station, "station_doctor"))
    who = person(doctor)

    made = program.post("wards/rooms", {"name": "Lưu 1", "kind": "short_stay", "beds": 1})
    twice = program.post("wards/rooms", {"name": "Lưu 1", "kind": "short_stay", "beds": 1})
    [bed] = made.json()["beds"]
    body = {"person_id": who.id, "reason": "Sốt", "kind": "short_stay", "bed_id": bed["id"]}
    stay = program.post("wards/stays", body)
    gone = program.post(
        f"wards/stays/{stay.json()['id']}/end", {"diagnosis": "Sốt"}, if_match=stay["ETag"]
    )
    cleaned = program.post(
        f"wards/beds/{bed['id']}/state",
        {"status": "ready"},
        if_match=etag(program, f"wards/beds/{bed['id']}"),
    )

    assert (made.status_code, twice.status_code, stay.status_code) == (201, 422, 201)
    assert gone.json()["status"] == "discharged"
    assert cleaned.json()["state"] == "ready"
    [row] = program.get(f"persons/{who.id}/stays").json()["items"]
    assert (row["kind"], row["place"]) == ("short_stay", "Trạm Y tế xã Mẫu")
