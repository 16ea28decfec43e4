"""When a station comes under another hospital, its people are found from there."""

import pytest
from django.db import connection

from tests.network import actor_at
from tests.people import person
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.outbox.deliver import run_due
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons import search_index
from tuyen.registry.persons.models import PersonSearch

pytestmark = pytest.mark.django_db


def unit(kind: str, name: str, parent: Unit | None) -> Unit:
    chain = "" if parent else "moh"
    return actions.create_unit(parent=parent, kind=kind, name=name, chain=chain, by=SYSTEM)


def test_people_of_a_moved_unit_are_found_without_a_reindex() -> None:
    province = unit("health_department", "Sở Y tế mẫu", None)
    one, other = (unit("hospital", f"Bệnh viện {n}", province) for n in (1, 2))
    clinic = unit("service_point", "Phòng khám", one)
    nurse = actor_at(ScopeNode.objects.get(unit_id=clinic.id), "station_nurse")
    row = person(nurse, "Giàng Thị Mẫu", entered_unit_id=clinic.id)
    before = PersonSearch.objects.get(person_id=row.id).fold

    actions.move_unit(unit=clinic, to=other, by=SYSTEM)
    run_due()

    kept = PersonSearch.objects.get(person_id=row.id).fold
    with connection.cursor() as cursor:
        drawn_anew = search_index.lines_of(cursor, [row.id])[row.id]
    assert kept == drawn_anew
    assert kept != before
