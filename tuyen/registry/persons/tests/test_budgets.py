"""Keys and clicks of finding and registering, played in a browser; any rise fails (ux.md, budgets)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.tests.conftest import Enter
from tuyen.registry.persons.views.ways import chart_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "001179012345||Đặng Thị Hòa|03021979|Nữ|Thôn 2, Xã Gần, Tỉnh Mẫu|25122021"


class Hands:
    """A page, and the keys and clicks that it cost. A scanner's keys are not a nurse's."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.keys = self.clicks = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.clicks += 1

    def scan(self, line: str) -> None:
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")


@pytest.fixture
def hands(live_server: Any, chromium: Any, station: ScopeNode) -> Iterator[Hands]:
    client = browser_of(account_at(station, "station_doctor"))
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + reverse("persons:find"))
    yield Hands(page)
    context.close()


def at(page: Any) -> str:
    return urlsplit(page.url).path


def chart_of(person: Person) -> str:
    return reverse(chart_name(), args=[person.id])


@pytest.mark.capability("B1")
def test_a_scan_opens_the_record_without_a_key(hands: Hands, enter: Enter) -> None:
    person = enter("Đặng Thị Hòa", number="001179012345")

    hands.scan(CARD)
    hands.page.wait_for_url(f"**{chart_of(person)}")

    assert (hands.keys, hands.clicks) == (0, 0)


def test_a_scan_is_taken_wherever_the_hands_left_the_page(hands: Hands, enter: Enter) -> None:
    person = enter("Đặng Thị Hòa", number="001179012345")
    hands.page.evaluate("document.activeElement.blur()")

    hands.scan(CARD)
    hands.page.wait_for_url(f"**{chart_of(person)}")

    assert (hands.keys, hands.clicks) == (0, 0)


def test_a_person_is_found_by_typing_with_eight_keys(hands: Hands, enter: Enter) -> None:
    enter("Đỗ Thị Hạnh", 1979)
    person = enter("Đặng Thị Hòa", 1979)

    hands.type("dth79")
    hands.page.wait_for_selector("[role=option] >> nth=1")
    hands.press("ArrowDown")
    hands.press("Enter")
    hands.page.wait_for_url(f"**{chart_of(person)}")

    assert hands.keys <= 8
    assert hands.clicks == 0


@pytest.mark.capability("B1")
def test_a_new_card_is_registered_with_the_phone_alone(hands: Hands) -> None:
    hands.scan(CARD)
    hands.page.wait_for_selector("#id_phone:focus")
    hands.type("0912345678")
    hands.press("Enter")
    hands.page.wait_for_selector("text=Đã đăng ký")

    person = Person.objects.get()
    assert (person.name, person.phone) == ("Đặng Thị Hòa", "0912345678")
    assert hands.keys <= 12
    assert hands.clicks == 0


@pytest.mark.capability("B1")
def test_a_person_without_a_card_is_registered_with_45_keys(hands: Hands) -> None:
    hands.page.goto(hands.page.url.replace("/find/", "/new/"))

    hands.click("#id_name")
    hands.type("Lò Thị Mẫu")
    hands.press("Tab")
    hands.type("1984")
    hands.click("label.pick >> nth=1")
    hands.press("Tab")
    hands.press("Tab")
    hands.type("Bản 3")
    for _to_the_phone in range(3):
        hands.press("Tab")
    hands.type("0912345678")
    hands.press("Enter")
    hands.page.wait_for_selector("text=Đã đăng ký")

    person = Person.objects.get()
    assert (person.name, person.sex, person.phone) == ("Lò Thị Mẫu", "female", "0912345678")
    assert (person.address_line, person.birth_precision) == ("Bản 3", "year")
    assert hands.keys <= 45
    assert hands.clicks <= 2


def test_the_likely_record_is_chosen_with_one_key(hands: Hands, enter: Enter) -> None:
    person = enter("Đặng Thị Hòa", 1979)
    hands.page.goto(hands.page.url.replace("/find/", "/new/"))

    hands.click("#id_name")
    hands.type("dang thi hoa")
    hands.press("Tab")
    hands.type("1979")
    hands.page.wait_for_selector("[data-key='Alt+1']")
    hands.press("Alt+1")
    hands.page.wait_for_url(f"**{chart_of(person)}")

    assert at(hands.page) == chart_of(person)
