"""What nobody types on purpose: other digits, ends of the calendar, NaN, null characters."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.wire import read_json
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens import actions as tokens
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Encounter
from tuyen.registry.persons.actions import mark_alive
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.search import search_persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_doctor"))


@pytest.fixture
def patient(doctor: Actor) -> Person:
    found = person(doctor)
    enqueue(person_id=found.id, by=doctor)
    return found


@pytest.fixture
def key(station: ScopeNode) -> dict[str, str]:
    post = posts_of(account_at(station, "station_doctor"))[0]
    _row, key = tokens.issue(post=post, name="Thử", days=1, by=SYSTEM)
    return {"Authorization": f"Bearer {key}"}


def sent(client: Client, path: str, body: str, headers: Any) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("said", ["NaN", "Infinity", "-Infinity", "1e309"])
def test_a_pulse_that_is_no_number_is_not_taken(
    client: Client, key: dict[str, str], patient: Person, said: str
) -> None:
    body = f'{{"reason": "Khám", "readings": [{{"code": "pulse", "value": {said}}}]}}'

    answer = sent(client, f"/api/v1/persons/{patient.id}/visits", body, key)

    assert answer.status_code == 400
    assert not Encounter.objects.exists()


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
def test_a_name_that_not_every_database_keeps_is_not_taken(
    client: Client, key: dict[str, str], text: str
) -> None:
    answer = sent(client, "/api/v1/persons", f'{{"name": "Lò {text}", "birth": "1990"}}', key)

    assert answer.status_code in (400, 422)
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "1999-05-05T08:00:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_visit_before_the_rules_or_after_the_calendar_is_refused_in_words(
    client: Client, key: dict[str, str], patient: Person, at: str
) -> None:
    body = json.dumps({"reason": "Khám", "occurred_at": at, "paper_reason": "Mất điện"})

    answer = sent(client, f"/api/v1/persons/{patient.id}/visits", body, key)

    assert answer.status_code == 422
    assert "ngày" in answer.json()["detail"]


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "05/05/1999", "31/02/2026"])
def test_a_paper_of_an_impossible_day_comes_back_with_a_sentence(
    browser: Client, patient: Person, station: ScopeNode, day: str
) -> None:
    mine = browser_of(account_at(station, "station_doctor"))
    typed = {"reason": "Ho", "occurred_on": day, "paper_reason": "Mất điện"}

    answer = mine.post(reverse("clinic:from_paper", args=[patient.id]), typed)

    assert answer.status_code == 422
    assert "Ho" in answer.content.decode()


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "\u0663", "²", "29/02/2025"])
def test_a_day_nobody_can_show_is_today(browser: Client, day: str) -> None:
    assert browser.get(reverse("clinic:today"), {"day": day}).status_code == 200


@pytest.mark.parametrize("line", ["²²", "٣٣", "٠٩٨٧٦٥٤٣٢١", "١٢٣٤٥٦٧٨٩٠١٢", "x²", "⁷⁹"])
def test_digits_of_other_scripts_find_nobody_and_break_nothing(doctor: Actor, line: str) -> None:
    assert search_persons(doctor, line).hits == []


def test_a_number_in_other_digits_is_not_taken_for_a_citizen_number(browser: Client) -> None:
    typed = {"name": "Lò Thị Mẫu", "birth": "1990", "sex": "female", "citizen_id": "١٢٣٤٥٦٧٨٩٠١٢"}

    checked = browser.post(reverse("persons:duplicates"), typed)
    entered = browser.post(reverse("persons:register"), typed)

    assert (checked.status_code, entered.status_code) == (200, 422)


def test_a_class_of_facilities_without_visits_is_an_empty_table(browser: Client) -> None:
    answer = browser.get(reverse("reports:activity"), {"class": "<script>alert(1)</script>"})

    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_null_character_is_refused_before_any_database_sees_it(browser: Client) -> None:
    by_address = browser.get(reverse("clinic:pick_drugs"), {"q": "a\x00"})
    by_form = browser.post(
        reverse("persons:suggest"), "q=a%00b", content_type="application/x-www-form-urlencoded"
    )

    with_file = browser.post(reverse("persons:suggest"), {"q": "a\x00b"})  # the client's own way

    codes = (by_address.status_code, by_form.status_code, with_file.status_code)
    assert codes == (400, 400, 400)


@pytest.mark.parametrize(
    "body", ['{"a": NaN}', '{"a": 1e400}', "[" * 50_000, '{"a": "\\u0000"}', '{"a": "\\ud800"}']
)
def test_a_draft_that_no_database_keeps_is_refused_in_words(browser: Client, body: str) -> None:
    answer = browser.put(
        reverse("drafts:draft", args=["visit", uuid.uuid4()]), body, content_type="application/json"
    )

    assert answer.status_code == 422


def test_strict_json_reads_what_people_write() -> None:
    said = '{"tên": "Giàng Thị Mỷ \\\\u 😀", "n": 36.5, "x": null, "list": [1, true]}'

    assert read_json(said) == {
        "tên": "Giàng Thị Mỷ \\u 😀",
        "n": 36.5,
        "x": None,
        "list": [1, True],
    }


@pytest.mark.parametrize("path", ["Patient?_count=", "Patient?_lastUpdated=0001&_count="])
def test_endless_digits_in_a_search_are_a_wrong_parameter(
    client: Client, key: dict[str, str], path: str
) -> None:
    assert client.get(f"/fhir/R4/{path}{'9' * 5000}", headers=key).status_code == 400


LONG = "dài " * 2500


@pytest.mark.parametrize(
    "name, typed",
    [
        ("clinic:arrive", {"reason": LONG}),
        ("clinic:add_allergy", {"substance": LONG}),
        ("clinic:add_allergy", {"substance": "Penicillin", "reaction": LONG}),
        ("clinic:add_problem", {"problem": LONG}),
    ],
)
def test_ten_thousand_letters_are_refused_with_a_sentence_on_every_engine(
    doctor: Actor, name: str, typed: dict[str, str]
) -> None:
    account = Account.objects.get(pk=doctor.account_id)
    patient = person(doctor, entered_unit_id=doctor.unit_id)

    answer = browser_of(account).post(reverse(name, args=[patient.id]), typed)

    assert answer.status_code == 422
    assert "dài" in answer.content.decode()


def test_a_reason_that_never_ends_is_refused_with_a_sentence(doctor: Actor) -> None:
    patient = person(doctor, entered_unit_id=doctor.unit_id)

    with pytest.raises(Refused, match="dài quá"):
        mark_alive(person=patient, by=doctor, why=LONG)


def test_a_name_without_end_does_not_sign_in(client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "x" * 10_000, "password": "y" * 10_000})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
