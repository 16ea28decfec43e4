"""Keys, clicks and requests of a visit, played in a browser; any rise fails (ux.md, budgets)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.hands import Budget, Hands
from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.drafts.models import Draft
from tuyen.record.actions import queue, visits
from tuyen.record.chart import chart_of
from tuyen.record.models import Condition, Encounter, MedicationRequest, Observation, QueueEntry
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


ACUTE = Budget("acute visit", clicks=6, keys=30, requests=12)
FOLLOW_UP = Budget("NCD follow-up", clicks=2, keys=13, requests=12)


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def hands(live_server: Any, chromium: Any, account: Account) -> Iterator[Hands]:
    load_catalogues(schemes=["icd10"])
    client = browser_of(account)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    yield Hands(context.new_page(), live_server.url)
    context.close()


def me(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


def url_of(entry: QueueEntry) -> str:
    return reverse("clinic:examine", args=[entry.id])


def test_an_acute_visit(hands: Hands, patient: Person, account: Account) -> None:
    """Two reasons, pressure, pulse skipped, temperature, diagnosis by letters, a set, finished."""
    entry = queue.enqueue(person_id=patient.id, by=me(account))
    hands.go(url_of(entry))

    hands.click("label.pick:has-text('Sốt')")
    hands.click("#id_pressure")
    hands.type("11872")
    hands.press("Enter")
    hands.type("382")
    hands.click("#id_diagnosis")
    hands.type("cam")
    hands.page.wait_for_selector("[role=option]")
    hands.press("Enter")
    hands.page.wait_for_selector(".picked")
    hands.click("button[name=add_set] >> nth=0")
    hands.page.wait_for_selector("[data-rx]")
    hands.sees_all("#visit section", above=".finish")
    hands.press("Control+s")
    hands.page.wait_for_url(f"{hands.origin}/")

    hands.within(ACUTE)
    chart = chart_of(patient.id, me(account))
    assert chart.of(Encounter).get().reason == "Sốt"
    figures = {row.code: row.value for row in chart.of(Observation)}
    assert figures == {"systolic": 118, "diastolic": 72, "temperature": 38.2}
    assert chart.of(Condition).get().code
    assert chart.of(MedicationRequest).count() >= 2


@pytest.fixture
def known(account: Account, patient: Person) -> QueueEntry:
    """Somebody with high blood pressure who was here a month ago and comes again."""
    by = me(account)
    queue.enqueue(person_id=patient.id, by=by)
    before = Sheet(
        occurred_at=clock.now() - dt.timedelta(days=28),
        reason="Khám tăng huyết áp định kỳ",
        readings=(Reading("systolic", 148, "mm[Hg]"), Reading("diastolic", 92, "mm[Hg]")),
        diagnoses=(Diagnosis("Tăng huyết áp", "I10"),),
        lines=(
            Line(
                "Amlodipin",
                "1 viên, sáng",
                28,
                "viên",
                drug_code="amlodipine-5-tab",
                strength="5 mg",
                days=28,
            ),
        ),
    )
    visits.finish_visit(person=patient.id, sheet=before, by=by)
    return queue.enqueue(person_id=patient.id, by=by, reason="Khám tăng huyết áp định kỳ")


def test_a_follow_up_of_high_blood_pressure(
    hands: Hands, patient: Person, account: Account, known: QueueEntry
) -> None:
    """Pressure, the diagnosis and drugs of last time with one key, the next day by one click."""
    hands.go(url_of(known))

    hands.type("14092")
    hands.click("button[name=again]")
    hands.page.wait_for_selector("[data-rx]")
    hands.sees_all("#visit section", above=".finish")
    hands.click("[data-fill='#id_next_visit_on']")
    hands.press("Control+s")
    hands.page.wait_for_url(f"{hands.origin}/")

    hands.within(FOLLOW_UP)
    chart = chart_of(patient.id, me(account))
    latest = chart.of(Encounter).order_by("-occurred_at").first()
    assert latest is not None
    assert latest.next_visit_on is not None
    assert chart.of(MedicationRequest).filter(encounter_id=latest.id).get().quantity == 28
    assert chart.of(Condition).filter(encounter_id=latest.id).get().code == "I10"


def test_what_was_typed_when_the_session_ended_is_sent_after_signing_in(
    hands: Hands, patient: Person, account: Account
) -> None:
    entry = queue.enqueue(person_id=patient.id, by=me(account))
    hands.go(url_of(entry))
    hands.page.fill("#id_note", "Đau bụng từ đêm qua")
    hands.page.wait_for_selector("[data-state=server]")
    kept = Draft.objects.get()

    hands.page.context.clear_cookies(name="sessionid")
    hands.press("Control+s")
    hands.page.wait_for_url("**/accounts/login/**")

    assert kept.body["note"] == ["Đau bụng từ đêm qua"]
    assert not Encounter.objects.exists()
    client = browser_of(account)
    hands.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.origin}]
    )
    hands.page.goto(hands.origin)  # signed in again: what was kept is sent by itself, once
    hands.page.wait_for_selector("text=Đã gửi 1 phiếu chờ")
    assert Encounter.objects.get().note == "Đau bụng từ đêm qua"
