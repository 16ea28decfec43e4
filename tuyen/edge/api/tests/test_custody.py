"""Custody by the API: the guard keeps roster, papers, pairs and shifts, and never learns why."""

from typing import Any

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.custody.models import GuardDuty, HandOver, NoContact
from tuyen.domains.ward import actions as bedside
from tuyen.domains.ward import emergency
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.record.actions import admissions, beds
from tuyen.record.models import Admission, Room
from tuyen.record.queries.beds import beds_of

pytestmark = pytest.mark.django_db

SECRET = "Lao kháng thuốc"
PAPER = {"legal_state": "sentenced", "authority": "Trại giam Mẫu", "number": "12/LTX"}


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def nurse(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "ward_nurse", grants=("custody",))


@pytest.fixture
def room(nurse: Actor) -> Room:
    return beds.add_room(name="Buồng R1", kind="secure", beds=3, by=nurse)


@pytest.fixture
def stay(nurse: Actor, room: Room) -> Admission:
    return held(nurse, room, "Lò Văn Kín", "1")


@pytest.fixture
def guard(hospital: ScopeNode) -> Program:
    return Program(account_at(hospital, "guard_officer", grants=("custody",)))


def held(nurse: Actor, room: Room, name: str, bed: str) -> Admission:
    coming = admissions.Coming(reason="Ho ra máu", diagnosis=SECRET, code="A15", in_custody=True)
    place = beds_of(nurse).get(room_id=room.id, name=bed)
    return admissions.admit(person_id=person(nurse, name).id, coming=coming, bed=place, by=nurse)


@pytest.mark.capability("I1")
def test_the_paper_is_kept_mended_and_the_person_handed_back(
    guard: Program, stay: Admission
) -> None:
    url = f"custody/stays/{stay.id}"

    missing = guard.get(f"{url}/paper")
    kept = guard.send("PUT", f"{url}/paper", PAPER)
    blind = guard.send("PUT", f"{url}/paper", PAPER | {"number": "13/LTX"})
    mended = guard.send("PUT", f"{url}/paper", PAPER | {"number": "13/LTX"}, if_match=kept["ETag"])
    back = guard.post(
        f"{url}/hand-back", {"to": "Cán bộ Mẫu", "number": "7/BB"}, if_match=mended["ETag"]
    )
    twice = guard.post(
        f"{url}/hand-back", {"to": "Cán bộ Mẫu", "number": "7/BB"}, if_match=back["ETag"]
    )

    codes = [each.status_code for each in (missing, kept, blind, mended, back, twice)]
    assert codes == [404, 200, 428, 200, 200, 422]
    assert guard.get(f"{url}/paper").json()["number"] == "13/LTX"
    assert back.json()["handed_back_at"]


@pytest.mark.capability("I1")
def test_two_who_must_not_meet(guard: Program, nurse: Actor, room: Room, stay: Admission) -> None:
    other = held(nurse, room, "Vàng A Kín", "2")
    body = {"first": stay.patient_id, "second": other.patient_id, "number": "9/CV"}

    made = guard.post("custody/pairs", body)
    again = guard.post("custody/pairs", body | {"first": body["second"], "second": body["first"]})
    alone = guard.post("custody/pairs", body | {"second": body["first"]})
    stranger = guard.post("custody/pairs", body | {"second": uuid7()})
    listed = guard.get("custody/pairs").json()["items"]
    ended = guard.post(
        f"custody/pairs/{made.json()['id']}/end", {"why": "Văn bản 10"}, if_match=made["ETag"]
    )

    assert made.json()["id"] == again.json()["id"] == listed[0]["id"]
    for answer in (alone, stranger):
        assert (answer.status_code, answer.json()["field"]) == (422, "second")
    assert ended.status_code == 200
    assert guard.get("custody/pairs").json()["items"] == []
    assert NoContact.objects.count() == 1


@pytest.mark.capability("I1")
def test_the_roster_of_guards_and_a_shift_handed_over(
    guard: Program, nurse: Actor, hospital: ScopeNode, room: Room, stay: Admission
) -> None:
    """Counted by who leaves, counted again by who comes, never by one alone."""
    colleague = Program(account_at(hospital, "guard_officer", grants=("custody",)))
    shift = guard.get("custody/roster").json()["shift"]
    body = {"day": clock.today(), "shift": shift, "officer": "Cán bộ Mẫu", "room_id": room.id}

    made = guard.post("custody/duties", body, idempotency_key=(key := new_key()))
    again = guard.post("custody/duties", body, idempotency_key=key)
    twice = guard.post("custody/duties", body)
    elsewhere = guard.post("custody/duties", body | {"officer": "Khác", "room_id": uuid7()})
    listed = guard.get("custody/duties", day=clock.today().isoformat()).json()["items"]
    wordless = guard.post("custody/hand-overs", {"counted": 0})
    given = guard.post("custody/hand-overs", {"counted": 1}, idempotency_key=(once := new_key()))
    held(nurse, room, "Lò Văn Muộn", "2")  # who comes between does not undo what was counted
    resent = guard.post("custody/hand-overs", {"counted": 1}, idempotency_key=once)
    take = f"custody/hand-overs/{given.json()['id']}/take"
    alone = guard.post(take, {"counted": 1}, if_match=given["ETag"])
    other_count = colleague.post(take, {"counted": 0}, if_match=given["ETag"])
    taken = colleague.post(take, {"counted": 1}, if_match=given["ETag"])
    off = guard.post(f"custody/duties/{made.json()['id']}/off", {}, if_match=made["ETag"])

    assert again["Idempotent-Replayed"] == resent["Idempotent-Replayed"] == "true"
    assert [each["officer"] for each in listed] == ["Cán bộ Mẫu"]
    refusals = [twice, elsewhere, wordless, alone, other_count]
    assert {answer.status_code for answer in refusals} == {422}
    assert taken.json()["taken_at"]
    assert off.json()["is_off"]
    assert (GuardDuty.objects.count(), HandOver.objects.count()) == (1, 1)


READ = (
    "custody/roster", "custody/pairs", "custody/duties", "custody/hand-overs",
    "custody/stays/{stay}/paper",
)  # fmt: skip
WARD = (
    "wards/rooms", "wards/stays", "wards/shift", "wards/emergency", "wards/emergency/{arrival}",
    "wards/stays/{stay}", "wards/stays/{stay}/notes", "wards/stays/{stay}/vital-signs",
    "wards/stays/{stay}/drugs", "wards/stays/{stay}/care", "wards/stays/{stay}/care/{order}",
    "wards/stays/{stay}/plan", "wards/stays/{stay}/ticks", "wards/beds/{bed}",
    "persons/{person}/stays",
)  # fmt: skip
STEPS: dict[str, dict[str, Any]] = {
    "place": {"bed_id": uuid7()}, "move": {"unit_id": uuid7()}, "arrive": {}, "come-back": {},
    "leave": {"until": "2100-01-01T00:00:00"}, "cancel": {"why": "x"}, "take-back": {"why": "x"},
    "end": {"diagnosis": "x"}, "death": {"a": "x", "underlying": "x"}, "care": {"title": "x"},
    "ticks": {"source_id": uuid7(), "at": "2026-11-20T08:00:00"}, "notes": {"text": "x"},
    "drugs": {"drug_code": "x", "dose": "x", "quantity": 1},
    "vital-signs": {"values": {"pulse": 80}},
    "vital-signs/strike": {"sign_id": uuid7(), "why": "x"},
}  # fmt: skip


@pytest.fixture
def known(nurse: Actor, stay: Admission, hospital: ScopeNode) -> dict[str, Any]:
    """Everything that could be asked for of somebody in custody."""
    order = bedside.order_care(admission=stay, title="Lấy đờm", by=nurse)
    bedside.write_note(admission=stay, text=SECRET, by=nurse)
    said = emergency.Triage(level=2, complaint="Ho ra máu", in_custody=True)
    arrival = emergency.triage(person_id=person(nurse, "Vàng A Kín").id, said=said, by=nurse)
    return {
        "stay": stay.id,
        "order": order.id,
        "arrival": arrival.id,
        "bed": stay.bed_id,
        "person": stay.patient_id,
    }


def words(answer: Any) -> list[str]:
    """Which of the words that nobody may read stand in it."""
    text = str(answer.json())
    return [word for word in (SECRET, "Ho ra máu", "A15", "Lấy đờm") if word in text]


@pytest.mark.capability("I1")
def test_the_guards_key_never_reads_why(
    guard: Program, hospital: ScopeNode, known: dict[str, Any]
) -> None:
    """Roster and place are read; every address of the ward is shut; each look is written down."""
    guard.send("PUT", f"custody/stays/{known['stay']}/paper", PAPER)

    read = [guard.get(path.format(**known)) for path in READ]
    shut = [guard.get(path.format(**known)) for path in WARD]
    steps = [
        guard.post(f"wards/stays/{known['stay']}/{name}", said) for name, said in STEPS.items()
    ]

    assert {answer.status_code for answer in read} == {200}
    assert "Buồng R1 · 1" in str(read[0].json())
    assert {answer.status_code for answer in [*shut, *steps]} == {403}
    assert [word for answer in [*read, *shut, *steps] for word in words(answer)] == []
    assert ReadLog.objects.filter(patient_id=known["person"], what="api").exists()


@pytest.mark.capability("I1")
@pytest.mark.parametrize("role", ["guard_officer", "hospital_doctor"])
def test_without_the_grant_nothing_of_custody_is_there(
    hospital: ScopeNode, known: dict[str, Any], role: str
) -> None:
    """What is asked for and what was never there answer alike; lists are empty."""
    program = Program(account_at(hospital, role))
    nowhere = {name: uuid7() for name in known} | {"person": known["person"]}

    for path in READ:
        assert program.get(path.format(**known)).status_code == 404, path
    for path, there in ((path, path.format(**known)) for path in WARD):
        answer, other = program.get(there), program.get(path.format(**nowhere))
        assert (answer.status_code, answer.content) == (other.status_code, other.content), path
        assert words(answer) == [], path
    for name, said in STEPS.items():
        answers = [
            program.post(f"wards/stays/{each['stay']}/{name}", said, if_match="*")
            for each in (known, nowhere)
        ]
        assert answers[0].status_code == answers[1].status_code, name
        assert answers[0].content == answers[1].content, name
        assert answers[0].status_code in (403, 404), name


def test_custody_is_taken_by_the_api_with_the_grant_alone(
    hospital: ScopeNode, nurse: Actor, room: Room
) -> None:
    bed = beds_of(nurse).get(room_id=room.id, name="3")
    body = {"person_id": person(nurse, "Sùng A Kín").id, "reason": "Đau", "in_custody": True}
    granted = Program(account_at(hospital, "ward_nurse", grants=("custody",)))
    ungranted = Program(account_at(hospital, "ward_nurse"))

    refused = ungranted.post("wards/stays", body)
    made = granted.post("wards/stays", body | {"bed_id": bed.id})

    assert (refused.status_code, made.status_code) == (403, 201)
    assert Admission.objects.count() == 1
