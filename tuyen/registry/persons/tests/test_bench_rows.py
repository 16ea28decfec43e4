"""The bench fills its million by raw inserts: they are the rows that the log and its projections write."""

import pytest

from bench import search as bench
from bench.invented import people
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes import bulk
from tuyen.registry.areas.models import Area
from tuyen.registry.persons.models import PersonSearch
from tuyen.registry.persons.tests.conftest import NEAR

pytestmark = pytest.mark.django_db


def test_the_lines_of_the_bench_equal_those_of_the_projection(areas: None) -> None:
    Area.objects.filter(code="00456").delete()
    place = bench.network(1, 1)
    sample = list(people(40, 1))

    groups = [
        [row for rows in bench.person_rows(one, place).values() for row in rows] for one in sample
    ]
    for _count in bulk.load(actor=SYSTEM, reason="test.load", groups=groups):
        pass

    assert place.stations[0][2] == NEAR
    kept = dict(PersonSearch.objects.values_list("person_id", "fold"))
    assert kept == {one.person_id: bench.line(one, place) for one in sample}
    kinds = CareLink.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["home"] * 40 + ["registered"] * 40
