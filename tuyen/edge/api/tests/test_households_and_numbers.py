"""Who lives together; the numbers of referrals and wards: counts in the asker's scope."""

import datetime as dt

import pytest

from tests.network import account_at
from tests.people import person
from tests.referrals import referral_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.queue import enqueue
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B7", "G1", where="/api/v1/docs")]


def test_a_household_is_made_joined_and_left(
    program: Program, stranger: Program, patient: Person, doctor: Actor
) -> None:
    child = person(doctor, "Giàng A Con")
    url, theirs = f"persons/{patient.id}/household", f"persons/{child.id}/household"
    alone = done(program.get(url), 200)

    problem_of(program.post(f"{url}/members", {"person_id": str(child.id)}), 404)
    done(program.post(url, {}))
    problem_of(program.post(f"{url}/members", {"person_id": str(child.id)}), 403)
    enqueue(person_id=child.id, by=doctor, reason="Tiêm")
    joined = done(program.post(f"{url}/members", {"person_id": str(child.id)}))
    problem_of(stranger.get(url), 403)
    done(program.send("DELETE", theirs, {}), 204)

    assert (alone["id"], alone["members"]) == (None, [])
    assert {each["name"] for each in joined["members"]} == {"Giàng Thị Mẫu", "Giàng A Con"}
    assert [each["is_head"] for each in joined["members"]] == [True, False]
    assert len(done(program.get(url), 200)["members"]) == 1


def test_referrals_and_wards_are_counted_for_who_reads_reports(
    program: Program, station: ScopeNode, patient: Person, doctor: Actor
) -> None:
    referral_of(patient.id, doctor.unit_id)
    today = clock.today()
    period = {"first": f"{today - dt.timedelta(days=30)}", "last": f"{today}"}
    nurse = Program(account_at(station, "village_health_worker"))

    numbers = done(program.get("referrals/statistics", **period), 200)
    ward = done(program.get("wards/statistics", month=f"{today:%Y-%m}"), 200)

    assert numbers["total"]["all"] == 1
    assert sum(each["counts"]["all"] for each in numbers["by_reason"]) == 1
    assert ward["items"] == []
    problem_of(program.get("referrals/statistics", first=f"{today}", last="1990-01-01"), 422)
    problem_of(program.get("wards/statistics", month="13/2026"), 422)
    problem_of(nurse.get("referrals/statistics", **period), 403)
    problem_of(nurse.get("wards/statistics", month=f"{today:%Y-%m}"), 403)
