"""Coming, lying, moving, leaving: what may follow what, and what is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.ui import menu
from tuyen.record.actions import admissions, beds, discharges
from tuyen.record.actions.admissions import Coming
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission, Bed, Condition, Death, QueueEntry, Room
from tuyen.record.queries import beds as places
from tuyen.record.rules.admissions import NEXT, Status, may_follow
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def leaving(**said: object) -> discharges.Leaving:
    usual = {"status": "discharged", "type": "1", "outcome": "2", "diagnosis": "Viêm phổi"}
    return discharges.Leaving(**usual | said)  # type: ignore[arg-type]


@pytest.mark.capability("B5")
def test_a_stay_from_bed_to_discharge(
    stay: Admission, room: Room, nurse: Actor, doctor: Actor
) -> None:
    """Admitted to a bed, moved to another, home for a night, back, discharged with outcome codes."""
    admissions.place(admission=stay, bed=bed_in(room, nurse, "2"), by=nurse, why="Gần cửa sổ")
    admissions.go_on_leave(
        admission=stay, until=clock.now() + dt.timedelta(hours=12), by=doctor, why="Việc nhà"
    )
    admissions.come_back(admission=stay, by=nurse)
    discharges.end_stay(admission=stay, leaving=leaving(code="J18"), by=doctor)

    kept = Admission.objects.get(pk=stay.id)
    pieces = places.pieces_of(kept)
    assert (kept.status, kept.discharge_type, kept.outcome) == ("discharged", "1", "2")
    assert [piece.place for piece in pieces] == ["Buồng 1 · 1", "Buồng 1 · 2"]
    assert all(piece.to_at for piece in pieces)
    assert {bed.status for bed in places.beds_of(nurse).filter(name__in="12")} == {"cleaning"}
    conditions = chart_of(kept.patient_id, doctor).of(Condition)
    assert [(row.name, row.encounter_id) for row in conditions] == [("Viêm phổi", stay.id)]


def test_an_occupied_bed_takes_nobody_else(stay: Admission, room: Room, nurse: Actor) -> None:
    with pytest.raises(Stale, match="vừa có người nằm"):
        admitted(person(nurse, "Lò Văn Mẫu"), nurse, bed_in(room, nurse))

    assert Admission.objects.count() == 1


@pytest.mark.parametrize("status, said", [("cleaning", "chưa sẵn sàng"), ("closed", "chưa sẵn")])
def test_a_bed_that_is_not_ready_takes_nobody(
    status: str, said: str, room: Room, nurse: Actor, patient: Person
) -> None:
    bed = beds.set_bed(bed=bed_in(room, nurse), status=status, by=nurse)

    with pytest.raises(Refused, match=said):
        admitted(patient, nurse, bed)


def test_nobody_lies_twice(stay: Admission, patient: Person, nurse: Actor) -> None:
    with pytest.raises(Refused, match="đang có một đợt nằm viện"):
        admitted(patient, nurse)


def test_discharge_before_admission_is_refused(
    patient: Person, nurse: Actor, doctor: Actor
) -> None:
    expected = admitted(patient, nurse, is_planned=True)

    with pytest.raises(Refused, match="chưa vào viện"):
        discharges.end_stay(admission=expected, leaving=leaving(), by=doctor)
    admissions.arrive(admission=expected, by=nurse)
    before = expected.arrived_at - dt.timedelta(hours=1)
    with pytest.raises(Refused, match="trước giờ vào viện"):
        discharges.end_stay(admission=expected, leaving=leaving(at=before), by=doctor)

    assert Admission.objects.get().status == "arrived"


def test_nobody_is_discharged_twice(stay: Admission, doctor: Actor) -> None:
    discharges.end_stay(admission=stay, leaving=leaving(), by=doctor)

    with pytest.raises(Refused, match="Đã ra viện"):
        discharges.end_stay(admission=stay, leaving=leaving(), by=doctor)


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"type": "3"}, "Loại ra viện"),
        ({"outcome": "5"}, "Kết quả điều trị"),
        ({"diagnosis": " "}, "chẩn đoán"),
        ({"status": "in_bed"}, "hình thức"),
        ({"status": "died", "outcome": "5"}, "mẫu riêng"),
    ],
)
def test_codes_that_do_not_fit_the_ending_are_refused(
    said: dict[str, str], sentence: str, stay: Admission, doctor: Actor
) -> None:
    with pytest.raises(Refused, match=sentence):
        discharges.end_stay(admission=stay, leaving=leaving(**said), by=doctor)

    assert Admission.objects.get().status == "in_bed"


def test_who_escaped_may_come_back_to_the_same_stay(
    stay: Admission, room: Room, nurse: Actor, doctor: Actor
) -> None:
    discharges.end_stay(
        admission=stay, leaving=leaving(status="escaped", type="3", outcome="7"), by=doctor
    )
    discharges.take_back_ending(admission=stay, by=doctor, why="Gia đình đưa trở lại")
    admissions.place(admission=stay, bed=bed_in(room, nurse, "2"), by=nurse)

    assert Admission.objects.get().status == "in_bed"


@pytest.mark.capability("B5")
def test_a_death_ends_the_stay_marks_the_person_and_keeps_the_causes(
    stay: Admission, doctor: Actor
) -> None:
    causes = discharges.Causes(
        a="Suy hô hấp cấp", b="Viêm phổi nặng", underlying="Bệnh phổi tắc nghẽn mạn tính",
        underlying_code="J44",
    )  # fmt: skip

    discharges.record_death(
        admission=stay,
        leaving=leaving(status="died", outcome="5"),
        causes=causes,
        by=doctor,
    )

    who = Person.objects.get()
    assert (who.is_deceased, who.deceased_on) == (True, clock.today())
    assert Admission.objects.get().status == "died"
    assert Death.objects.get().underlying_code == "J44"


def test_a_death_without_causes_changes_nothing(stay: Admission, doctor: Actor) -> None:
    with pytest.raises(Refused, match="nguyên nhân"):
        discharges.record_death(
            admission=stay,
            leaving=leaving(status="died", outcome="5"),
            causes=discharges.Causes(a="", underlying=""),
            by=doctor,
        )

    assert not Person.objects.get().is_deceased
    assert Admission.objects.get().status == "in_bed"


def test_a_move_to_another_department_leaves_the_bed_to_be_cleaned(
    stay: Admission, surgery: ScopeNode, nurse: Actor
) -> None:
    bed_id = stay.bed_id

    admissions.move(admission=stay, unit_id=surgery.unit_id, by=nurse, why="Mổ ruột thừa")

    kept = Admission.objects.get()
    assert (kept.unit_id, kept.bed_id, kept.status) == (surgery.unit_id, None, "arrived")
    assert Bed.objects.get(pk=bed_id).status == "cleaning"


def test_a_nurse_of_another_department_does_not_see_the_stay(
    stay: Admission, surgery: ScopeNode
) -> None:
    other = actor_at(surgery, "ward_nurse")

    assert not places.visible_to(other).exists()
    assert not places.rooms_of(other).exists()


def test_a_closed_room_takes_nobody_and_closes_only_when_empty(
    stay: Admission, room: Room, nurse: Actor
) -> None:
    with pytest.raises(Refused, match="còn người nằm"):
        beds.change_room(room=room, name=room.name, is_open=False, by=nurse)


@pytest.mark.parametrize("count", [-1, 61, 10**9])
def test_a_room_has_a_sensible_number_of_beds(count: int, nurse: Actor) -> None:
    with pytest.raises(Refused, match="Số giường"):
        beds.add_room(name="Buồng 9", kind="ward", beds=count, by=nurse)

    assert not Room.objects.exists()


def test_who_is_dead_is_not_admitted(nurse: Actor) -> None:
    gone = person(nurse, is_deceased=True, deceased_on=clock.today())

    with pytest.raises(Refused, match="đã mất"):
        admitted(gone, nurse)


def test_a_nurse_does_not_discharge(stay: Admission, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        discharges.end_stay(admission=stay, leaving=leaving(), by=nurse)


def test_a_station_keeps_its_own_short_stay_beds() -> None:
    station = node("Trạm Mẫu")
    staff = actor_at(station, "station_doctor")
    room = beds.add_room(name="Phòng lưu", kind="short_stay", beds=2, by=staff)

    row = admitted(person(staff), staff, bed_in(room, staff), kind="short_stay")

    assert row.unit_id == station.unit_id
    assert places.board_of(staff).count("ready") == 1


@pytest.mark.parametrize("now, then", [(now, then) for now in NEXT for then in Status])
def test_only_the_table_says_what_may_follow(now: Status, then: Status) -> None:
    assert may_follow(now, then) is (then in NEXT[now])


def test_coming_in_the_future_is_a_plan(patient: Person, nurse: Actor) -> None:
    with pytest.raises(Refused, match="tương lai"):
        admissions.admit(
            person_id=patient.id,
            coming=Coming(reason="Mổ hẹn", at=clock.now() + dt.timedelta(days=2)),
            by=nurse,
        )


def test_whoever_is_given_a_bed_waits_for_no_visit_any_more(
    patient: Person, room: Room, nurse: Actor
) -> None:
    entry = enqueue(person_id=patient.id, by=nurse)

    admitted(patient, nurse, bed_in(room, nurse))

    assert QueueEntry.objects.get(pk=entry.id).status == "done"


def test_a_planned_stay_leaves_today_alone(patient: Person, nurse: Actor) -> None:
    entry = enqueue(person_id=patient.id, by=nurse)

    admitted(patient, nurse, is_planned=True)

    assert QueueEntry.objects.get(pk=entry.id).status == "waiting"


@pytest.mark.parametrize(
    "role, url_name",
    [
        ("ward_nurse", "ward:board"),
        ("triage_nurse", "ward:emergency"),
        ("laboratory_technician", "diagnostics:worklist"),
        ("station_pharmacist", "pharmacy:queue"),
    ],
)
def test_on_a_phone_the_room_of_the_role_does_not_hide_behind_more(
    role: str, url_name: str, hospital: ScopeNode
) -> None:
    bar = menu.menu_for(actor_at(hospital, role), "/").bar

    assert reverse(url_name) in [tab.url for tab in bar]
