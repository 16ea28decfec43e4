"""Other programs read the books and end the day, as the pages do."""

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.edge.api import books
from tuyen.edge.api.tests.conftest import Program
from tuyen.edge.api.tests.test_api import VISIT, done, problem_of
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B10", "G1", where="/api/v1/docs")]


@pytest.fixture
def visited(program: Program, patient: Person) -> Person:
    done(program.post(f"persons/{patient.id}/visits", VISIT))
    return patient


def test_the_book_fills_itself_and_the_reading_is_logged(
    program: Program, visited: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "LINES", 1)
    done(program.post(f"persons/{visited.id}/visits", VISIT))
    month = f"{clock.today():%Y-%m}"

    heads = done(program.get("books"), 200)["items"]
    first = done(program.get("books/a1", period=month), 200)
    second = done(program.get("books/a1", period=month, page=2), 200)

    assert {head["code"] for head in heads} >= {"a1", "drugs", "referrals"}
    assert all(head["is_unverified"] for head in heads)
    assert (first["next"], second["next"]) == (2, None)
    assert [row["number"] for row in first["items"] + second["items"]] == [1, 2]
    assert first["items"][0]["cells"]["name"] == visited.name
    assert ReadLog.objects.filter(patient_id=visited.id, what="book_a1").count() == 2
    problem_of(program.get("books/a1", period="tháng này"), 422)
    problem_of(program.get("books/nothing", period=month), 404)


def test_a_day_is_locked_and_opened_again_with_a_reason(program: Program, visited: Person) -> None:
    today = clock.today()
    url = f"days/{today}"

    before = done(program.get(url), 200)
    locked = program.post(f"{url}/lock", {})
    again = done(program.post(f"{url}/lock", {}), 200)
    late = problem_of(program.post(f"persons/{visited.id}/visits", VISIT), 422)
    silent = program.post(f"{url}/reopening", {"why": " "}, if_match=locked["ETag"])
    opened = program.post(f"{url}/reopening", {"why": "Nhập bù"}, if_match=locked["ETag"])

    assert (before["status"], before["visits"]) == ("never", 1)
    assert done(locked, 200)["locked_at"] == again["locked_at"]
    assert late["type"].endswith("locked_day")
    problem_of(silent, 422)
    assert done(opened, 200)["unlock_reason"] == "Nhập bù"
    month = done(program.get("days", month=f"{today:%Y-%m}"), 200)["items"]
    assert [(each["day"], each["status"]) for each in month] == [(f"{today}", "open")]


def test_books_and_locks_are_those_of_the_own_unit(
    program: Program, stranger: Program, station: ScopeNode, visited: Person
) -> None:
    month, day = f"{clock.today():%Y-%m}", f"{clock.today()}"
    done(program.post(f"days/{day}/lock", {}), 200)
    nurse = Program(account_at(station, "station_nurse"))

    elsewhere = done(stranger.get("books/a1", period=month), 200)
    other = done(stranger.get(f"days/{day}"), 200)

    assert elsewhere["items"] == []
    assert (other["status"], other["visits"]) == ("never", 0)
    problem_of(stranger.post(f"days/{day}/reopening", {"why": "Thử"}, if_match="*"), 404)
    problem_of(nurse.post(f"days/{day}/reopening", {"why": "Thử"}, if_match="*"), 403)
    problem_of(program.post("days/2999-01-01/lock", {}), 422)
