"""A hotline answer is saved in three keys, counted in a browser; letters of what was said not among them."""

from typing import Any

import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.domains.steering.models import HotlineCall
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEYS = 3  # it rings, picked up, saved


@pytest.fixture
def desk(live_server: Any, chromium: Any, office_unit: Unit) -> Any:
    account = account_at(ScopeNode.objects.get(unit_id=office_unit.id), "direction_office")
    client = browser_of(account)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("steering:hotline"))
    yield page
    context.close()


class Keys:
    """Presses keys and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1


@pytest.mark.capability("A8", where="/direction/hotline/")
def test_a_hotline_answer_is_saved_in_three_keys(desk: Any) -> None:
    keys = Keys(desk)

    keys.press("n")
    desk.wait_for_selector("text=Đang reo")
    keys.press("n")
    desk.wait_for_selector("text=Đang nghe")
    keys.press("Control+s")
    desk.wait_for_url("**/direction/hotline/")

    row = HotlineCall.objects.get()
    assert (row.status, row.outcome) == ("saved", "advised")
    assert row.waited_seconds is not None
    assert keys.count <= KEYS
    assert not keys.faults


def test_the_caller_shows_while_the_number_is_typed(desk: Any, centre: Unit) -> None:
    keys = Keys(desk)

    keys.press("n")
    desk.wait_for_selector("text=Đang reo")
    keys.press("n")
    desk.wait_for_selector("text=Đang nghe")
    desk.keyboard.type("02133871222")  # the cursor stands in the number already
    desk.wait_for_selector(f"#callers >> text={centre.name}")
    keys.press("Control+s")
    desk.wait_for_url("**/direction/hotline/")

    assert HotlineCall.objects.get().caller_unit_id == centre.id
    assert not keys.faults


def test_the_seconds_run_on_the_page(desk: Any) -> None:
    desk.keyboard.press("n")
    desk.wait_for_selector("text=Đang reo")

    # without the script it says since when; with it, how long
    desk.wait_for_selector("[data-since]:text-matches('^[0-9][0-9]:[0-9][0-9]$')")


def test_a_key_pressed_twice_in_one_breath_acts_once(desk: Any) -> None:
    sent: list[str] = []
    desk.on("request", lambda asked: sent.extend([asked.url] if asked.method == "POST" else []))

    desk.evaluate(
        """() => { const press = () => document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "n", bubbles: true })); press(); setTimeout(press, 5) }"""
    )
    desk.wait_for_selector("text=Đang reo")

    assert len(sent) == 1
    assert HotlineCall.objects.count() == 1
