"""The year of the police health network, at a thousandth of its size."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Count

from tuyen.core.errors import Refused
from tuyen.edge.demo import places, year
from tuyen.edge.demo.force import Scenario
from tuyen.platform.changes import history
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import is_demo
from tuyen.platform.tally import recount
from tuyen.record.models import Condition, Encounter
from tuyen.registry.facilities.queries import activity_classes
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

FIGURES = {"class_1_hospital": 552, "primary_unit": 307, "prison": 799, "detention_camp": 226}


def visits_by_class() -> dict[str, int]:
    classes = activity_classes(Encounter.objects.earliest("day").day)
    counted: Counter[str] = Counter()
    for unit_id, visits in Encounter.objects.values_list("unit_id").annotate(n=Count("id")):
        counted[classes[unit_id]] += visits
    return dict(counted)


@pytest.fixture
def small_year() -> None:
    Scenario(scale=1000).load()


def test_the_four_figures_come_out_exactly(small_year: None) -> None:
    assert visits_by_class() == FIGURES
    assert Condition.objects.filter(rank="main").count() == sum(FIGURES.values())
    assert Person.objects.count() == 300


@pytest.mark.slow
def test_a_hundredth_of_the_year_comes_out_exactly_and_says_how_far_it_is() -> None:
    scenario = Scenario(scale=100)
    steps: list[int] = []

    scenario.load(steps.append)

    found = visits_by_class()
    assert sum(found.values()) == scenario.cost().visits == 18_840
    assert {code: visits // 10 for code, visits in found.items()} == FIGURES
    assert recount.kept() == recount.recounted()
    told_beforehand = 2 * (scenario.cost().visits + scenario.cost().people)
    assert len(steps) > 4
    assert sum(steps) == told_beforehand


def test_what_is_written_in_custody_is_in_the_compartment(small_year: None) -> None:
    in_custody = Encounter.objects.filter(compartment="custody").count()

    assert in_custody == FIGURES["prison"] + FIGURES["detention_camp"]
    assert Bundle.objects.filter(compartment="custody", reason="demo.load").count() == 100


def test_the_year_keeps_the_promises_of_the_log(small_year: None) -> None:
    assert recount.kept() == recount.recounted()
    assert not list(history.broken_links())
    assert is_demo()


def drawn_with(seed: int) -> list[list[Any]]:
    scenario = Scenario(seed=seed)
    cohort = year.Cohort(
        unit_id=UUID(int=1),
        compartment="",
        places=places.places_in("12"),
        people=5,
        visits=20,
        ages=(18, 70),
        male=0.5,
        doctors=["Lò Thị Mẫu"],
    )
    diagnoses = year.diagnoses_of("I10*3 J06.9")
    drawn = year.groups(cohort, scenario.calendar, diagnoses, scenario.ids, scenario.chance)
    return [[_said(row) for row in group] for group in drawn]


def _said(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_the_same_seed_draws_the_same_people_and_visits() -> None:
    assert drawn_with(seed=1) == drawn_with(seed=1)
    assert drawn_with(seed=1) != drawn_with(seed=2)


def test_a_database_with_units_is_refused(small_year: None) -> None:
    with pytest.raises(Refused, match="trống"):
        Scenario(scale=1000).load()
