"""Keys and clicks at the counter and at the store's door, played in a browser (ux.md, budgets)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core.actor import Actor
from tuyen.domains.clinic.tests.test_budgets import Budget, Hands
from tuyen.domains.pharmacy.actions import outgoing
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.tests.conftest import (
    AMOXICILLIN,
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform.accounts.models import Account
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DISPENSE = Budget("dispense", clicks=2, keys=1, requests=8)
RECEIVE = Budget("receive stock", clicks=2, keys=1, requests=8)


@pytest.fixture
def hands(live_server: Any, chromium: Any, account: Account) -> Iterator[Hands]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    cookie = browser_of(account).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield Hands(context.new_page(), live_server.url)
    context.close()


@pytest.mark.capability("B3")
def test_dispensing_a_prescription(
    hands: Hands, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    """Queue, the person, Enter: the lots are chosen already."""
    received(nurse, line(nurse, 100), line(nurse, 30, "B1", code=AMOXICILLIN))
    prescribed(doctor, patient, drug_line(PARACETAMOL, 10), drug_line(AMOXICILLIN, 15))
    hands.go(reverse("pharmacy:queue"))

    hands.click(f"a.row-link:has-text('{patient.name}')")
    hands.page.wait_for_selector("button:focus:has-text('Cấp thuốc')")
    hands.press("Enter")
    hands.page.wait_for_selector("text=Không có ai chờ lấy thuốc")

    hands.within(DISPENSE)
    assert chart_of(patient.id, nurse).of(Dispense).count() == 2
    assert stock.kept(nurse.unit_id)[lot_named("A1").id] == 90


def test_receiving_a_transfer(hands: Hands, station: Any, nurse: Actor) -> None:
    """The slip waits, everything is filled in, Enter takes it in."""
    centre = actor_at(node("Trung tâm Mẫu", under=station), "station_pharmacist")
    received(centre, line(centre, 500))
    outgoing.send(lines=[outgoing.Out(lot_named("A1"), 200)], to_unit_id=nurse.unit_id, by=centre)
    hands.go(reverse("pharmacy:documents"))

    hands.click("a.row-link >> nth=0")
    hands.page.wait_for_selector("button:focus:has-text('Nhận đủ vào kho')")
    hands.press("Enter")
    hands.page.wait_for_url(f"**{reverse('pharmacy:stock')}")

    hands.within(RECEIVE)
    assert sum(stock.kept(nurse.unit_id).values()) == 200


def test_the_second_signature_is_asked_for_on_the_page(
    hands: Hands, station: Any, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 50, "N1", code="diazepam-5-tab"))
    sheet = prescribed(doctor, patient, drug_line("diazepam-5-tab", 5, control="H"))
    colleague = account_at(station, "assistant_doctor")
    hands.go(reverse("pharmacy:dispense", args=[sheet.id]))

    hands.page.fill("#id_second", colleague.username)
    hands.page.fill("#id_password", "sai")
    hands.page.click("button:has-text('Cấp thuốc')")
    hands.page.wait_for_selector("text=Chữ ký thứ hai không đúng")

    assert not chart_of(patient.id, nurse).of(Dispense).exists()
    assert not hands.faults
