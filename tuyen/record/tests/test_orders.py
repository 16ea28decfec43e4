"""Ordering, specimens, results: what each side may do, and that nothing is overwritten."""

import pytest

from tests.network import account_at, actor_at, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.actions.orders import (
    Wanted,
    acknowledge_results,
    cancel_order,
    place_orders,
    restore_order,
)
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.results import Entry, correct_result, enter_results, verify_results
from tuyen.record.actions.specimens import collect_specimens, receive_specimen, reject_specimen
from tuyen.record.actions.visits import finish_visit, undo_finish
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import Encounter, Observation, Order, QueueEntry, Result, Specimen, Task
from tuyen.record.queries import orders as queries
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def order(by: Actor, patient: Person, *codes: str, **said: object) -> list[Order]:
    wanted = [Wanted(code) for code in codes or ("electrolytes",)]
    return place_orders(person_id=patient.id, wanted=wanted, by=by, **said)  # type: ignore[arg-type]


def result_of(row: Order) -> Result:
    found: Result = Result.objects.get(order_id=row.id, superseded_by_id=None)
    return found


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện mẫu", kind="hospital")


@pytest.fixture
def laboratory(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Xét nghiệm mẫu", under=hospital, kind="department")


@pytest.fixture
def clinician(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor", name="Bác sĩ lâm sàng mẫu")


@pytest.fixture
def technician(laboratory: ScopeNode) -> Actor:
    return actor_at(laboratory, "laboratory_technician", name="Kỹ thuật viên mẫu")


@pytest.fixture
def pathologist(laboratory: ScopeNode) -> Actor:
    return actor_at(laboratory, "diagnostic_doctor", name="Bác sĩ xét nghiệm mẫu")


@pytest.fixture
def inpatient(clinician: Actor) -> Person:
    row = person(clinician)
    enqueue(person_id=row.id, by=clinician)
    return row


@pytest.fixture
def sent(clinician: Actor, inpatient: Person, laboratory: ScopeNode) -> Order:
    """Electrolytes, sent to the laboratory of the hospital."""
    wanted = [Wanted("electrolytes", laboratory.unit_id)]
    [row] = place_orders(person_id=inpatient.id, wanted=wanted, by=clinician)
    return row


def test_what_is_asked_for_together_is_one_sheet(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    rows = order(doctor, patient, "blood_count", "xray_chest", entry_id=entry.id)

    assert {row.requisition_id for row in rows} == {rows[0].requisition_id}
    assert [row.category for row in rows] == ["laboratory", "imaging"]
    assert all(row.status == "requested" for row in rows)


def test_what_already_waits_is_not_ordered_twice(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    order(doctor, patient, "blood_count")

    with pytest.raises(Refused, match="đang chờ kết quả"):
        order(doctor, patient, "blood_count")

    assert Order.objects.count() == 1


def test_a_nurse_does_not_order(nurse: Actor, patient: Person, entry: QueueEntry) -> None:
    with pytest.raises(NotPermitted):
        order(nurse, patient)


def test_an_order_goes_only_to_my_facility_and_those_above(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    other = node("Trạm Y tế xã khác")

    with pytest.raises(Refused, match="nơi thực hiện"):
        place_orders(person_id=patient.id, wanted=[Wanted("blood_count", other.unit_id)], by=doctor)


def test_a_visit_of_somebody_else_is_not_ordered_from(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    stranger = person(doctor, "Lò Văn Mẫu")
    theirs = enqueue(person_id=stranger.id, by=doctor)

    with pytest.raises(Refused, match="không thuộc hồ sơ"):
        order(doctor, patient, entry_id=theirs.id)


def test_one_tube_serves_what_needs_the_same_tube(
    doctor: Actor, nurse: Actor, patient: Person, entry: QueueEntry
) -> None:
    rows = order(doctor, patient, "electrolytes", "kidney", "blood_count", "xray_chest")

    specimens = collect_specimens(orders=rows[:3], by=nurse)

    assert sorted(each.kind for each in specimens) == ["edta", "serum"]
    assert len({each.number for each in specimens}) == 2
    assert rows[0].specimen_id == rows[1].specimen_id


def test_a_refused_specimen_sends_its_orders_back(
    doctor: Actor, nurse: Actor, patient: Person, entry: QueueEntry
) -> None:
    rows = order(doctor, patient)
    [specimen] = collect_specimens(orders=rows, by=nurse)
    receive_specimen(specimen=specimen, by=nurse)

    reject_specimen(specimen=specimen, rejection="haemolysed", by=nurse)

    row = Order.objects.get()
    assert (row.status, row.specimen_id) == ("requested", None)
    assert Specimen.objects.get().rejection == "haemolysed"
    with pytest.raises(Refused):
        receive_specimen(specimen=specimen, by=nurse)


def test_at_a_station_the_doctor_on_duty_enters_and_verifies_alone(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    [row] = order(doctor, patient)

    [result] = enter_results(
        person_id=patient.id,
        entries=[Entry(row, {"sodium": "140", "potassium": "5,9", "chloride": "102"})],
        by=doctor,
    )

    figures = {each.code: each for each in Observation.objects.filter(result_id=result.id)}
    assert result.status == "final"
    assert result.is_abnormal
    assert not result.is_critical
    assert figures["potassium"].interpretation == "high"
    assert figures["sodium"].interpretation == "usual"
    assert Order.objects.get().status == "completed"


def test_in_a_hospital_a_second_person_verifies(
    sent: Order, technician: Actor, pathologist: Actor, inpatient: Person
) -> None:
    entries = [Entry(sent, {"sodium": "140", "potassium": "4,1"})]
    [entered] = enter_results(person_id=inpatient.id, entries=entries, by=technician)
    assert (entered.status, sent.status) == ("preliminary", "resulted")
    with pytest.raises(NotPermitted):
        verify_results(orders=[sent], by=technician)

    [verified] = verify_results(orders=[sent], by=pathologist)

    assert (verified.status, sent.status) == ("final", "completed")
    assert verified.entered_by == technician.account_id
    assert verified.verified_by == pathologist.account_id
    assert result_of(sent).id == verified.id
    assert Observation.objects.filter(superseded_by_id=None, status="final").count() == 2


def test_nobody_verifies_alone_where_two_are_on_duty(
    sent: Order, pathologist: Actor, inpatient: Person
) -> None:
    enter_results(person_id=inpatient.id, entries=[Entry(sent, {"sodium": "140"})], by=pathologist)

    with pytest.raises(NotPermitted, match="người khác duyệt"):
        verify_results(orders=[sent], by=pathologist)


def test_a_result_for_another_patients_order_is_refused_whole(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    stranger = person(doctor, "Lò Văn Mẫu")
    enqueue(person_id=stranger.id, by=doctor)
    [mine], [theirs] = order(doctor, patient), order(doctor, stranger)

    with pytest.raises(Refused, match="của người khác"):
        enter_results(
            person_id=patient.id,
            entries=[Entry(mine, {"sodium": "140"}), Entry(theirs, {"sodium": "141"})],
            by=doctor,
        )

    assert not Result.objects.exists()
    assert {row.status for row in Order.objects.all()} == {"requested"}


def test_only_the_room_that_carries_out_enters(
    sent: Order, clinician: Actor, inpatient: Person
) -> None:
    upper = node("Bệnh viện khác", kind="hospital")
    stranger = actor_at(upper, "laboratory_technician")
    with pytest.raises(ChartClosed):
        enter_results(person_id=inpatient.id, entries=[Entry(sent, {"sodium": "140"})], by=stranger)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("-5", id="negative"),
        pytest.param("999999", id="huge"),
        pytest.param("bình thường", id="words"),
        pytest.param("1e3", id="exponent"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_and_names_the_box(
    doctor: Actor, patient: Person, entry: QueueEntry, typed: str
) -> None:
    [row] = order(doctor, patient)

    with pytest.raises(Refused) as refusal:
        enter_results(person_id=patient.id, entries=[Entry(row, {"sodium": typed})], by=doctor)

    assert refusal.value.field == f"{row.id.hex}-sodium"
    assert not Result.objects.exists()


def test_a_critical_value_becomes_a_task_of_the_asking_side(
    sent: Order, technician: Actor, clinician: Actor, inpatient: Person
) -> None:
    enter_results(
        person_id=inpatient.id, entries=[Entry(sent, {"potassium": "7,2"})], by=technician
    )

    task = Task.objects.get(kind="critical_result")
    assert (task.unit_id, task.subject_id, task.status) == (clinician.unit_id, sent.id, "requested")
    assert "kali" not in task.title.lower()
    with pytest.raises(Refused, match="xử trí"):
        acknowledge_results(orders=[sent], by=clinician)
    acknowledge_results(orders=[sent], by=clinician, note="Đã tiêm calci, theo dõi điện tim")

    assert Task.objects.get(kind="critical_result").status == "completed"
    assert Order.objects.get().acknowledged_name == clinician.name


def test_the_laboratory_does_not_acknowledge_for_the_ward(
    sent: Order, technician: Actor, laboratory: ScopeNode, inpatient: Person
) -> None:
    enter_results(
        person_id=inpatient.id, entries=[Entry(sent, {"potassium": "7,2"})], by=technician
    )
    neighbour = actor_of(account_at(laboratory, "ward_nurse"))
    assert neighbour

    with pytest.raises(NotPermitted, match="Nơi chỉ định"):
        acknowledge_results(orders=[sent], by=neighbour, note="Đã xem")


def test_a_correction_supersedes_and_asks_to_be_read_again(
    sent: Order, technician: Actor, pathologist: Actor, clinician: Actor, inpatient: Person
) -> None:
    enter_results(
        person_id=inpatient.id, entries=[Entry(sent, {"potassium": "7,2"})], by=technician
    )
    verify_results(orders=[sent], by=pathologist)
    wrong = result_of(sent)
    with pytest.raises(Refused, match="lý do"):
        correct_result(entry=Entry(sent, {"potassium": "4,2"}), why=" ", by=pathologist)

    correct_result(entry=Entry(sent, {"potassium": "4,2"}), why="Mẫu vỡ hồng cầu", by=pathologist)

    now = result_of(sent)
    assert (now.status, now.amends_id, now.is_critical) == ("amended", wrong.id, False)
    assert Result.objects.filter(order_id=sent.id).count() == 3
    assert Task.objects.get(kind="critical_result").status == "completed"
    [figure] = chart_of(inpatient, clinician).of(Observation)
    assert figure.value == 4.2
    assert sent.acknowledged_at is None


def test_a_technician_does_not_correct_what_was_verified(
    sent: Order, technician: Actor, pathologist: Actor, inpatient: Person
) -> None:
    entry = Entry(sent, {"potassium": "4,2"})
    enter_results(person_id=inpatient.id, entries=[entry], by=technician)
    verify_results(orders=[sent], by=pathologist)

    with pytest.raises(NotPermitted):
        correct_result(entry=entry, why="Nhầm", by=technician)
    with pytest.raises(Refused, match="đã duyệt"):
        enter_results(person_id=inpatient.id, entries=[entry], by=technician)


def test_two_desks_do_not_answer_one_order_twice(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    [row] = order(doctor, patient)
    same = Order.objects.get()
    enter_results(person_id=patient.id, entries=[Entry(row, {"sodium": "140"})], by=doctor)

    with pytest.raises(Stale):
        enter_results(person_id=patient.id, entries=[Entry(same, {"sodium": "151"})], by=doctor)

    assert Observation.objects.filter(superseded_by_id=None).count() == 1


def test_an_order_is_withdrawn_with_a_reason_and_taken_up_again(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    [row] = order(doctor, patient)
    with pytest.raises(Refused, match="lý do"):
        cancel_order(order=row, why="", by=doctor)

    cancel_order(order=row, why="Người bệnh không đồng ý", by=doctor)
    assert Order.objects.get().status == "cancelled"
    with pytest.raises(Refused):
        enter_results(person_id=patient.id, entries=[Entry(row, {"sodium": "140"})], by=doctor)
    restore_order(order=row, by=doctor)

    assert Order.objects.get().status == "requested"


def test_an_answered_order_is_not_withdrawn(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    [row] = order(doctor, patient)
    enter_results(person_id=patient.id, entries=[Entry(row, {"sodium": "140"})], by=doctor)

    with pytest.raises(Refused, match="trạng thái"):
        cancel_order(order=row, why="Nhầm", by=doctor)


def test_an_hiv_test_needs_the_grant_and_hides_from_those_without(
    station: ScopeNode, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    counsellor = actor_at(station, "station_doctor", grants=("hiv",))
    with pytest.raises(NotPermitted, match="nhạy cảm"):
        order(doctor, patient, "hiv_rapid")

    [row] = order(counsellor, patient, "hiv_rapid")
    enter_results(person_id=patient.id, entries=[Entry(row, {"hiv_rapid": "-"})], by=counsellor)

    assert row.compartment == "hiv"
    assert result_of(row).compartment == "hiv"
    assert set(Observation.objects.values_list("compartment", flat=True)) == {"hiv"}
    assert not queries.visible_to(doctor).exists()
    assert not chart_of(patient, doctor).of(Order).exists()
    assert not chart_of(patient, doctor).of(Observation).exists()
    assert queries.visible_to(counsellor).count() == 1


def test_correcting_a_visit_leaves_the_laboratory_figures(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    visit_id = finish_visit(person=patient, sheet=sheet(), by=doctor, entry=entry).encounter_id
    [row] = order(doctor, patient, encounter_id=visit_id)
    enter_results(person_id=patient.id, entries=[Entry(row, {"sodium": "140"})], by=doctor)

    undo_finish(encounter=Encounter.objects.get(pk=visit_id), by=doctor)

    assert chart_of(patient, doctor).of(Observation).filter(code="sodium").count() == 1


def test_the_room_sees_what_waits_at_each_stage(
    sent: Order, technician: Actor, clinician: Actor, inpatient: Person
) -> None:
    assert queries.counts_of(technician) == {"collect": 1, "do": 0, "verify": 0}

    collect_specimens(orders=[sent], by=technician)
    assert queries.counts_of(technician) == {"collect": 0, "do": 1, "verify": 0}
    enter_results(person_id=inpatient.id, entries=[Entry(sent, {"sodium": "140"})], by=technician)

    assert queries.counts_of(technician) == {"collect": 0, "do": 0, "verify": 1}
    assert not queries.unread_by(clinician).exists()
