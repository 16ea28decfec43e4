"""A consultation of a hidden compartment: whoever has no grant can neither see, count nor infer it."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.consults import consult_of
from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core.actor import SYSTEM
from tuyen.domains.teleconsult import polling
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.tokens import actions as tokens
from tuyen.record.models import Consult
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
QUESTION = "Tương tác thuốc kháng vi rút?"
PAGES = (
    "/consults/?box=in",
    "/consults/over/?box=in",
    "/consults/late/?box=in",
    "/consults/statistics/?side=in",
    "/consults/statistics/cases/?side=in",
    "/consults/billing/",
    "/consults/learning/",
)
DOORS = ("/api/v1/consults", "/api/v1/consult-statistics", "/api/v1/learning-cases")
# What differs between two drawings of the same page.
PASSING = re.compile(r'"X-CSRFToken": "[^"]+|csrfmiddlewaretoken" value="[^"]+|\?t=[^"]+|\d\d:\d\d')


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)


@pytest.fixture
def known(hospital: Unit, station: Unit) -> Person:
    """Somebody whom both sides treat openly; the same person has a hidden side."""
    who = person(SYSTEM)
    consult_of(who.id, station.id, to_unit_id=hospital.id)
    return who


def reader(hospital: Unit, *grants: str) -> tuple[Client, dict[str, str]]:
    account = account_at(ScopeNode.objects.get(pk=hospital.id), "hospital_doctor", grants=grants)
    _row, key = tokens.issue(post=posts_of(account)[0], name="Thử", days=1, by=SYSTEM)
    return browser_of(account), {"Authorization": f"Bearer {key}"}


def hidden_case(
    of: Person, station: Unit, hospital: Unit, compartment: str, **said: Any
) -> Consult:
    ordinary = {"number": "2026-04711", "question": QUESTION, "status": "outcome", "outcome": "2"}
    return consult_of(
        *(of.id, station.id),
        **{"to_unit_id": hospital.id, "compartment": compartment} | ordinary | said,
    )


def seen(browser: Client, headers: dict[str, str]) -> dict[str, str]:
    pages = {path: browser.get(path) for path in PAGES}
    doors = {path: Client().get(path, headers=headers) for path in DOORS}
    return {
        path: f"{answer.status_code} {PASSING.sub('', answer.content.decode())}"
        for path, answer in (pages | doors).items()
    }


@pytest.mark.parametrize("compartment", ["hiv", "custody"])
def test_every_page_and_door_says_the_same_with_and_without_it(
    known: Person, hospital: Unit, station: Unit, compartment: str
) -> None:
    browser, headers = reader(hospital)
    before = seen(browser, headers)

    hidden_case(known, station, hospital, compartment)

    assert seen(browser, headers) == before


@pytest.mark.parametrize("compartment", ["hiv", "custody"])
def test_its_own_addresses_are_not_there(
    known: Person, hospital: Unit, station: Unit, compartment: str
) -> None:
    row = hidden_case(known, station, hospital, compartment)
    browser, headers = reader(hospital)

    for path in ("", "talk/", "learning/"):
        assert browser.get(f"/consults/{row.id}/{path}").status_code == 404
    for path in ("", "/steps", "/advice"):
        answer = Client().get(f"/api/v1/consults/{row.id}{path}", headers=headers)
        assert answer.status_code == 404
    fhir = Client().get(f"/fhir/ServiceRequest/{row.id}", headers=headers)
    assert fhir.status_code in (403, 404)
    found = Client().get(f"/fhir/ServiceRequest?patient={known.id}", headers=headers)
    assert str(row.id) not in found.content.decode()


def test_whoever_has_the_grant_sees_it(known: Person, hospital: Unit, station: Unit) -> None:
    hidden_case(known, station, hospital, "hiv")
    browser, _headers = reader(hospital, "hiv")

    assert QUESTION in browser.get("/consults/?box=in").content.decode()


def test_an_open_board_is_not_told_that_the_hidden_moved(
    known: Person, hospital: Unit, station: Unit
) -> None:
    plain, granted = reader(hospital)[0], reader(hospital, "hiv")[0]
    asks = [_poll_of(each.get("/consults/").content.decode()) for each in (plain, granted)]

    hidden_case(known, station, hospital, "hiv")
    polling.forget()

    assert [Client().get(each).status_code for each in asks] == [204, 205]


def _poll_of(page: str) -> str:
    found = re.search(r'data-watch="([^"]+)"', page)
    assert found is not None
    return found[1]
