"""An immunisation day by the API: opened, lots chosen, doses given once, what it came to."""

import datetime as dt
import uuid
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
    born = clock.today() - 200 * DAY
    said: dict[str, Any] = {"birth_date": born, "address_line": "Bản Mẫu 1"}
    return person(doctor, "Giàng A Bé", home_unit_id=doctor.unit_id, **said)


@pytest.fixture
def path(program: Program) -> str:
    made = program.post("immunizations/sessions", {"place": "Trạm Mẫu"})
    assert made.status_code == 201
    return f"immunizations/sessions/{made.json()['id']}"


def lot(**said: Any) -> dict[str, Any]:
    usual = {"vaccine": "ipv", "lot": "i1", "expiry_on": f"{clock.today() + 60 * DAY}"}
    return {"items": [usual | said]}


def test_a_day_from_opening_to_its_figures(program: Program, child: Person, path: str) -> None:
    program.send("put", f"{path}/lots", lot())
    program.post(f"{path}/persons/{child.id}/screening", {})
    key, said = new_key(), {"vaccines": ["ipv"]}

    first = program.post(f"{path}/persons/{child.id}/doses", said, idempotency_key=key)
    again = program.post(f"{path}/persons/{child.id}/doses", said, idempotency_key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert Immunization.objects.get().lot == "I1"
    sheet = program.get(path).json()
    assert [(v["size"], v["left"]) for v in sheet["vials"]] == [(5, 4)]
    assert [(c["outcome"], c["is_watched"]) for c in sheet["children"]] == [("given", True)]
    assert sheet["used"][0]["given"] == 1
    assert program.post(f"{path}/close", {}).status_code == 422
    watched = program.get("immunizations/sessions/watch").json()["items"][0]
    home = f"immunizations/sessions/watch/{watched['visit_id']}/home"
    assert program.post(home, {}).status_code == 422
    assert program.post(home, {"note": "Nhà gần"}).json()["left_how"] == "early"
    assert program.get("immunizations/sessions").json()["items"][0]["closed_at"] is None


def test_a_lot_past_its_day_is_refused(program: Program, path: str) -> None:
    answer = program.send("put", f"{path}/lots", lot(expiry_on=f"{clock.today() - DAY}"))

    assert answer.status_code == 422
    assert "quá hạn dùng" in answer.json()["detail"]


def test_a_child_not_given_says_why_and_a_vial_is_thrown_away(
    program: Program, child: Person, path: str
) -> None:
    program.send("put", f"{path}/lots", lot())
    person_path = f"{path}/persons/{child.id}"

    assert program.post(f"{person_path}/withheld", {"reason": "weather"}).status_code == 422
    said = program.post(f"{person_path}/withheld", {"reason": "fever"})
    assert (said.json()["outcome"], said.json()["reason"]) == ("not_given", "fever")
    program.post(f"{person_path}/screening", {})
    program.post(f"{person_path}/doses", {"vaccines": ["ipv"]})
    vial = program.get(path).json()["vials"][0]["id"]

    gone = program.post(f"{path}/vials/{vial}/discard", {})

    assert (gone.status_code, gone.json()["wasted"]) == (200, 4)
    assert program.post(f"{path}/vials/{uuid.uuid4()}/discard", {}).status_code == 404
