"""Every page in both languages, empty or filled, and its form sent back empty: no word of the other one."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.access.addresses import Address, every_address
from tests.access.test_doors import may_enter
from tests.language.reading import english, vietnamese
from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import queue
from tuyen.record.models import Encounter
from tuyen.registry.facilities import actions as network
from tuyen.registry.staff import actions as staff
from tuyen.registry.terms.models import Code, CodeSet

pytestmark = pytest.mark.django_db
Open = Callable[..., Client]
Stray = Callable[[str], list[str]]
FIRST = ("station_doctor", "unit_administrator", "direction_office", "privacy_officer")
# Answers to programs are read elsewhere; names and forms of drugs are Vietnamese in the catalogue itself.
NOT_PAGES = ("api:", "fhir:", "ops:", "service_worker", "accounts:lock", "accounts:language")
DATA = ("clinic:pick_drugs", "pharmacy:pick_items")


@pytest.fixture(autouse=True)
def without_code_lists(db: None) -> None:
    """Texts of code lists are data; another test of this run may have loaded them for good."""
    Code.objects.all()._raw_delete("default")
    CodeSet.objects.all()._raw_delete("default")


@pytest.fixture
def station() -> ScopeNode:
    department = network.create_unit(
        parent=None, kind="health_department", name="So Mau", chain="moh", by=SYSTEM
    )
    unit = network.create_unit(parent=department, kind="health_station", name="Tram Mau", by=SYSTEM)
    return ScopeNode.objects.get(unit_id=unit.id)


@pytest.fixture
def open_as(station: ScopeNode) -> Open:
    """A browser of somebody with this role, in this language; one account for each role."""
    browsers: dict[str, Client] = {}

    def browser(role: str, language: str = "vi") -> Client:
        if role not in browsers:
            browsers[role] = browser_of(account_at(station, role, name="Lo Mau"))
            browsers[role].post("/accounts/language/", {"language": language})
        return browsers[role]

    return browser


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    actor = actor_of(account_at(station, "station_doctor", name="Vang Mau"))
    assert actor is not None
    return actor


@pytest.fixture
def rows(station: ScopeNode, doctor: Actor) -> dict[str, Any]:
    """One of what the addresses ask for, with names in plain letters."""
    someone = person(doctor, "Lo Thi Mau")
    entry = queue.enqueue(person_id=someone.id, by=doctor, reason="Ho")
    visit = {"repeat": str(uuid4()), "reason": "Ho", "pressure": "180/110", "pulse": "84"}
    visit |= {"dx_code": "", "dx_name": "Cum", "temperature": "38.2"}
    browser = browser_of(Account.objects.get(id=doctor.account_id))
    browser.post(f"/queue/{entry.id}/start/")
    browser.post(f"/queue/{entry.id}/visit/", visit)
    seen = queue.enqueue(person_id=person(doctor, "Vang A Mau").id, by=doctor, reason="Ho")
    member = staff.add_member(
        unit=network.Unit.objects.get(id=station.unit_id),
        name="Phan Mau",
        birth_year=1985,
        sex="female",
        profession="doctor",
        position="NV",
        works_from=dt.date(2020, 1, 1),
        by=SYSTEM,
    )
    return {
        "person_id": someone.id,
        "entry_id": seen.id,
        "unit_id": station.unit_id,
        "staff_id": member.id,
        "encounter_id": Encounter.objects.get().id,
        "account_id": account_at(station, "station_nurse", name="Giang Mau").id,
        "scheme": "icd10",
        "name": "vitals",
        "kind_key": "units",
    }


def pages() -> list[Address]:
    return [
        each
        for each in every_address()
        if not each.name.startswith(NOT_PAGES + DATA)
        and (each.name in may_enter() or each.open_because)
    ]


def _role_for(address: Address) -> str:
    roles = may_enter().get(address.name, {FIRST[0]})
    return next((role for role in FIRST if role in roles), min(roles))


def _wrong(browser: Client, url: str, stray: Stray) -> list[str]:
    """Strayed phrases of the page, and of the same form sent back empty."""
    page = browser.get(url)
    if "html" not in page.headers.get("Content-Type", "") or page.status_code == 405:
        return []
    found = stray(page.text)
    if page.status_code == 200 and 'method="post"' in page.text:
        answer = browser.post(url, {})
        found += stray(answer.text) if "html" in answer.headers["Content-Type"] else []
    return found


def _strayed(known: dict[str, Any], open_as: Open, language: str, stray: Stray) -> list[str]:
    wrong = []
    for address in pages():
        arguments = {name: known.get(name, given) for name, given in address.arguments.items()}
        url = Address(address.name, address.view, arguments).url()
        found = _wrong(open_as(_role_for(address), language), url, stray)
        wrong += [f"{address.name}: {phrase}" for phrase in sorted(set(found))]
    return wrong


@pytest.mark.parametrize("language, stray", [("en", vietnamese), ("vi", english)])
def test_no_page_with_rows_shows_a_word_of_the_other_language(
    language: str, stray: Stray, rows: dict[str, Any], open_as: Open
) -> None:
    wrong = _strayed(rows, open_as, language, stray)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language, stray", [("en", vietnamese), ("vi", english)])
def test_no_empty_page_shows_a_word_of_the_other_language(
    language: str, stray: Stray, open_as: Open
) -> None:
    wrong = _strayed({}, open_as, language, stray)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language, stray", [("en", vietnamese), ("vi", english)])
def test_no_page_at_the_door_shows_a_word_of_the_other_language(
    language: str, stray: Stray
) -> None:
    visitor = Client()
    visitor.post("/accounts/language/", {"language": language})

    wrong = []
    for address in every_address():
        if address.is_third_party and not address.name.startswith(NOT_PAGES):
            wrong += [f"{address.name}: {told}" for told in _wrong(visitor, address.url(), stray)]

    assert not wrong, "\n".join(wrong)
