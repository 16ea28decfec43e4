"""Loading many rows keeps every promise that single acts keep."""

import datetime as dt
import uuid

import pytest

from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform.access.models import BreakGlass, CareLink
from tuyen.platform.changes import bulk, history
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.tally import recount
from tuyen.record.models import Condition, Encounter

pytestmark = pytest.mark.django_db

UNIT = uuid7()
MORNING = dt.datetime(2021, 3, 4, 1, 20, tzinfo=dt.UTC)


def visit(patient_id: uuid.UUID, compartment: str = "") -> list[Encounter | Condition]:
    encounter = bulk.row_of(
        Encounter,
        uuid7(),
        patient_id=patient_id,
        compartment=compartment,
        unit_id=UNIT,
        day=MORNING.date(),
        occurred_at=MORNING,
        recorded_at=MORNING,
    )
    condition = bulk.row_of(
        Condition,
        uuid7(),
        patient_id=patient_id,
        compartment=compartment,
        encounter_id=encounter.id,
        code="J06.9",
        name="Nhiễm khuẩn hô hấp trên cấp",
        day=MORNING.date(),
    )
    return [encounter, condition]


def loaded(*groups: list[Encounter | Condition], rows_a_transaction: int = 8000) -> list[int]:
    return list(
        bulk.load(
            actor=SYSTEM,
            reason="demo.load",
            groups=groups,
            rows_a_transaction=rows_a_transaction,
        )
    )


def test_a_loaded_row_equals_the_row_rebuilt_from_the_log() -> None:
    person = uuid7()

    loaded(visit(person, "custody"))

    for row in (Encounter.objects.get(), Condition.objects.get()):
        rebuilt = history.rebuild(row)
        assert rebuilt == {name: getattr(row, name) for name in rebuilt}


def test_each_person_and_compartment_has_a_bundle_and_the_chain_holds() -> None:
    one, other = uuid7(), uuid7()

    sizes = loaded(
        visit(one) + visit(one, "custody"), visit(other), visit(other), rows_a_transaction=6
    )

    assert sizes == [6, 2]
    assert Bundle.objects.count() == 4
    assert Bundle.objects.values("txn_id").distinct().count() == 2
    assert not list(history.broken_links(Lane.objects.get().number))


def test_counts_and_care_links_follow_a_load() -> None:
    person = uuid7()

    loaded(visit(person) + visit(person))

    assert sum(recount.kept().values()) == 2
    assert recount.kept() == recount.recounted()
    assert CareLink.objects.get().patient_id == person


def test_a_transaction_that_fails_leaves_the_earlier_ones_and_nothing_of_its_own() -> None:
    person = uuid7()
    first = visit(person)
    broken = BreakGlass(patient_id=uuid7(), account_id=uuid7(), unit_id=UNIT, expires_at=MORNING)

    with pytest.raises(Exception, match="opened_at"):
        loaded(first, [*visit(uuid7()), broken], rows_a_transaction=2)  # type: ignore[list-item]

    assert Encounter.objects.count() == 1
    assert Bundle.objects.get().patient_id == person


def test_a_column_may_be_called_as_it_likes() -> None:
    """The model of a device: what another node sends of it is a row like any other."""
    assert bulk.row_of(EquipmentItem, uuid7(), model="SA-9").model == "SA-9"
