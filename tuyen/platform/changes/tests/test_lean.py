"""A row read by a ready statement is the row that the model reads."""

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.platform.changes import lean
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def test_every_field_is_read_as_the_model_reads_it() -> None:
    one = person(actor_at(node("Trạm Y tế xã Mẫu"), "station_nurse"))

    [(found, twice)] = lean.rows(Person, "id = %s", [lean.ready(one.id)], more="1 + 1")

    kept = Person.objects.get(pk=one.id)
    names = [field.attname for field in Person._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(kept, name) for name in names]
    assert found.as_loaded() is not None
    assert twice == 2


def test_nothing_found_is_an_empty_list() -> None:
    assert lean.rows(Person, "id = %s", [lean.ready(node("Trạm").unit_id)]) == []
