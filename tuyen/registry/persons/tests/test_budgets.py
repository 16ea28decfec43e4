"""Keys, clicks and requests of finding and registering, played in a browser; any rise fails."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.hands import Budget, Hands
from tests.network import account_at, browser_of
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.tests.conftest import Enter
from tuyen.registry.persons.views.ways import chart_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARD = "001179012345||Đặng Thị Hòa|03021979|Nữ|Thôn 2, Xã Gần, Tỉnh Mẫu|25122021"


SCAN = Budget("find by scan", clicks=0, keys=0, requests=3)
BY_NAME = Budget("find by name", clicks=0, keys=8, requests=4)
BY_CARD = Budget("register, card", clicks=0, keys=12, requests=6)
BY_HAND = Budget("register, no card", clicks=2, keys=45, requests=6)


@pytest.fixture
def hands(live_server: Any, chromium: Any, station: ScopeNode) -> Iterator[Hands]:
    client = browser_of(account_at(station, "station_doctor"))
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    hands = Hands(context.new_page(), live_server.url)
    hands.go(reverse("persons:find"))
    yield hands
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

    hands.within(SCAN)


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

    hands.within(BY_NAME)


@pytest.mark.capability("B1")
def test_a_new_card_is_registered_with_the_phone_alone(hands: Hands) -> None:
    hands.scan(CARD)
    hands.page.wait_for_selector("#id_phone:focus")
    hands.type("0912345678")
    hands.press("Enter")
    hands.page.wait_for_selector("text=Đã đăng ký")

    person = Person.objects.get()
    assert (person.name, person.phone) == ("Đặng Thị Hòa", "0912345678")
    hands.within(BY_CARD)


@pytest.mark.capability("B1")
def test_a_person_without_a_card_is_registered_with_45_keys(hands: Hands) -> None:
    hands.go(reverse("persons:register"))

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
    hands.within(BY_HAND)


def test_the_likely_record_is_chosen_with_one_key(hands: Hands, enter: Enter) -> None:
    person = enter("Đặng Thị Hòa", 1979)
    hands.go(reverse("persons:register"))

    hands.click("#id_name")
    hands.type("dang thi hoa")
    hands.press("Tab")
    hands.type("1979")
    hands.page.wait_for_selector("[data-key='Alt+1']")
    hands.press("Alt+1")
    hands.page.wait_for_url(f"**{chart_of(person)}")

    assert at(hands.page) == chart_of(person)
