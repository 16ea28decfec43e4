"""The demo of `make run`, and one practice of it alone."""

import datetime as dt
from collections import Counter
from random import Random

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.edge.demo import accounts, families, people, places
from tuyen.edge.demo.default import Demo
from tuyen.edge.demo.everyday import Everyday, Practice
from tuyen.edge.demo.tests import board_numbers, figures
from tuyen.edge.demo.today import _TASKS, Today
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes import bulk, history
from tuyen.platform.changes.node import is_demo
from tuyen.platform.tally import recount
from tuyen.record import task_kinds
from tuyen.record.models import Condition, Encounter, Observation, QueueEntry
from tuyen.registry.areas.load import load_areas
from tuyen.registry.facilities.models import Affiliation, Unit
from tuyen.registry.persons.models import Household, Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 20)


def practice(count: int) -> Practice:
    place = places.places_in("12")[1]
    unit = Unit(
        id=uuid7(),
        kind="health_station",
        chain="moh",
        name="Trạm Y tế xã Mẫu",
        commune_code=place.commune_code,
        province_code="12",
    )
    return Practice(unit, "station", count, (place,), "Lò Thị Mẫu", "1201m")


def drawn(seed: int, count: int = 20) -> list[list[object]]:
    chance = Random(seed)
    everyday = Everyday(chance, people.Ids(chance, 1_700_000_000_000), TODAY)
    return list(everyday.groups(practice(count)))


def test_the_same_seed_draws_the_same_everyday() -> None:
    first, second = ([row.__dict__["id"] for g in drawn(seed=3) for row in g] for _n in range(2))  # type: ignore[attr-defined]

    assert first == second


def test_everyday_is_loaded_with_its_counts_and_its_chain() -> None:
    groups = drawn(seed=4)

    for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):  # type: ignore[arg-type]
        pass

    assert Person.objects.count() == 20
    assert recount.kept() == recount.recounted()
    assert not list(history.broken_links())


def test_nobody_comes_before_birth_or_after_today() -> None:
    for person, *rows in drawn(seed=5, count=60):
        days = [row.day for row in rows if isinstance(row, Encounter)]
        assert all(person.birth_date <= day < TODAY for day in days)  # type: ignore[attr-defined]


def test_a_long_illness_has_a_problem_and_a_trend_over_two_years() -> None:
    ill = next(
        rows
        for _person, *rows in drawn(seed=6, count=60)
        if any(isinstance(row, Condition) and row.category == "problem-list-item" for row in rows)
    )

    pressures = [r for r in ill if isinstance(r, Observation) and r.code == "systolic"]

    days = sorted(reading.day for reading in pressures)
    assert (days[-1] - days[0]).days > 200


@pytest.mark.slow
@pytest.mark.capability("A1", "I1")
def test_the_whole_demo_stands_as_it_is_promised() -> None:
    load_areas()
    load_catalogues(schemes=["technique"])

    Demo().load()

    assert is_demo()
    assert Unit.objects.filter(kind="district_health_centre").count() == 8
    assert Unit.objects.filter(kind="health_station", province_code="92").count() == 80
    assert Affiliation.objects.filter(kind="region_member").count() == 11
    assert 5_000 < Encounter.objects.count() <= 20_000
    waiting = Counter(QueueEntry.objects.filter(day=clock.today()).values_list("status", flat=True))
    assert waiting == {"done": 6, "in_progress": 1, "waiting": 11, "left": 2}
    assert recount.kept() == recount.recounted()
    for name, _password, _what in accounts.listed():
        assert actor_of(Account.objects.get(username=name)) is not None
    figures.two_central_hospitals_help_by_agreement_and_send_people()
    figures.the_union_regulation_is_near_its_end()
    figures.techniques_stand_in_different_stages()
    figures.provincial_infirmaries_asked_for_intensive_care()
    figures.eighty_stations_were_surveyed_two_years_running()
    figures.papers_went_down_the_tree_and_220_met()
    figures.the_force_boosts_four_groups()
    board_numbers.every_number_is_that_of_its_list()


def test_people_of_the_station_live_in_households_and_its_children_are_weighed() -> None:
    place_of_work = practice(40)
    chance = Random(11)
    ids = people.Ids(chance, 1_700_000_000_000)
    groups = list(Everyday(chance, ids, TODAY).groups(place_of_work))
    for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):  # type: ignore[arg-type]
        pass

    families.write(place_of_work, [group[0] for group in groups], ids, chance)

    members = Counter(Person.objects.values_list("household_id", flat=True))
    assert None not in members
    assert set(members) == set(Household.objects.values_list("id", flat=True))
    assert max(members.values()) <= 7
    assert recount.kept() == recount.recounted()


def test_who_is_being_examined_is_held_by_the_doctors_own_account() -> None:
    place_of_work = practice(30)
    at = ScopeNode.objects.create(
        unit_id=place_of_work.unit.id, path="/mau/", chain="moh", name="Mẫu", kind="health_station"
    )
    doctor = account_at(at, "station_doctor", name=place_of_work.doctor)
    chance = Random(12)
    ids = people.Ids(chance, 1_700_000_000_000)
    everyday = Everyday(chance, ids, TODAY)
    groups = list(everyday.groups(place_of_work))
    for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):  # type: ignore[arg-type]
        pass

    Today(everyday, ids, chance, TODAY).write(place_of_work, [group[0] for group in groups])

    seen = QueueEntry.objects.filter(status__in=("done", "in_progress"))
    assert set(seen.values_list("seen_by", flat=True)) == {doctor.pk}
    assert not QueueEntry.objects.filter(status="waiting").exclude(seen_by=None).exists()


def test_every_task_of_the_demo_has_words_and_a_page() -> None:
    assert all(task_kinds.is_known(kind) for kind, _title, _days in _TASKS)
