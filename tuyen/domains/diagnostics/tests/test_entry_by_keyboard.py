"""Results are entered without the mouse: Enter to the next box, Ctrl S saves, marks are shown."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core.actor import Actor
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.specimens import collect_specimens, receive_specimen
from tuyen.record.models import Observation, Order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, chromium: Any, technician_account: Account) -> Iterator[Any]:
    cookie = browser_of(technician_account).cookies["sessionid"].value
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    opened = context.new_page()
    opened.set_default_timeout(45_000)
    yield opened
    context.close()


@pytest.fixture
def in_the_room(sent: Order, technician: Actor) -> Order:
    """The tube is taken and has come."""
    [tube] = collect_specimens(orders=[sent], by=technician)
    receive_specimen(specimen=tube, by=technician)
    return Order.objects.get(pk=sent.pk)


@pytest.mark.capability("B6", where="/orders/")
def test_figures_are_typed_from_box_to_box_and_marked(
    page: Any, live_server: Any, in_the_room: Order
) -> None:
    """Sodium as usual, potassium far too high: typed with Enter between, saved by Ctrl S, marked in red."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(live_server.url + reverse("diagnostics:sheet", args=[in_the_room.requisition_id]))
    page.wait_for_load_state("networkidle")
    first = page.evaluate("document.activeElement.name")

    page.keyboard.type("140")
    page.keyboard.press("Enter")
    second = page.evaluate("document.activeElement.name")
    page.keyboard.type("7,4")
    page.keyboard.press("Control+s")
    page.wait_for_selector(".result-figures")

    assert (first.rsplit("-", 1)[-1], second.rsplit("-", 1)[-1]) == ("sodium", "potassium")
    marked = page.locator(".result-figures tr", has_text="7,4")
    assert "nguy kịch, cao" in marked.inner_text()
    assert marked.locator(".vital-danger").count()
    usual = page.locator(".result-figures tr", has_text="140")
    assert "cao" not in usual.inner_text()
    found = dict(Observation.objects.values_list("code", "value"))
    assert found == {"sodium": 140, "potassium": 7.4}
    assert not faults
