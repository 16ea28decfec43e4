"""Goods come in: what stands on the slip is in the store, and nothing else."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.actions import items, receipts
from tuyen.domains.pharmacy.models import Item, StockBalance, StockDocument, StockLot
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import (
    AMOXICILLIN,
    PARACETAMOL,
    in_days,
    line,
    received,
)


@pytest.mark.capability("F1", where="/pharmacy/receive/")
def test_what_stands_on_the_slip_is_in_the_store(nurse: Actor) -> None:
    slip = received(nurse, line(nurse, 1000), line(nurse, 300, "B7", code=AMOXICILLIN))

    assert slip.number == f"PN 1/{clock.today().year}"
    left = {
        lot.drug_code: lot.quantity
        for lot in stock.on_hand_of(nurse.unit_id, [PARACETAMOL, AMOXICILLIN])
    }
    assert left == {PARACETAMOL: 1000, AMOXICILLIN: 300}
    assert stock.kept(nurse.unit_id) == stock.recounted(nurse.unit_id)


def test_the_same_lot_from_the_same_source_is_one_lot(nurse: Actor) -> None:
    received(nurse, line(nurse, 100))
    received(nurse, line(nurse, 50))

    assert StockLot.objects.count() == Item.objects.count() == 1
    assert StockBalance.objects.get().quantity == 150


def test_the_same_lot_from_another_source_is_kept_apart(nurse: Actor) -> None:
    received(nurse, line(nurse, 100))
    received(nurse, line(nurse, 50), source="donation")

    assert sorted(StockBalance.objects.values_list("source", "quantity")) == [
        ("donation", 50),
        ("insurance", 100),
    ]


@pytest.mark.parametrize(
    "quantity",
    [
        pytest.param(-5, id="negative"),
        pytest.param(0, id="nothing"),
        pytest.param(1_000_001, id="huge"),
    ],
)
def test_an_impossible_quantity_is_refused_and_nothing_is_written(
    nurse: Actor, quantity: int
) -> None:
    with pytest.raises(Refused, match="từ 1 đến"):
        received(nurse, line(nurse, 10), line(nurse, quantity, "B2"))

    assert not StockDocument.objects.exists()
    assert not StockBalance.objects.exists()


def test_expired_goods_are_not_taken_in(nurse: Actor) -> None:
    with pytest.raises(Refused, match="đã hết hạn"):
        received(nurse, line(nurse, 10, days=-1))


def test_an_unknown_source_and_an_empty_slip_are_refused(nurse: Actor) -> None:
    with pytest.raises(Refused, match="Chọn nguồn"):
        received(nurse, line(nurse, 10), source="nowhere")
    with pytest.raises(Refused, match="chưa có dòng nào"):
        received(nurse)


def test_one_slip_sent_twice_is_one_receipt(browser: Client, nurse: Actor) -> None:
    form = {"repeat": str(uuid7()), **slip_form()}

    first = browser.post(reverse("pharmacy:receive"), form)
    second = browser.post(reverse("pharmacy:receive"), form)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert StockBalance.objects.get().quantity == 1200


def slip_form(**changed: str) -> dict[str, object]:
    return {
        "source": "insurance",
        "supplier": "Trung tâm Y tế",
        "day": f"{clock.today():%d/%m/%Y}",
        "row_code": [PARACETAMOL],
        "row_name": ["Paracetamol 500 mg"],
        "row_lot": [changed.get("lot", "a1")],
        "row_expiry": [changed.get("expiry", f"{in_days(500):%m/%Y}")],
        "row_quantity": [changed.get("quantity", "1.200")],
        "row_price": [changed.get("price", "1.250 đ")],
    }


def test_a_typed_slip_reads_thousands_months_and_prices(browser: Client, nurse: Actor) -> None:
    browser.post(reverse("pharmacy:receive"), slip_form(expiry="2/2028"))

    lot = StockLot.objects.get()
    assert (lot.lot_number, lot.expires_on, lot.unit_price) == ("A1", dt.date(2028, 2, 29), 1250)


@pytest.mark.parametrize(
    "wrong, said",
    [
        pytest.param({"quantity": "-3"}, "số nguyên từ 1", id="negative"),
        pytest.param({"quantity": "99999999"}, "số nguyên từ 1", id="huge"),
        pytest.param({"expiry": "13/2027"}, "Nhập hạn dùng như", id="no month"),
        pytest.param({"expiry": "01/2020"}, "Đã hết hạn", id="expired"),
        pytest.param({"lot": ""}, "Nhập số lô", id="no lot"),
    ],
)
def test_a_wrong_slip_comes_back_with_what_was_typed(
    browser: Client, nurse: Actor, wrong: dict[str, str], said: str
) -> None:
    answer = browser.post(reverse("pharmacy:receive"), slip_form(**wrong))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Paracetamol 500 mg" in answer.content.decode()
    assert not StockBalance.objects.exists()


def test_without_scripts_a_drug_is_known_by_its_name(browser: Client, nurse: Actor) -> None:
    form = slip_form() | {"row_code": [""], "row_name": ["paracetamol 500 mg"]}

    browser.post(reverse("pharmacy:receive"), form)

    assert Item.objects.get().drug_code == PARACETAMOL


def test_a_neighbour_sees_nothing_of_the_store(
    nurse: Actor, stranger: Actor, browser: Client
) -> None:
    slip = received(stranger, line(stranger, 10))

    assert not stock.shelves(nurse)
    assert browser.get(reverse("pharmacy:document", args=[slip.id])).status_code == 404
    item_id = Item.objects.get().id
    assert browser.get(reverse("pharmacy:item", args=[item_id])).status_code == 404


def test_the_store_and_a_card_ask_few_questions(browser: Client, nurse: Actor) -> None:
    received(nurse, line(nurse, 10), line(nurse, 20, "B2"), line(nurse, 5, "C3", code=AMOXICILLIN))
    browser.get(reverse("pharmacy:stock"))

    with counted() as seen:
        page = browser.get(reverse("pharmacy:stock"))
    with counted() as on_card:
        card = browser.get(reverse("pharmacy:item", args=[Item.objects.first().id]))

    assert page.status_code == card.status_code == 200
    assert len(seen) <= 8, seen
    assert len(on_card) <= 9, on_card


def test_a_supply_is_added_by_hand_once(nurse: Actor) -> None:
    items.add_item(by=nurse, kind="supply", name="Bơm kim tiêm", strength="5 ml", pack_unit="cái")

    with pytest.raises(Refused, match="đã có trong kho"):
        items.add_item(
            by=nurse, kind="supply", name="Bơm Kim tiêm", strength="5 ml", pack_unit="cái"
        )


def test_a_role_that_keeps_no_store_cannot_receive(station: object, nurse: Actor) -> None:
    from tests.network import actor_at

    ward = actor_at(station, "ward_nurse")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="quản lý kho"):
        receipts.receive(lines=[line(nurse, 1)], source="insurance", by=ward)
