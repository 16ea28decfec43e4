"""The day by keys alone: a child is given by one key, and the next is under hand."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.hands import Budget, Hands
from tests.network import account_at, browser_of
from tuyen.core.actor import Actor
from tuyen.domains.immunization.actions import sessions
from tuyen.domains.immunization.models import ImmunizationSession, SessionVisit
from tuyen.domains.immunization.tests.conftest import child_of
from tuyen.domains.immunization.tests.test_sessions import lots, screened
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GIVE = Budget("a child of the immunisation day", clicks=0, keys=1, requests=3)
SHOTS = os.environ.get("TUYEN_SHOTS", "")
NAMES = ("Giàng A Một", "Giàng A Hai", "Giàng A Ba")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    actor = actor_of(account_at(station, "station_doctor", name="Bác sĩ Mẫu"))
    assert actor is not None
    return actor


@pytest.fixture
def session(doctor: Actor) -> ImmunizationSession:
    row = sessions.open_session(kind="fixed", place="Trạm Y tế xã Mẫu", village="", by=doctor)
    sessions.choose_lots(session=row, lots=lots("penta", "opv", "bcg", "ipv"), by=doctor)
    return row


@pytest.fixture
def hands(live_server: Any, chromium: Any, station: ScopeNode) -> Iterator[Hands]:
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    account = account_at(station, "station_doctor", name="Bác sĩ Mẫu Hai")
    cookie = {"name": "sessionid", "value": browser_of(account).cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    yield Hands(context.new_page(), live_server.url)
    context.close()


def shot(page: Any, name: str) -> None:
    """For whoever looks at the pages: TUYEN_SHOTS names a folder."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=f"{SHOTS}/{name}-phone.png", full_page=True)
        page.set_viewport_size({"width": 1366, "height": 768})


def seen(session: ImmunizationSession, doctor: Actor, children: list[Person]) -> None:
    for child in children:
        screened(session, child, doctor)


@pytest.mark.capability("D1", where="/immunizations/sessions/")
def test_a_child_is_given_by_one_key_and_the_next_is_under_hand(
    hands: Hands, doctor: Actor, session: ImmunizationSession
) -> None:
    """The sheet of the day by keys alone: one key gives a child what is proposed, the next stands first"""
    seen(session, doctor, [child_of(doctor, name, days=70) for name in NAMES])
    hands.go(reverse("immunization:session", args=[session.id]))
    hands.page.wait_for_selector("a.row-link:focus:has-text('Giàng A Ba')")
    shot(hands.page, "sheet")

    hands.press("t")
    hands.page.wait_for_selector("a.row-link:focus:has-text('Giàng A Hai')")

    hands.within(GIVE)
    visit = SessionVisit.objects.get(outcome="given")
    assert Person.objects.get(pk=visit.patient_id).name == "Giàng A Ba"


def test_the_pages_of_a_day_stand_upright(
    hands: Hands, doctor: Actor, session: ImmunizationSession
) -> None:
    children = [child_of(doctor, name, days=200) for name in NAMES]
    seen(session, doctor, children[:2])
    ids = [session.id, children[0].id]
    hands.go(reverse("immunization:session_child", args=ids))
    hands.page.wait_for_selector("text=Mũi đề xuất hôm nay")
    shot(hands.page, "child")
    hands.press("Control+s")
    hands.page.wait_for_selector("text=1 đang theo dõi")
    shot(hands.page, "sheet-vials")
    for name in ("sessions", "watch"):
        hands.go(reverse(f"immunization:{name}"))
        shot(hands.page, name)
    hands.go(reverse("immunization:session_close", args=[session.id]))
    shot(hands.page, "close")
    hands.go(reverse("immunization:session_child", args=[session.id, children[2].id]))
    shot(hands.page, "screening")

    for width in (1366, 390):
        hands.page.set_viewport_size({"width": width, "height": 800})
        wide = hands.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    assert not hands.faults
