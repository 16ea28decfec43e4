"""Below zero after a merge; a recall that reaches those below; figures that a unit has confirmed."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy.actions import recalls
from tuyen.domains.pharmacy.discrepancies import BELOW_ZERO, look_for_discrepancies
from tuyen.domains.pharmacy.models import StockBalance, StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import line, lot_named, received
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Task
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def merged(lot: Any, quantity: int) -> None:
    """What another computer of the same store handed out while both were off line."""
    row = StockMovement(
        id=uuid7(),
        unit_id=lot.unit_id,
        item_id=lot.item_id,
        lot_id=lot.id,
        kind="dispense" if quantity < 0 else "adjustment",
        quantity=quantity,
        day=clock.today(),
        at=clock.now(),
        document_id=uuid7(),
        by_name="Máy thứ hai",
    )
    with changes.apply(actor=SYSTEM, reason="test.merge") as log:
        log.create(row)


@pytest.mark.capability("F1")
def test_below_zero_after_a_merge_is_asked_once_and_settled_by_a_count(nurse: Actor) -> None:
    received(nurse, line(nurse, 10))
    lot = lot_named("A1")
    merged(lot, -14)

    first, again = look_for_discrepancies(), look_for_discrepancies()
    task = Task.objects.get(kind=BELOW_ZERO)
    merged(lot, 4)
    settled = look_for_discrepancies()

    assert (first, again, settled) == (1, 0, 1)
    assert (task.subject_id, task.unit_id) == (lot.id, nurse.unit_id)
    assert "4" in task.title
    assert StockBalance.objects.get(lot_id=lot.id).quantity == 0
    assert Task.objects.get(kind=BELOW_ZERO).status == "completed"
    assert look_for_discrepancies() == 0


@pytest.fixture
def hospital(db: None) -> Unit:
    return network.create_unit(
        parent=None, kind="hospital", name="Bệnh viện Mẫu", chain="moh", by=SYSTEM
    )


def keeper(unit: Unit) -> Actor:
    found = actor_of(_account(unit))
    assert found is not None
    return found


def _account(unit: Unit) -> Account:
    return account_at(ScopeNode.objects.get(unit_id=unit.id), "station_pharmacist")


@pytest.mark.capability("F1")
def test_a_recall_reaches_every_unit_below_that_holds_the_lot(hospital: Unit) -> None:
    below, without = (
        network.create_unit(
            parent=hospital, kind="health_station", name=f"Trạm {n}", chain="moh", by=SYSTEM
        )
        for n in ("có lô", "không có lô")
    )
    above, station, other = keeper(hospital), keeper(below), keeper(without)
    for who, number in ((above, "B7"), (station, "B7"), (other, "C9")):
        received(who, line(who, 50, number))
    mine = stock.lots_of(above).get(lot_number="B7")
    theirs = stock.lots_of(station).get(lot_number="B7")

    recalls.recall(lots=[mine], reason="CV 9/QLD", by=above)
    task = Task.objects.get(kind=recalls.FROM_ABOVE)
    page = browser_of(_account(below)).get(reverse("pharmacy:lot", args=[task.subject_id]))
    recalls.recall(lots=[stock.lots_of(station).get(pk=theirs.id)], reason="CV 9/QLD", by=station)

    assert (task.unit_id, task.subject_id) == (below.id, theirs.id)
    assert "Bệnh viện Mẫu" in task.title
    assert page.status_code == 200
    assert Task.objects.get(kind=recalls.FROM_ABOVE).status == "completed"


def test_a_unit_confirms_its_own_figures_of_stock(station: ScopeNode) -> None:
    browser = browser_of(account_at(station, "station_pharmacist"))
    listed = browser.get(reverse("terms:values", args=["stock"]))
    said = {"source": "Quyết định của trạm", "valid_from": f"{clock.today():%d/%m/%Y}"}

    def confirm(field: str, value: str) -> int:
        url = reverse("terms:value", args=["stock", "months", field])
        return int(browser.post(url, said | {"value": value}).status_code)

    wrong = [confirm("target_months", value) for value in ("-1", "ba", "0", "1000", "1,3")]
    for field, value in (
        ("window_months", "6"),
        ("lead_months", "1,5"),
        ("safety_months", "1"),
        ("target_months", "4"),
    ):
        assert confirm(field, value) == 302
    policy = stock.policy(clock.today(), _acting(browser))

    assert "Dự trù đủ dùng" in listed.text
    assert wrong == [422] * 5
    assert (policy.window_months, policy.lead_months, policy.target_months) == (6, 1.5, 4.0)
    assert not policy.is_unverified
    assert policy.is_expiry_unverified
    assert stock.policy(clock.today() - dt.timedelta(days=9), _acting(browser)).is_unverified


def test_a_unit_says_what_it_does_when_a_lot_nears_its_end(
    station: ScopeNode, nurse: Actor
) -> None:
    received(nurse, line(nurse, 40, days=100))
    browser = browser_of(account_at(station, "station_pharmacist"))
    book = reverse("pharmacy:book", args=["expiring"])
    before = browser.get(book).text
    said = {"source": "Quy định của trạm", "valid_from": f"{clock.today():%d/%m/%Y}"}
    values = {"soon": ("1", "Lập biên bản"), "near": ("4", "Báo kho huyện"), "ahead": ("8", "Đặt")}

    for step, (months, action) in values.items():
        for row, value in (("months", months), ("action", action)):
            url = reverse("terms:value", args=["stock", row, f"near_{step}_{row}"])
            assert browser.post(url, said | {"value": value}).status_code == 302
    empty = browser.post(
        reverse("terms:value", args=["stock", "action", "near_soon_action"]), said | {"value": " "}
    )
    after = browser.get(book).text
    english = browser.get(book, headers={"Accept-Language": "en"}).text

    assert "cấp trước" in before
    assert "Các mốc này chưa xác minh." in before
    assert empty.status_code == 422
    assert "Báo kho huyện" in after
    assert "Báo kho huyện" in english
    assert "Các mốc này chưa xác minh." not in after


def _acting(browser: Client) -> Actor:
    found = actor_of(Account.objects.get(pk=browser.session["_auth_user_id"]))
    assert found is not None
    return found
