"""At the counter: what is handed out left the store once, from the right lot, to the right person."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from tests.network import actor_at
from tests.people import person
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.actions import dispense as acts
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import (
    AMOXICILLIN,
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import visits
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense, Encounter, Prescription
from tuyen.registry.persons.models import Person


def desk(prescription: Prescription, by: Actor) -> counter.Desk:
    return counter.desk_of(chart_of(prescription.patient_id, by), prescription)


def as_proposed(at: counter.Desk) -> list[Share]:
    return [
        Share(request_id, take.lot.lot_id, take.quantity)
        for request_id, takes in at.proposal().items()
        for take in takes
    ]


def handed(prescription: Prescription, by: Actor, **said: Any) -> acts.Handed:
    at = desk(prescription, by)
    return acts.dispense(prescription=prescription, shares=as_proposed(at), by=by, desk=at, **said)


def left(by: Actor, *numbers: str) -> list[int]:
    kept = {lot_named(number).id: number for number in numbers}
    found = {kept[k]: n for k, n in stock.kept(by.unit_id).items() if k in kept}
    return [found[number] for number in numbers]


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_the_lot_that_expires_first_leaves_first(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100, "LATE", days=700), line(nurse, 8, "EARLY", days=90))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 20))

    handed(sheet, nurse)

    assert left(nurse, "EARLY", "LATE") == [0, 88]
    rows = chart_of(patient.id, nurse).of(Dispense)
    assert sorted((row.lot_number, row.quantity) for row in rows) == [("EARLY", 8), ("LATE", 12)]
    assert stock.kept(nurse.unit_id) == stock.recounted(nurse.unit_id)


def test_half_tablets_are_handed_out_whole(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 7.5))

    handed(sheet, nurse)

    assert left(nurse, "A1") == [92]


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_a_later_lot_needs_a_reason(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100, "LATE", days=700), line(nurse, 100, "EARLY", days=90))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    at = desk(sheet, nurse)
    late = [Share(at.lines[0].id, lot_named("LATE").id, 10)]

    with pytest.raises(Refused, match="hết hạn trước"):
        acts.dispense(prescription=sheet, shares=late, by=nurse)
    acts.dispense(prescription=sheet, shares=late, by=nurse, why="Hộp EARLY bị ẩm")

    assert left(nurse, "EARLY", "LATE") == [100, 90]
    assert chart_of(patient.id, nurse).of(Dispense).get().note == "Hộp EARLY bị ẩm"


def test_nothing_leaves_twice_for_one_sheet(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    first, second = desk(sheet, nurse), desk(sheet, nurse)
    acts.dispense(prescription=sheet, shares=as_proposed(first), by=nurse, desk=first)

    with pytest.raises(Stale, match="vừa cấp"):
        acts.dispense(prescription=sheet, shares=as_proposed(second), by=nurse, desk=second)

    assert left(nurse, "A1") == [90]


def test_the_same_form_twice_is_one_hand_over(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    key = changes.Repeat(uuid7(), nurse.account_id, b"said")

    at = desk(sheet, nurse)
    first, second = (
        acts.dispense(prescription=sheet, shares=as_proposed(at), by=nurse, desk=at, repeat=key)
        for _turn in range(2)
    )

    assert (first.is_repeated, second.is_repeated) == (False, True)
    assert left(nurse, "A1") == [90]


WRONG: Sequence[Any] = [
    pytest.param(-3, "số nguyên từ 1", id="negative"),
    pytest.param(10_000_000, "số nguyên từ 1", id="huge"),
    pytest.param(11, "Nhiều hơn số còn phải cấp", id="more than prescribed"),
]


@pytest.mark.parametrize("quantity, said", WRONG)
def test_an_impossible_quantity_leaves_everything_as_it_was(
    nurse: Actor, doctor: Actor, patient: Person, quantity: int, said: str
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    at = desk(sheet, nurse)

    with pytest.raises(Refused, match=said):
        acts.dispense(
            prescription=sheet,
            shares=[Share(at.lines[0].id, lot_named("A1").id, quantity)],
            by=nurse,
        )

    assert left(nurse, "A1") == [100]
    assert not chart_of(patient.id, nurse).of(Dispense).exists()


def test_one_lot_named_twice_leaves_once_with_the_sum(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 15))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 20))
    request_id, lot_id = desk(sheet, nurse).lines[0].id, lot_named("A1").id

    with pytest.raises(Refused, match="chỉ còn 15"):
        acts.dispense(prescription=sheet, shares=[Share(request_id, lot_id, 10)] * 2, by=nurse)

    assert left(nurse, "A1") == [15]


def test_a_lot_of_another_drug_or_of_another_store_is_refused(
    nurse: Actor, stranger: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100), line(nurse, 100, "B1", code=AMOXICILLIN))
    received(stranger, line(stranger, 100, "C1"))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    request_id = desk(sheet, nurse).lines[0].id

    with pytest.raises(Refused, match="khác hoạt chất"):
        acts.dispense(
            prescription=sheet, shares=[Share(request_id, lot_named("B1").id, 10)], by=nurse
        )
    with pytest.raises(Refused, match="không có trong kho"):
        acts.dispense(
            prescription=sheet, shares=[Share(request_id, lot_named("C1").id, 10)], by=nurse
        )


def test_what_is_not_there_is_declined_and_may_be_handed_out_later(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    line_id = desk(sheet, nurse).lines[0].id
    acts.dispense(prescription=sheet, shares=[], declined={line_id: "out_of_stock"}, by=nurse)
    assert counter.queue_at(nurse, sheet_day(sheet)).done[0].is_short

    received(nurse, line(nurse, 100))
    handed(sheet, nurse)

    assert left(nurse, "A1") == [90]
    row = chart_of(patient.id, nurse).of(Dispense).get()
    assert (row.status, row.quantity) == ("completed", 10)
    assert not counter.queue_at(nurse, sheet_day(sheet)).done[0].is_short


def sheet_day(sheet: Prescription) -> Any:
    from tuyen.core import clock

    return clock.day_of(sheet.signed_at)


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_a_hand_over_is_taken_back_in_part_and_the_ledger_says_so(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    handed(sheet, nurse)
    row = chart_of(patient.id, nurse).of(Dispense).get()

    now = acts.take_back(row=row, quantity=4, by=nurse, why="Người bệnh còn thuốc")

    assert now.quantity == 6
    assert left(nurse, "A1") == [94]
    assert [m.quantity for m in StockMovement.objects.order_by("id")] == [100, -10, 4]
    with pytest.raises(Stale):
        acts.take_back(row=row, quantity=1, by=nurse)
    with pytest.raises(Refused, match="từ 1 đến 6"):
        acts.take_back(row=now, quantity=7, by=nurse)


def test_undo_puts_everything_back_and_the_person_waits_again(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    handed(sheet, nurse)

    acts.undo(prescription=sheet, by=nurse)

    assert left(nurse, "A1") == [100]
    assert [row.prescription.id for row in counter.queue_at(nurse, sheet_day(sheet)).waiting] == [
        sheet.id
    ]


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_a_controlled_drug_needs_a_second_signature(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 50, "N1", code="diazepam-5-tab"))
    sheet = prescribed(doctor, patient, drug_line("diazepam-5-tab", 5, control="H"))

    with pytest.raises(Refused, match="chữ ký thứ hai"):
        handed(sheet, nurse)
    with pytest.raises(Refused, match="chữ ký thứ hai"):
        handed(sheet, nurse, second=Second(nurse.account_id, nurse.name))
    handed(sheet, nurse, second=Second(doctor.account_id, doctor.name))

    assert StockMovement.objects.get(kind="dispense").second_name == doctor.name


def test_a_sheet_of_a_cancelled_visit_is_not_handed_out(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    visit = chart_of(patient.id, doctor).of(Encounter).get()
    visits.cancel_visit(encounter=visit, by=doctor, why="Ghi nhầm người")

    assert not counter.queue_at(nurse, visit.day).waiting
    sheet.refresh_from_db()
    with pytest.raises(Refused, match="đã được sửa hoặc hủy"):
        handed(sheet, nurse)


def test_a_sheet_in_custody_is_unknown_without_the_grant(station: ScopeNode) -> None:
    granted = actor_at(station, "station_doctor", grants=("custody",))
    nurse = actor_at(station, "station_nurse")
    hidden = person(granted, compartment="custody")
    sheet = prescribed(granted, hidden, drug_line(PARACETAMOL, 10))

    assert counter.queue_at(granted, sheet_day(sheet)).waiting
    assert not counter.queue_at(nurse, sheet_day(sheet)).waiting


def test_an_unknown_line_is_refused(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))

    with pytest.raises(Refused, match="không thuộc đơn"):
        acts.dispense(
            prescription=sheet, shares=[Share(uuid.uuid4(), lot_named("A1").id, 1)], by=nurse
        )
    with pytest.raises(Refused, match="Chưa có gì để cấp"):
        acts.dispense(prescription=sheet, shares=[], by=nurse)


def test_handing_out_asks_few_questions(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100), line(nurse, 100, "B1", code=AMOXICILLIN))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10), drug_line(AMOXICILLIN, 10))
    at = desk(sheet, nurse)

    with counted() as seen:
        acts.dispense(prescription=sheet, shares=as_proposed(at), by=nurse, desk=at)

    assert len(seen) <= 11, seen
