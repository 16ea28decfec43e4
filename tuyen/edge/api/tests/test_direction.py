"""Direction of the lower tiers by the API: the same acts and the same scope as the pages."""

import datetime as dt

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(db: None) -> Unit:
    top = create_unit(parent=None, kind="health_department", name="Sở mẫu", chain="moh", by=SYSTEM)
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def program_at(place: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(unit_id=place.id), role))


@pytest.fixture
def above(hospital: Unit) -> Program:
    return program_at(hospital, "direction_office")


@pytest.fixture
def below_unit(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)


@pytest.fixture
def below(below_unit: Unit) -> Program:
    return program_at(below_unit, "station_doctor")


def test_a_request_is_asked_once_answered_and_closed(
    above: Program, below: Program, hospital: Unit
) -> None:
    asked = {"to_unit_id": str(hospital.id), "topic": "drug", "title": "Hết thuốc"}
    key = new_key()

    first = below.post("direction/support", asked, idempotency_key=key)
    again = below.post("direction/support", asked, idempotency_key=key)
    row = first.json()
    url = f"direction/support/{row['id']}"
    tag = above.get(url).headers["ETag"]
    unread = above.post(f"{url}/answer", {"text": "Gửi chiều nay"})
    answered = above.post(f"{url}/answer", {"text": "Gửi chiều nay"}, if_match=tag)
    early = above.post(f"{url}/close", {"rating": 5}, if_match=answered.headers["ETag"])
    closed = below.post(f"{url}/close", {"rating": 5}, if_match=answered.headers["ETag"])

    assert (first.status_code, again.json()["id"]) == (201, row["id"])
    assert (unread.status_code, early.status_code) == (428, 403)
    assert (closed.json()["status"], closed.json()["rating"]) == ("closed", 5)
    assert len(above.get("direction/support", which="closed").json()["items"]) == 1


def test_a_declined_request_says_why_and_is_followed_by_another(
    above: Program, below: Program, hospital: Unit
) -> None:
    asked = {"to_unit_id": str(hospital.id), "topic": "drug", "title": "Hết thuốc"}
    row = below.post("direction/support", asked, idempotency_key=new_key()).json()
    url = f"direction/support/{row['id']}"
    tag = above.get(url).headers["ETag"]

    silent = above.post(f"{url}/decline", {"text": ""}, if_match=tag)
    declined = above.post(f"{url}/decline", {"text": "Kho cũng hết"}, if_match=tag)
    same = below.post(
        "direction/support", asked | {"after_id": row["id"]}, idempotency_key=new_key()
    )

    assert (silent.status_code, declined.json()["status"]) == (422, "declined")
    assert same.status_code == 422
    assert "đã từ chối" in same.json()["detail"]
    assert len(below.get("direction/support", which="declined").json()["items"]) == 1


def test_agreements_are_signed_listed_and_seen_by_their_sides_only(
    above: Program, below: Program, stranger: Program
) -> None:
    today = clock.today()
    said = {
        "kind": "union_health",
        "number": "3/QC",
        "title": "Quy chế phối hợp",
        "signed_on": f"{today - dt.timedelta(days=30)}",
        "valid_from": f"{today - dt.timedelta(days=30)}",
        "valid_to": f"{today + dt.timedelta(days=30)}",
        "other_party": "Công đoàn mẫu",
    }

    made = above.post("direction/agreements", said)
    alone = above.post("direction/agreements", {**said, "other_party": ""})
    found = above.get("direction/agreements", state="expiring").json()["items"]
    url = f"direction/agreements/{made.json()['id']}"

    assert (made.status_code, made.json()["state"]) == (201, "expiring")
    assert alone.status_code == 422
    assert [row["number"] for row in found] == ["3/QC"]
    assert above.get(url).json()["commitments"] == []
    assert below.get(url).status_code == 404
    assert below.post("direction/agreements", said).status_code == 403


def test_work_is_written_down_and_the_desk_is_read(
    above: Program, below_unit: Unit, hospital: Unit
) -> None:
    said = {
        "other_unit_id": str(below_unit.id),
        "kind": "visit",
        "done_on": f"{clock.today()}",
        "subject": "Đi trạm",
        "person_days": 1.5,
    }

    made = above.post("direction/log", said)

    assert (made.status_code, made.json()["side"]) == (201, "directs")
    assert [row["subject"] for row in above.get("direction/log").json()["items"]] == ["Đi trạm"]
    assert above.get("direction/hotline").json()["items"] == []
    assert above.get("direction/duty", unit_id=str(hospital.id)).json() == {"items": []}


def test_a_figure_says_what_counts_at_the_unit_and_that_nobody_has_verified_it(
    above: Program, below_unit: Unit
) -> None:
    told = above.get("figures", unit_id=str(below_unit.id)).json()["items"]

    lapse = next(each for each in told if each["code"] == "techniques.transfer:all:lapse_months")
    assert (lapse["value"], lapse["unit"], lapse["is_confirmed"]) == ("12", "months", False)
    assert len({each["code"] for each in told}) == len(told)
