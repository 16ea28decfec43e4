"""Stays by the API and as FHIR: the same rules and the same silence as on the pages."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from django.test import Client

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir_check import faults
from tuyen.core.ids import uuid7
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import admissions, beds
from tuyen.record.actions.day_locks import lock_day
from tuyen.record.models import Admission, Room
from tuyen.record.queries.beds import beds_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def nurse(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "ward_nurse", grants=("custody",))


@pytest.fixture
def room(nurse: Actor) -> Room:
    return beds.add_room(name="Buồng 1", kind="ward", beds=2, by=nurse)


@pytest.fixture
def program(hospital: ScopeNode) -> Program:
    return Program(account_at(hospital, "hospital_doctor"))


def test_a_stay_by_the_api_from_bed_to_discharge(
    program: Program, nurse: Actor, room: Room
) -> None:
    [first, second] = program.get("wards/rooms").json()["items"][0]["beds"]
    body = {"person_id": person(nurse).id, "reason": "Sốt cao", "bed_id": first["id"]}
    key = new_key()

    made = program.post("wards/stays", body, idempotency_key=key)
    again = program.post("wards/stays", body, idempotency_key=key)
    occupied = program.post(
        "wards/stays", body | {"person_id": person(nurse, "Hai").id}, idempotency_key=new_key()
    )
    stay = f"wards/stays/{made.json()['id']}"
    moved = program.post(f"{stay}/place", {"bed_id": second["id"]}, if_match=made["ETag"])
    ended = program.post(f"{stay}/end", {"diagnosis": "Viêm phổi"}, if_match=moved["ETag"])

    assert (made.status_code, again.status_code, occupied.status_code) == (201, 201, 409)
    assert again.json()["id"] == made.json()["id"]
    assert (moved.json()["bed_id"], ended.json()["status"]) == (second["id"], "discharged")
    assert program.get("wards/stays").json()["items"] == []


@pytest.mark.capability("I1")
def test_nobody_in_custody_by_any_door_for_programs(
    program: Program, nurse: Actor, hospital: ScopeNode
) -> None:
    """Rooms, stays, the stay itself, FHIR: without the grant each answer is as if nobody were there."""
    before = program.get("wards/rooms").content
    secure = beds.add_room(name="Buồng R1", kind="secure", beds=1, by=nurse)
    bed = beds_of(nurse).get(room_id=secure.id)
    who = person(nurse, "Lò Văn Kín")
    coming = admissions.Coming(reason="Đau", in_custody=True)
    stay = admissions.admit(person_id=who.id, coming=coming, bed=bed, by=nurse)

    assert program.get("wards/rooms").content == before
    assert program.get("wards/stays").json() == {"items": []}
    assert program.get(f"wards/stays/{stay.id}").status_code == 404
    assert program.get("custody/roster").status_code == 404
    for door in ("notes", "vital-signs"):
        assert program.get(f"wards/stays/{stay.id}/{door}").status_code == 404
    beds_found = Client().get(
        f"/fhir/R4/Location?partof={hospital.unit_id}", headers=program.headers
    )
    assert beds_found.json()["total"] == 0
    for path in (f"Encounter/{stay.id}", f"Location/{bed.id}"):
        assert Client().get(f"/fhir/R4/{path}", headers=program.headers).status_code == 404


def test_a_stay_and_its_bed_are_sound_fhir(program: Program, nurse: Actor, room: Room) -> None:
    bed = beds_of(nurse).get(room_id=room.id, name="1")
    coming = admissions.Coming(reason="Sốt cao", diagnosis="Viêm phổi", code="J18")
    stay = admissions.admit(person_id=person(nurse).id, coming=coming, bed=bed, by=nurse)
    url = f"/fhir/R4/Encounter?patient={stay.patient_id}&class=IMP"

    found = Client().get(url, headers=program.headers).json()["entry"][0]["resource"]
    place = Client().get(f"/fhir/R4/Location/{bed.id}", headers=program.headers).json()

    assert (found["class"]["code"], found["status"]) == ("IMP", "in-progress")
    assert found["location"][0]["location"]["reference"] == f"Location/{bed.id}"
    assert place["operationalStatus"]["code"] == "O"
    assert [*faults(found), *faults(place)] == []
    assert Admission.objects.count() == 1


def test_free_beds_are_found_as_fhir(
    program: Program, nurse: Actor, hospital: ScopeNode, room: Room
) -> None:
    bed = beds_of(nurse).get(room_id=room.id, name="1")
    admissions.admit(
        person_id=person(nurse).id, coming=admissions.Coming(reason="Sốt cao"), bed=bed, by=nurse
    )
    beds_here = f"/fhir/R4/Location?partof=Location/{hospital.unit_id}"

    every = Client().get(beds_here, headers=program.headers).json()
    free = Client().get(f"{beds_here}&operational-status=U", headers=program.headers).json()
    elsewhere = (
        Client()
        .get(f"/fhir/R4/Location?partof={uuid7()}&operational-status=U", headers=program.headers)
        .json()
    )

    assert (every["total"], free["total"], elsewhere["total"]) == (2, 1, 0)
    assert free["entry"][0]["resource"]["name"] == "Buồng 1 · 2"
    assert [fault for each in every["entry"] for fault in faults(each["resource"])] == []


def test_notes_and_vital_signs_by_the_api(program: Program, nurse: Actor, room: Room) -> None:
    bed = beds_of(nurse).get(room_id=room.id, name="1")
    stay = admissions.admit(
        person_id=person(nurse).id, coming=admissions.Coming(reason="Sốt cao"), bed=bed, by=nurse
    )
    url, key = f"wards/stays/{stay.id}", new_key()

    note = program.post(
        f"{url}/notes", {"text": "Đỡ sốt", "orders": "Truyền dịch"}, idempotency_key=key
    )
    program.post(f"{url}/notes", {"text": "Đỡ sốt", "orders": "Truyền dịch"}, idempotency_key=key)
    signs = program.post(f"{url}/vital-signs", {"values": {"temperature": 38.4, "pulse": 96}})
    wrong = program.post(f"{url}/vital-signs", {"values": {"temperature": 384}})
    unknown = program.post(f"{url}/vital-signs", {"values": {"mood": 3}})

    assert (note.status_code, signs.status_code) == (201, 201)
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert [each["text"] for each in program.get(f"{url}/notes").json()["items"]] == ["Đỡ sốt"]
    shown = program.get(f"{url}/vital-signs").json()["items"]
    assert {each["code"]: each["interpretation"] for each in shown}["temperature"] == "H"


def test_an_emergency_by_the_api(program: Program, nurse: Actor) -> None:
    said = {
        "person_id": person(nurse).id,
        "level": 3,
        "complaint": "Đau ngực",
        "values": {"spo2": 84},
    }

    made = program.post("wards/emergency", said)
    twice = program.post("wards/emergency", said)
    graver = program.post(
        f"wards/emergency/{made.json()['id']}/level",
        {"level": 2, "why": "SpO2 tụt"},
        if_match=made["ETag"],
    )
    listed = program.get("wards/emergency").json()["items"]
    gone = program.post(
        f"wards/emergency/{made.json()['id']}/status",
        {"status": "sent_home"},
        if_match=graver["ETag"],
    )

    assert (made.status_code, twice.status_code) == (201, 422)
    assert "spo2" in made.json()["signs"]
    assert [each["level"] for each in listed] == [2]
    assert gone.json()["status"] == "sent_home"
    assert program.get("wards/emergency").json()["items"] == []


@pytest.mark.capability("I1")
def test_the_roster_of_custody_only_with_the_grant(nurse: Actor, hospital: ScopeNode) -> None:
    secure = beds.add_room(name="Buồng R1", kind="secure", beds=2, by=nurse)
    bed = beds_of(nurse).get(room_id=secure.id, name="1")
    coming = admissions.Coming(reason="Đau", diagnosis="Lao kháng thuốc", in_custody=True)
    admissions.admit(person_id=person(nurse, "Lò Văn Kín").id, coming=coming, bed=bed, by=nurse)
    guard = Program(account_at(hospital, "guard_officer", grants=("custody",)))
    ungranted = Program(account_at(hospital, "guard_officer"))

    [room] = guard.get("custody/roster").json()["rooms"]

    assert (room["free_beds"], room["inmates"][0]["place"]) == (1, "Buồng R1 · 1")
    assert "Lao" not in guard.get("custody/roster").text
    assert ungranted.get("custody/roster").status_code == 404


def test_a_program_says_in_a_header_why_a_closed_day_is_written(
    program: Program, nurse: Actor, hospital: ScopeNode, room: Room
) -> None:
    coming = admissions.Coming(reason="Sốt cao")
    stay = admissions.admit(person_id=person(nurse).id, coming=coming, by=nurse)
    lock_day(day=clock.today(), by=replace(nurse, permissions=nurse.permissions | {"day.lock"}))
    url, body = f"wards/stays/{stay.id}/vital-signs", {"values": {"temperature": 38.4}}

    refused = program.post(url, body)
    taken = program.post(url, body, late_reason=quote("Đo sau giờ khóa sổ"))

    assert (refused.status_code, refused.json()["field"]) == (422, "Late-Reason")
    assert taken.status_code == 201
