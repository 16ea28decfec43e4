"""Areas by the API: opened once, people taken in, checked and let go."""

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.models import AreaStay, IsolationArea
from tuyen.edge.api.tests.conftest import Program, new_key

pytestmark = pytest.mark.django_db
BODY = {
    "template": "station_isolation",
    "name": "Khu cách ly trạm",
    "place": "Dãy nhà sau",
    "opening_order": "3/QĐ-TYT",
}


def test_a_repeated_request_opens_no_second_area(program: Program) -> None:
    key = new_key()
    first = program.post("isolation-areas", BODY, idempotency_key=key)
    again = program.post("isolation-areas", BODY, idempotency_key=key)
    anew = program.post("isolation-areas", BODY, idempotency_key=new_key())

    assert (first.status_code, again.status_code, anew.status_code) == (201, 201, 422)
    assert IsolationArea.objects.count() == 1


def test_a_person_is_taken_in_checked_and_let_go(program: Program, doctor: Actor) -> None:
    area = program.post("isolation-areas", BODY, idempotency_key=new_key()).json()
    whole = program.get(f"isolation-areas/{area['id']}").json()
    beds = whole["rooms"][0]["beds"]
    sick = person(doctor, name="Lò Văn Mẫu")
    other = person(doctor, name="Vàng Thị Mẫu")
    said = {"person_id": str(sick.id), "severity": "light", "bed_id": beds[0]["id"]}
    path = f"isolation-areas/{area['id']}/stays"
    stay = program.post(path, said, idempotency_key=new_key()).json()
    taken = program.post(path, said | {"person_id": str(other.id)}, idempotency_key=new_key())
    here = f"isolation-areas/stays/{stay['id']}"
    checked = program.post(f"{here}/checks", {"spo2": 93})
    moved = program.post(f"{here}/place", {"bed_id": beds[1]["id"]})
    told = program.get(here)
    read = told.json()
    leaving = {"then": "discharged", "on": f"{clock.today()}"}
    ended = program.post(f"{here}/end", leaving, if_match=told["ETag"])

    assert taken.status_code in (409, 422)
    assert (checked.status_code, checked.json()["severity_proposed"]) == (201, "severe")
    assert moved.json()["bed_id"] == beds[1]["id"]
    assert [each["what"] for each in read["moves"]] == ["admitted", "placed"]
    assert [each["spo2"] for each in read["checks"]] == [93]
    assert (ended.status_code, AreaStay.objects.get().status) == (200, "discharged")
    assert [each["id"] for each in program.get(path).json()["items"]] == [stay["id"]]


def test_the_work_of_an_area_is_told(program: Program) -> None:
    area = program.post("isolation-areas", BODY, idempotency_key=new_key()).json()
    here = f"isolation-areas/{area['id']}"
    day = f"{clock.today()}"
    turn = {"day": day, "shift": "night", "name": "Bác sĩ Trực"}

    assert program.post(f"{here}/turns", turn).status_code == 201
    assert [each["name"] for each in program.get(f"{here}/turns?first={day}").json()] == [
        "Bác sĩ Trực"
    ]
    assert program.get(f"{here}/needs").json()["turns"] == 1
    assert program.get(f"{here}/forecast").json()["reason"] == "no_disease"
    assert program.get(f"{here}/after-care").json() == []
