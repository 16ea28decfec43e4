"""Keys, clicks and requests of asking and of answering, played in a browser (ux.md, budgets)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.domains.clinic.tests.test_budgets import Budget, Hands
from tuyen.domains.teleconsult.tests.conftest import Network
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Consult, ConsultAdvice, QuestionnaireResponse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUESTION = "Có cần chuyển ngay không?"
ADVICE = "Điều trị tại trạm, đo lại sau 2 giờ."
ASK = Budget("ask teleconsult", clicks=5, keys=60 + len(QUESTION), requests=8)
ANSWER = Budget("answer teleconsult", clicks=4, keys=4 + len(ADVICE), requests=8)


def hands_of(live_server: Any, chromium: Any, account: Account) -> Any:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    cookie = {"name": "sessionid", "value": browser_of(account).cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    return context


@pytest.fixture
def station(live_server: Any, chromium: Any, station_account: Account) -> Iterator[Hands]:
    context = hands_of(live_server, chromium, station_account)
    yield Hands(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def centre(live_server: Any, chromium: Any, centre_account: Account) -> Iterator[Hands]:
    context = hands_of(live_server, chromium, centre_account)
    yield Hands(context.new_page(), live_server.url)
    context.close()


def test_asking_from_a_finished_visit(station: Hands, network: Network, visit_id: Any) -> None:
    """The place, specialty and summary are there already; two guided answers, urgency, the question."""
    station.go(reverse("clinic:visit", args=[visit_id]))

    station.click("a[href$='/consult/']")
    station.page.wait_for_selector("#ask")
    station.page.focus("#id_question")
    station.type(QUESTION)
    station.click("label.pick:has-text('Khẩn')")
    station.click("label.pick:has-text('ST chênh')")
    station.click("label.check:has-text('đã được báo')")
    station.press("Control+s")
    station.page.wait_for_url("**/consults/*/")

    station.within(ASK)
    row = Consult.objects.get()
    assert (row.urgency, row.question, row.to_unit_id) == ("urgent", QUESTION, network.centre.id)
    assert "168/98" in row.signs
    assert QuestionnaireResponse.objects.get().answers == {"ecg": "st"}


def test_a_question_without_network_waits_and_arrives_once(station: Hands, visit_id: Any) -> None:
    """Its weight is said before; it is sent when the network is back."""
    station.go(reverse("teleconsult:ask", args=[visit_id]))
    station.page.fill("#id_question", QUESTION)
    station.page.check("input[name=is_informed]")
    assert "kB" in station.page.inner_text("[data-weight]")

    station.page.context.set_offline(True)
    station.press("Control+s")
    station.page.wait_for_selector("text=giữ trên máy này")
    assert not Consult.objects.exists()
    station.page.context.set_offline(False)
    station.page.wait_for_selector(".toast-line:has-text('đã gửi')", timeout=40_000)

    assert Consult.objects.get().question == QUESTION


def test_answering_from_the_board(centre: Hands, consult: Consult) -> None:
    """The card, the chip, the text, signed with one confirmation."""
    centre.go(reverse("teleconsult:board"))

    centre.click("a.consult-card")
    centre.page.wait_for_selector("#answer")
    centre.click("label.pick:has-text('Điều trị tại chỗ')")
    centre.click("#id_text")
    centre.type(ADVICE)
    centre.press("Control+s")
    centre.page.wait_for_selector("text=Ký rồi không sửa được")
    centre.press("Enter")
    centre.page.wait_for_selector("text=Đã ký và gửi")

    centre.within(ANSWER)
    assert ConsultAdvice.objects.get().text == ADVICE
    assert Consult.objects.get().status == "advised"
