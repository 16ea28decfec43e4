"""Goods that leave by paper, arrive elsewhere, are counted, are recalled."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, account_at, actor_at, browser_of, node
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.domains.pharmacy.actions import counts, dispense, outgoing, recalls, transfers
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.models import StockDocument, StockLot, StockMovement
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.rules.handing import Share
from tuyen.domains.pharmacy.tests.conftest import (
    PARACETAMOL,
    drug_line,
    in_days,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense, Task
from tuyen.registry.persons.models import Person


@pytest.fixture
def centre(db: None) -> ScopeNode:
    return node("Trung tâm Y tế Mẫu", kind="health_centre")


@pytest.fixture
def keeper(centre: ScopeNode) -> Actor:
    return actor_at(centre, "station_pharmacist", name="Dược sĩ Mẫu")


@pytest.fixture
def below(centre: ScopeNode) -> ScopeNode:
    return node("Trạm Mẫu dưới", under=centre)


@pytest.fixture
def receiver(below: ScopeNode) -> Actor:
    return actor_at(below, "station_nurse")


def out(number: str, quantity: int) -> outgoing.Out:
    return outgoing.Out(lot_named(number), quantity)


def left(by: Actor) -> list[int]:
    return [n for _lot, n in sorted(stock.kept(by.unit_id).items())]


def sent(keeper: Actor, receiver: Actor, quantity: int = 100) -> StockDocument:
    received(keeper, line(keeper, 500))
    return outgoing.send(lines=[out("A1", quantity)], to_unit_id=receiver.unit_id, by=keeper)


@pytest.mark.capability("F1", where="/pharmacy/out/transfer/")
def test_a_transfer_leaves_one_store_and_arrives_in_the_other(
    keeper: Actor, receiver: Actor
) -> None:
    paper = sent(keeper, receiver)
    assert (left(keeper), left(receiver)) == ([400], [])

    transfers.accept(document=paper, by=receiver)

    assert (left(keeper), left(receiver)) == ([400], [100])
    assert paper.status == "received"
    copy = StockLot.objects.get(unit_id=receiver.unit_id)
    assert (copy.lot_number, copy.source, copy.drug_code) == ("A1", "insurance", PARACETAMOL)
    with pytest.raises(Refused, match="đã xong"):
        transfers.accept(document=paper, by=receiver)


def test_two_people_cannot_take_one_transfer_in_twice(keeper: Actor, receiver: Actor) -> None:
    sent(keeper, receiver)
    first, second = (
        StockDocument.objects.get(kind="transfer"),
        StockDocument.objects.get(kind="transfer"),
    )
    transfers.accept(document=first, by=receiver)

    with pytest.raises(Stale):
        transfers.accept(document=second, by=receiver)

    assert left(receiver) == [100]


def test_less_than_was_sent_is_written_down_and_the_sender_hears_of_it(
    keeper: Actor, receiver: Actor
) -> None:
    paper = sent(keeper, receiver)
    moved = StockMovement.objects.get(kind="transfer_out")

    with pytest.raises(Refused, match="Nhận không đủ"):
        transfers.accept(document=paper, by=receiver, received={moved.id: 98})
    with pytest.raises(Refused, match="từ 0 đến"):
        transfers.accept(document=paper, by=receiver, received={moved.id: 101}, note="thừa")
    transfers.accept(document=paper, by=receiver, received={moved.id: 98}, note="Vỡ 2 viên")

    assert left(receiver) == [98]
    assert paper.status == "differs"
    assert Task.objects.get(kind="stock_difference").unit_id == keeper.unit_id


def test_a_transfer_that_nobody_received_is_taken_back(keeper: Actor, receiver: Actor) -> None:
    paper = sent(keeper, receiver)

    transfers.take_back(document=paper, by=keeper, why="Chuyển nhầm nơi")

    assert left(keeper) == [500]
    assert stock.kept(keeper.unit_id) == stock.recounted(keeper.unit_id)


def test_only_a_store_nearby_can_be_sent_to(keeper: Actor, stranger: Actor) -> None:
    received(keeper, line(keeper, 10))
    police = node("Bệnh xá", chain="police")

    with pytest.raises(Refused, match="Chọn nơi nhận"):
        outgoing.send(lines=[out("A1", 1)], to_unit_id=police.unit_id, by=keeper)


def test_more_than_there_is_does_not_leave(keeper: Actor, receiver: Actor) -> None:
    received(keeper, line(keeper, 10))

    with pytest.raises(Stale, match="chỉ còn 10"):
        outgoing.send(lines=[out("A1", 6), out("A1", 6)], to_unit_id=receiver.unit_id, by=keeper)

    assert left(keeper) == [10]
    assert not StockDocument.objects.filter(kind="transfer").exists()


@pytest.mark.capability("F1", where="/pharmacy/out/destruction/")
def test_destruction_needs_a_reason_and_two_people(keeper: Actor, receiver: Actor) -> None:
    received(keeper, line(keeper, 10))
    second = Second(receiver.account_id, "Y sĩ Mẫu")

    with pytest.raises(Refused, match="lý do hủy"):
        outgoing.destroy(lines=[out("A1", 4)], note="", by=keeper, second=second)
    with pytest.raises(Refused, match="chữ ký thứ hai"):
        outgoing.destroy(lines=[out("A1", 4)], note="Ẩm mốc", by=keeper, second=None)
    paper = outgoing.destroy(lines=[out("A1", 4)], note="Ẩm mốc", by=keeper, second=second)

    assert left(keeper) == [6]
    assert paper.second_name == "Y sĩ Mẫu"


@pytest.mark.capability("F1", where="/pharmacy/out/return/")
def test_goods_go_back_to_where_they_came_from(keeper: Actor) -> None:
    received(keeper, line(keeper, 10))

    with pytest.raises(Refused, match="nơi nhận lại"):
        outgoing.return_goods(lines=[out("A1", 4)], counterpart=" ", by=keeper)
    outgoing.return_goods(lines=[out("A1", 4)], counterpart="Công ty Dược Mẫu", by=keeper)

    assert left(keeper) == [6]


@pytest.mark.capability("F1", where="/pharmacy/count/")
def test_a_count_adjusts_what_differs_and_leaves_what_moved_meanwhile(nurse: Actor) -> None:
    received(nurse, line(nurse, 100), line(nurse, 50, "B2"))
    a1, b2 = lot_named("A1"), lot_named("B2")
    second = Second(a1.id, "Y sĩ Mẫu")
    outgoing.destroy(lines=[out("A1", 10)], note="Vỡ", by=nurse, second=second)

    counts.count(
        lines=[counts.Counted(a1, 100, 97), counts.Counted(b2, 50, 50)], by=nurse, note="Đếm thiếu"
    )

    assert stock.kept(nurse.unit_id) == {a1.id: 87, b2.id: 50}
    assert stock.kept(nurse.unit_id) == stock.recounted(nurse.unit_id)


@pytest.mark.parametrize(
    "counted", [pytest.param(-1, id="negative"), pytest.param(10**7, id="huge")]
)
def test_an_impossible_count_is_refused(nurse: Actor, counted: int) -> None:
    received(nurse, line(nurse, 100))

    with pytest.raises(Refused, match="từ 0 trở lên"):
        counts.count(lines=[counts.Counted(lot_named("A1"), 100, counted)], by=nurse, note="Lệch")
    with pytest.raises(Refused, match="ghi lý do"):
        counts.count(lines=[counts.Counted(lot_named("A1"), 100, 90)], by=nurse)

    assert left(nurse) == [100]


@pytest.mark.capability("F1", where="/pharmacy/stock/")
def test_a_recalled_lot_is_blocked_and_whoever_got_it_is_listed(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    at = counter.desk_of(chart_of(patient.id, nurse), sheet)
    share = Share(at.lines[0].id, lot_named("A1").id, 6)
    dispense.dispense(prescription=sheet, shares=[share], by=nurse)

    recalls.recall(lots=[lot_named("A1")], reason="CV 123/QLD: không đạt độ hòa tan", by=nurse)

    assert Task.objects.get(kind="stock_recall").title == "Thu hồi thuốc: báo cho 1 người đã nhận"
    assert facts.ask("pharmacy.on_hand", unit_id=nurse.unit_id, drug_codes=[PARACETAMOL]) == {
        PARACETAMOL: 0
    }
    rest = Share(share.request_id, share.lot_id, 4)
    with pytest.raises(Refused, match="đang bị thu hồi"):
        dispense.dispense(prescription=sheet, shares=[rest], by=nurse)
    recalls.release(lot=lot_named("A1"), why="CV 150/QLD", by=nurse)
    assert facts.ask("pharmacy.on_hand", unit_id=nurse.unit_id, drug_codes=[PARACETAMOL]) == {
        PARACETAMOL: 94
    }


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
def test_an_expired_lot_is_not_handed_out(nurse: Actor, doctor: Actor, patient: Person) -> None:
    with clock.stopped(clock.start_of(in_days(-30))):
        received(nurse, line(nurse, 100, "OLD", days=20))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    at = counter.desk_of(chart_of(patient.id, nurse), sheet)

    share = Share(at.lines[0].id, lot_named("OLD").id, 10)
    with pytest.raises(Refused, match="đã hết hạn dùng"):
        dispense.dispense(prescription=sheet, shares=[share], by=nurse)

    assert not Dispense.objects.exists()


def test_the_pages_of_papers_work_without_scripts(
    station: ScopeNode, browser: Client, nurse: Actor
) -> None:
    received(nurse, line(nurse, 100))
    colleague = account_at(station, "assistant_doctor")
    near = node("Trạm bên", under=station)
    lot = str(lot_named("A1").id)
    row = {"row_code": [lot], "row_name": ["A1"]}
    signed = {"second": colleague.username, "password": PASSWORD}

    moved = browser.post(
        reverse("pharmacy:out", args=["transfer"]),
        row | {"row_quantity": ["10"], "to_unit": str(near.unit_id)},
    )
    gone = browser.post(
        reverse("pharmacy:out", args=["destruction"]),
        row | {"row_quantity": ["5"], "note": "Vỡ", **signed},
    )
    wrong = browser.post(
        reverse("pharmacy:out", args=["return"]),
        {"row_code": [""], "row_name": ["a1"], "row_quantity": ["-4"], "counterpart": "Công ty"},
    )
    counted = browser.post(
        reverse("pharmacy:count"),
        {"lot": [lot], "seen": ["85"], "counted": ["80"], "note": "Đếm thiếu"},
    )

    assert [moved.status_code, gone.status_code, wrong.status_code, counted.status_code] == [
        302, 302, 422, 302
    ]  # fmt: skip
    assert left(nurse) == [80]
    neighbour = browser_of(account_at(near, "station_nurse"))
    paper = StockDocument.objects.get(kind="transfer")
    assert neighbour.post(reverse("pharmacy:accept", args=[paper.id])).status_code == 302
    assert sum(stock.kept(near.unit_id).values()) == 10


def test_a_lot_is_recalled_on_its_page(browser: Client, nurse: Actor) -> None:
    received(nurse, line(nurse, 100))
    lot = lot_named("A1")

    browser.post(reverse("pharmacy:recall", args=[lot.id]), {"reason": "CV 1/QLD"})
    page = browser.get(reverse("pharmacy:lot", args=[lot.id])).content.decode()

    assert "Bị thu hồi" in page
    paper = StockDocument.objects.get(kind="recall")
    target = browser.get(reverse("pharmacy:recalled", args=[paper.id]))["Location"]
    assert target == reverse("pharmacy:lot", args=[lot.id])
