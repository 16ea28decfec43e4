"""Outbreaks by the API: opened once out of linked cases, told of, closed from the day of the rule."""

import datetime as dt

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(doctor: Actor) -> dict[str, object]:
    cases = [_case(doctor, "Lò Văn Một", 9), _case(doctor, "Lò Văn Hai", 2)]
    ids = [str(each.id) for each in cases]
    return {"case_ids": ids, "place": "Lớp 2A, bản Mẫu", "basis": "Biên bản điều tra số 1"}


def _case(doctor: Actor, name: str, days_ago: int) -> Case:
    sick = person(doctor, name=name)
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    onset = clock.today() - dt.timedelta(days=days_ago)
    return case_acts.notify_case(
        person=sick.id, told=Told(disease="measles", onset_on=onset), by=doctor
    )


def test_a_repeated_request_opens_no_second_outbreak(
    program: Program, body: dict[str, object]
) -> None:
    key = new_key()
    first = program.post("outbreaks", body, idempotency_key=key)
    again = program.post("outbreaks", body, idempotency_key=key)
    anew = program.post("outbreaks", body, idempotency_key=new_key())

    assert (first.status_code, again.status_code, anew.status_code) == (201, 201, 404)
    assert first.json()["id"] == again.json()["id"]
    assert again["Idempotent-Replayed"] == "true"
    assert Outbreak.objects.count() == 1


def test_an_open_outbreak_is_read_with_its_figures(
    program: Program, body: dict[str, object]
) -> None:
    made = program.post("outbreaks", body, idempotency_key=new_key()).json()
    read = program.get(f"outbreaks/{made['id']}").json()

    assert [each["id"] for each in program.get("outbreaks").json()["items"]] == [made["id"]]
    assert (read["status"], read["figures"]["cases"]) == ("open", 2)


def test_a_contact_is_added_once_and_looked_at_every_day(
    program: Program, stranger: Program, body: dict[str, object]
) -> None:
    made = program.post("outbreaks", body, idempotency_key=new_key()).json()
    path, key, today = f"outbreaks/{made['id']}/contacts", new_key(), clock.today()
    said = {"name": "Vàng Thị Mẫu", "exposed_on": str(today - dt.timedelta(days=3))}

    first = program.post(path, said, idempotency_key=key)
    again = program.post(path, said, idempotency_key=key)
    one = first.json()["id"]
    look = {"day": str(today), "state": "well"}
    looked = program.post(f"{path}/{one}/looks", look, idempotency_key=new_key())

    assert (first.status_code, again.status_code, looked.status_code) == (201, 201, 201)
    assert again.json()["id"] == one
    assert [each["id"] for each in program.get(path).json()] == [one]
    assert first.json()["follow_until"] == str(today + dt.timedelta(days=18))
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/{one}/looks", look, idempotency_key=new_key()).status_code in (
        403,
        404,
    )


def test_a_zone_is_set_once_and_lifted_by_an_order(
    program: Program, body: dict[str, object]
) -> None:
    outbreak = program.post("outbreaks", body, idempotency_key=new_key()).json()["id"]
    at = f"outbreaks/{outbreak}/zones"
    today = f"{clock.today():%Y-%m-%d}"
    order = {"number": "15/QĐ-UBND", "signed_on": today, "signed_by": "Chủ tịch Mẫu",
             "why": "Ca sởi", "effective_on": today}  # fmt: skip
    until = {"until_on": f"{clock.today() + dt.timedelta(days=14):%Y-%m-%d}"}
    said = {"name": "Bản Mẫu", "level": "core", "hamlets": ["Bản Mẫu"],
            "measures": ["checkpoint"], "order": order | until}  # fmt: skip
    key = new_key()

    made = program.post(at, said, idempotency_key=key)
    again = program.post(at, said, idempotency_key=key)
    zone = f"{at}/{made.json()['id']}"
    given = program.post(
        f"{zone}/supplies", {"item": "Gạo", "amount": 9, "amount_unit": "kg", "given_on": today}
    )
    lifted = program.post(f"{zone}/lift", order | {"number": "16/QĐ-UBND"})
    whole = program.get(zone).json()

    assert (made.status_code, again.status_code, given.status_code) == (201, 201, 201)
    assert lifted.status_code == 201
    assert [each["id"] for each in program.get(at).json()] == [made.json()["id"]]
    assert whole["zone"]["status"] == "lifted"
    assert whole["zone"]["hamlets"] == ["Bản Mẫu"]
    assert [each["kind"] for each in whole["orders"]] == ["set", "lift"]
    assert program.post(f"{zone}/extend", order | until).status_code == 422


def test_the_chain_is_told_with_ids_only(program: Program, body: dict[str, object]) -> None:
    outbreak = program.post("outbreaks", body, idempotency_key=new_key()).json()["id"]

    chain = program.get(f"outbreaks/{outbreak}/chain").json()

    assert [each["case_id"] for each in chain["cases"]] == body["case_ids"]
    assert [each["generation"] for each in chain["cases"]] == [1, 1]
    assert (chain["links"], chain["serial_interval"], chain["pairs"]) == ([], None, 0)
    assert program.get(f"outbreaks/{new_key()}/chain").status_code == 404
