"""Keys, clicks and requests of a referral and of a return note, played in a browser (ux.md, budgets)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core.actor import Actor
from tuyen.domains.clinic.tests.test_budgets import Budget, Hands
from tuyen.domains.referral.tests.conftest import Network
from tuyen.domains.referral.tests.test_actions import ANSWER, plan
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import receiving
from tuyen.record.models import Referral, Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFER = Budget("refer up", clicks=3, keys=4, requests=4)
RETURN = Budget("return note", clicks=2, keys=1, requests=4)


@pytest.fixture
def hands(live_server: Any, chromium: Any, station_account: Account) -> Iterator[Hands]:
    client = browser_of(station_account)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    yield Hands(context.new_page(), live_server.url)
    context.close()


def test_referring_up_from_a_finished_visit(hands: Hands, network: Network, visit_id: Any) -> None:
    """The place, reason and summary are there already; the urgency is chosen, then it is sent."""
    hands.go(reverse("clinic:visit", args=[visit_id]))

    hands.click("a[href$='/refer/']")
    hands.page.wait_for_selector("#refer")
    hands.click("label.pick:has-text('Khẩn')")
    hands.press("Control+s")
    hands.page.wait_for_url("**/referrals/*/")

    hands.within(REFER)
    row = Referral.objects.get()
    assert (row.urgency, row.to_unit_id) == ("urgent", network.other_hospital.id)
    assert "168/98" in row.signs


def test_taking_a_person_back_with_the_plan(
    hands: Hands, receiver: Actor, referral: Referral
) -> None:
    """The task, the note, taken over: its tasks stand in the list."""
    receiving.arrive(referral=referral, by=receiver)
    receiving.send_back(referral=referral, answer=ANSWER, plan=plan(), by=receiver)
    hands.go(reverse("clinic:today"))

    hands.click(f"a[href*='{referral.id}']")
    hands.page.wait_for_selector("text=Kế hoạch theo dõi")
    hands.press("Control+s")
    hands.page.wait_for_selector("text=Đã nhận về")

    hands.within(RETURN)
    assert Referral.objects.get().status == "closed"
    assert Task.objects.get(kind="follow_up").title == "Đo huyết áp"
