"""A visit is kept once and whole; corrected, never overwritten."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.network import actor_at, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.tally import recount
from tuyen.record import permissions
from tuyen.record.actions import allergies, queue, visits
from tuyen.record.actions.visits import Finished, NotYet, finish_visit
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import (
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
    QueueEntry,
)
from tuyen.record.rules.prescriptions import table_on
from tuyen.record.rules.visits import Fault
from tuyen.record.sheet import Diagnosis, Line
from tuyen.record.tests.conftest import PAIN, sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.staff.models import Licence, StaffMember

pytestmark = pytest.mark.django_db

TABLE = table_on(dt.date(2026, 11, 21))


def repeat_of(by: Actor, content: Any = "phiếu", key: Any = None) -> changes.Repeat:
    return changes.Repeat(key or uuid7(), by.account_id, changes.digest_of(content))


def test_a_finished_visit_stands_whole_in_the_chart(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    chart = chart_of(patient.id, doctor)
    [visit] = chart.of(Encounter)
    assert visit.id == done.encounter_id
    assert {each.code: each.value for each in chart.of(Observation)} == {
        "systolic": 132,
        "diastolic": 84,
        "temperature": 38.2,
    }
    assert [(each.rank, each.code) for each in chart.of(Condition)] == [("main", "J06.9")]
    [line] = chart.of(MedicationRequest)
    assert (line.quantity, line.dose) == (15, "Ngày 3 lần, mỗi lần 1 viên")
    [paper] = chart.of(Prescription)
    assert (len(paper.number), paper.number[-2:], paper.kind) == (9, "-C", "C")
    kept = QueueEntry.objects.get(pk=entry.pk)
    assert (kept.status, kept.encounter_id) == ("done", visit.id)


def test_a_visit_is_one_short_act(doctor: Actor, patient: Person, entry: QueueEntry) -> None:
    without_drugs = sheet(lines=())

    with counted() as statements:
        finish_visit(
            person=patient.id,
            sheet=without_drugs,
            by=doctor,
            entry=entry,
            repeat=repeat_of(doctor),
        )

    # the first visit at a unit looks whether the person can be found from there already
    assert len(statements) <= 13, statements


def test_the_same_form_twice_is_one_visit(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    key = uuid7()
    first = finish_visit(
        person=patient.id,
        sheet=sheet(),
        by=doctor,
        entry=entry,
        repeat=repeat_of(doctor, key=key),
    )

    again = QueueEntry.objects.get(pk=entry.pk)
    second = finish_visit(
        person=patient.id,
        sheet=sheet(),
        by=doctor,
        entry=again,
        repeat=repeat_of(doctor, key=key),
    )

    assert second == Finished(first.encounter_id, is_repeated=True)
    assert Encounter.objects.count() == 1


def test_another_content_under_the_same_key_is_refused(doctor: Actor, patient: Person) -> None:
    queue.enqueue(person_id=patient.id, by=doctor)
    key = uuid7()
    finish_visit(person=patient.id, sheet=sheet(), by=doctor, repeat=repeat_of(doctor, "a", key))

    with pytest.raises(changes.KeyReused):
        finish_visit(
            person=patient.id, sheet=sheet(), by=doctor, repeat=repeat_of(doctor, "b", key)
        )

    assert Encounter.objects.count() == 1


def test_a_person_seen_by_a_colleague_is_refused_with_who_and_when(
    doctor: Actor, nurse: Actor, patient: Person, entry: QueueEntry
) -> None:
    queue.start(entry=entry, by=nurse)

    with pytest.raises(Refused, match="Điều dưỡng Mẫu đang khám người này từ"):
        finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    queue.take_over(entry=entry, by=doctor)
    finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    assert Encounter.objects.count() == 1


def test_a_finished_visit_is_not_finished_again(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    stale = QueueEntry.objects.get(pk=entry.pk)
    finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    with pytest.raises(Stale):
        finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=stale)
    with pytest.raises(Refused, match="đã xong"):
        finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    assert Encounter.objects.count() == 1


def test_nobody_without_a_care_link_records_a_visit(doctor: Actor, patient: Person) -> None:
    with pytest.raises(ChartClosed):
        finish_visit(person=patient.id, sheet=sheet(), by=doctor)


def test_a_nurse_records_and_does_not_prescribe(
    nurse: Actor, patient: Person, entry: QueueEntry
) -> None:
    with pytest.raises(NotPermitted, match="chưa được giao kê đơn"):
        finish_visit(person=patient.id, sheet=sheet(), by=nurse, entry=entry)

    finish_visit(person=patient.id, sheet=sheet(lines=()), by=nurse, entry=entry)
    assert Encounter.objects.count() == 1


def licensed(who: Actor, scope: str, **dates: Any) -> Actor:
    """The account tied to a member of staff with one licence of a doctor."""
    member = StaffMember(unit_id=who.unit_id, name="Lò Văn Mẫu", profession="doctor")
    licence = Licence(
        unit_id=who.unit_id,
        staff=member,
        number="000123/LC-GPHN",
        profession="doctor",
        scope=scope,
        **dates,
    )
    with changes.apply(actor=SYSTEM, reason="test.staff") as log:
        log.create(member, licence)
    return replace(who, staff_id=member.id)


CALM = Line("Diazepam 5 mg", "1 viên tối", 5, "viên", drug_code="diazepam", days=5, control="H")


def test_a_licence_for_the_scope_lets_the_doctor_prescribe(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    general = licensed(doctor, "general")

    finish_visit(person=patient.id, sheet=sheet(lines=(PAIN, CALM)), by=general, entry=entry)

    assert Prescription.objects.count() == 2


def test_the_licence_narrows_what_the_role_allows(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    preventive = licensed(doctor, "preventive")

    with pytest.raises(NotPermitted, match="không cho kê loại “Đơn thuốc hướng thần"):
        finish_visit(person=patient.id, sheet=sheet(lines=(PAIN, CALM)), by=preventive, entry=entry)

    finish_visit(person=patient.id, sheet=sheet(), by=preventive, entry=entry)


def test_whose_licence_has_ended_does_not_prescribe_and_still_records(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    ended = licensed(doctor, "general", valid_to=clock.today() - dt.timedelta(days=1))

    with pytest.raises(NotPermitted, match="Giấy phép hành nghề"):
        finish_visit(person=patient.id, sheet=sheet(), by=ended, entry=entry)

    finish_visit(person=patient.id, sheet=sheet(lines=()), by=ended, entry=entry)


def test_the_role_stays_the_ceiling_of_a_licence(
    nurse: Actor, patient: Person, entry: QueueEntry
) -> None:
    with pytest.raises(NotPermitted, match="chưa được giao kê đơn"):
        finish_visit(person=patient.id, sheet=sheet(), by=licensed(nurse, "general"), entry=entry)


def test_the_licence_costs_one_statement_and_only_a_prescription(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    general = licensed(doctor, "general")
    kinds = [TABLE.kind("C"), TABLE.kind("H")]

    with counted() as prescribing:
        permissions.require_prescribe(general, kinds, clock.today())
    with counted() as nothing:
        permissions.require_prescribe(general, [], clock.today())

    assert (len(prescribing), len(nothing)) == (1, 0)


def test_controlled_drugs_go_to_their_own_sheet(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    calm = Line("Diazepam 5 mg", "1 viên tối", 5, "viên", drug_code="diazepam", days=5, control="H")

    finish_visit(person=patient.id, sheet=sheet(lines=(PAIN, calm)), by=doctor, entry=entry)

    papers = {paper.kind: paper.id for paper in chart_of(patient.id, doctor).of(Prescription)}
    lines = {
        each.drug: each.prescription_id
        for each in chart_of(patient.id, doctor).of(MedicationRequest)
    }
    assert lines == {"Paracetamol 500 mg": papers["C"], "Diazepam 5 mg": papers["H"]}


def test_a_drug_against_an_allergy_needs_a_reason(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    allergies.add_allergy(person_id=patient.id, substance="Paracetamol", by=doctor)

    with pytest.raises(NotYet) as refused:
        finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    [finding] = refused.value.findings
    assert (finding.fault, finding.limit) == (Fault.ALLERGY, "Paracetamol")
    assert not Encounter.objects.exists()


def test_a_resolved_allergy_forbids_nothing(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    allergy = allergies.add_allergy(person_id=patient.id, substance="Paracetamol", by=doctor)
    allergies.resolve_allergy(allergy=allergy, by=doctor, why="Đã thử lại, không dị ứng")

    finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)

    assert Encounter.objects.count() == 1


def test_a_corrected_visit_takes_all_it_said_with_it(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)
    number = Prescription.objects.get().number

    right = sheet(readings=(), diagnoses=(Diagnosis("Cảm", "J00"),))
    visits.amend_visit(encounter=first, sheet=right, by=doctor, why="Chọn nhầm mã bệnh")

    chart = chart_of(patient.id, doctor)
    assert [each.code for each in chart.of(Condition)] == ["J00"]
    assert not chart.of(Observation).exists()
    assert chart.of(Encounter).get().amends_id == first.id
    assert chart.of(Prescription).get().number == number
    assert chart.all_versions_of(Prescription).count() == 2
    assert recount.kept() == recount.recounted()
    assert sum(recount.kept().values()) == 1


def test_a_changed_prescription_gets_a_new_number(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first, paper = Encounter.objects.get(pk=done.encounter_id), Prescription.objects.get()

    more = Line("Paracetamol 500 mg", "1x4", 20, "viên", drug_code=PAIN.drug_code, days=5)
    visits.amend_visit(encounter=first, sheet=sheet(lines=(more,)), by=doctor, why="Tăng liều")

    now = chart_of(patient.id, doctor).of(Prescription).get()
    assert (now.number != paper.number, now.amends_id) == (True, paper.id)


def test_a_visit_is_corrected_once_at_a_time(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)
    visits.amend_visit(encounter=first, sheet=sheet(lines=()), by=doctor, why="Bỏ đơn")

    with pytest.raises(Stale):
        visits.cancel_visit(encounter=first, by=doctor, why="Ghi nhầm người")


def test_a_cancelled_visit_leaves_the_chart_and_the_counts(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)

    visits.cancel_visit(encounter=first, by=doctor, why="Ghi nhầm người")

    chart = chart_of(patient.id, doctor)
    assert [each.status for each in chart.of(Encounter)] == ["entered-in-error"]
    assert not chart.of(MedicationRequest).exists()
    assert recount.kept() == recount.recounted() == {}


def test_a_finish_taken_back_lets_the_visit_go_on(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)

    visits.undo_finish(encounter=first, by=doctor, entry=entry)

    assert QueueEntry.objects.get(pk=entry.pk).status == "in_progress"
    finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    assert sum(recount.kept().values()) == 1


def test_a_late_change_of_mind_is_a_cancellation_with_a_reason(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = finish_visit(person=patient.id, sheet=sheet(), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)

    with clock.stopped(clock.now() + dt.timedelta(minutes=3)), pytest.raises(Refused, match="quá"):
        visits.undo_finish(encounter=first, by=doctor, entry=entry)


def test_a_paper_is_typed_in_later_on_its_own_day(doctor: Actor, patient: Person) -> None:
    queue.enqueue(person_id=patient.id, by=doctor)
    yesterday = clock.now() - dt.timedelta(days=1)

    finish_visit(
        person=patient.id,
        sheet=sheet(occurred_at=yesterday, is_from_paper=True, paper_reason="Mất điện"),
        by=doctor,
    )

    visit = chart_of(patient.id, doctor).of(Encounter).get()
    assert visit.day == clock.day_of(yesterday)
    assert visit.entered_at is not None


def test_what_a_prison_writes_is_kept_apart(patient: Person) -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    doctor = actor_at(prison, "prison_doctor", grants=("custody",))
    inmate = person(doctor, "Lò Văn Mẫu", compartment="custody")
    entry = queue.enqueue(person_id=inmate.id, by=doctor)

    finish_visit(person=inmate.id, sheet=sheet(), by=doctor, entry=entry)

    chart = chart_of(inmate.id, doctor)
    rows = [row for model in (Encounter, Observation, Prescription) for row in chart.of(model)]
    assert {row.compartment for row in rows} == {"custody"}


def test_without_the_grant_nobody_writes_what_they_may_not_read() -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    doctor = actor_at(prison, "prison_doctor")
    free = person(doctor, "Lò Văn Mẫu")

    with pytest.raises(NotPermitted, match="nhạy cảm"):
        queue.enqueue(person_id=free.id, by=doctor)
