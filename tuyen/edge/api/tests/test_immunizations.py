"""Doses by the API: given once, told, withheld, corrected, struck; what is due; coverage."""

import datetime as dt
from typing import Any

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.record.models import Immunization
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def child(doctor: Actor) -> Person:
    born = clock.today() - 304 * DAY
    said: dict[str, Any] = {"birth_date": born, "address_line": "Bản Mẫu 1"}
    return person(doctor, "Giàng A Bé", home_unit_id=doctor.unit_id, **said)


def dose(**said: Any) -> dict[str, Any]:
    return {"vaccine": "mr", "given_on": f"{clock.today()}", "lot": "mr01"} | said


def test_a_dose_sent_twice_under_one_key_is_given_once(program: Program, child: Person) -> None:
    key, path = new_key(), f"persons/{child.id}/immunizations"

    made = program.post(path, dose(), idempotency_key=key)
    again = program.post(path, dose(), idempotency_key=key)

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert Immunization.objects.count() == 1
    assert program.get(path).json()["items"][0]["lot"] == "MR01"


def test_a_dose_before_birth_is_refused(program: Program, child: Person) -> None:
    assert child.birth_date is not None
    body = dose(given_on=f"{child.birth_date - DAY}")

    answer = program.post(f"persons/{child.id}/immunizations", body)

    assert answer.status_code == 422
    assert not Immunization.objects.exists()


def test_what_a_card_tells_moves_the_schedule_on(program: Program, child: Person) -> None:
    assert child.birth_date is not None
    told = [dose(vaccine="penta", given_on=f"{child.birth_date + n * DAY}") for n in (62, 93)]

    made = program.post(f"persons/{child.id}/immunizations/history", {"doses": told})
    schedule = program.get(f"persons/{child.id}/immunization-schedule").json()["items"]

    penta = next(each for each in schedule if each["series"] == "penta")
    assert made.status_code == 201
    assert (penta["had"], penta["number"], penta["state"]) == (2, 3, "late")


def test_a_dose_is_withheld_corrected_and_struck(program: Program, child: Person) -> None:
    base = f"persons/{child.id}/immunizations"
    body = {"vaccine": "td", "day": f"{clock.today()}", "reason": "fever"}
    withheld = program.post(f"{base}/withheld", body).json()
    made = program.post(base, dose())
    path = f"immunizations/{made.json()['id']}"

    mended = program.send("PUT", path, dose(lot="b2", why="x"), if_match=made.headers["ETag"])
    struck = program.post(f"immunizations/{mended.json()['id']}/strike", {"why": "Nhầm người"})

    assert (withheld["status"], withheld["status_reason"]) == ("not_done", "fever")
    assert (mended.json()["lot"], struck.json()["status"]) == ("B2", "entered_in_error")


def test_the_lists_of_the_unit(program: Program, child: Person) -> None:
    due = program.get("immunizations/due").json()
    covered = program.get("immunizations/coverage").json()

    assert [each["person_id"] for each in due["items"]] == [str(child.id)]
    assert due["items"][0]["village"] == "Bản Mẫu 1"
    assert sum(cell["children"] for cell in covered["fully_immunised"]) == 1


def test_what_followed_a_dose(program: Program, child: Person) -> None:
    made = program.post(f"persons/{child.id}/immunizations", dose()).json()
    said = {"began_at": clock.now().isoformat(), "signs": "Sốc phản vệ", "is_serious": True}

    told = program.post(f"immunizations/{made['id']}/adverse-events", said)

    listed = program.get("immunizations/adverse-events").json()
    assert (told.status_code, told.json()["holds_lot"], listed["total"]) == (201, True, 1)
