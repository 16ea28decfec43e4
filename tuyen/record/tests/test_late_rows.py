"""Rows that another node sends come in any order; the rows in force in the end are the same."""

import datetime as dt
import itertools
import uuid

import pytest

from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.changes import driver, projections
from tuyen.platform.tally import recount
from tuyen.record.models import Encounter, Observation
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)


def arrive(row: Encounter | Observation, by: Actor) -> None:
    """As a bundle of another node is applied: the row, its projections, and what was here before it."""
    with changes.apply(actor=by, reason="test.arrive") as log:
        log.create(row)
    with driver.cursor() as cursor:
        projections.flush(cursor, projections.deltas_of_arrival(type(row), row))


def visit(of: Person, by: Actor, number: int, amends: int | None = None) -> Encounter:
    return Encounter(
        id=uuid.UUID(int=number),
        patient_id=of.id,
        unit_id=by.unit_id,
        day=DAY,
        occurred_at=AT,
        recorded_at=AT,
        amends_id=uuid.UUID(int=amends) if amends else None,
    )


def pulse(of: Person, number: int, encounter: int) -> Observation:
    return Observation(
        id=uuid.UUID(int=number),
        patient_id=of.id,
        encounter_id=uuid.UUID(int=encounter),
        code="pulse",
        value=80.0,
        day=DAY,
        occurred_at=AT,
    )


def in_force(model: type[Encounter] | type[Observation]) -> list[int]:
    rows = model.objects.filter(superseded_by_id=None)
    return sorted(row.id.int for row in rows)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_last_correction_is_in_force_whatever_came_first(
    doctor: Actor, patient: Person, order: tuple[int, ...]
) -> None:
    """1 is corrected by 2 and, on another node that did not see it, by 3; 4 corrects 2."""
    rows = [
        visit(patient, doctor, 1),
        visit(patient, doctor, 2, amends=1),
        visit(patient, doctor, 3, amends=1),
        visit(patient, doctor, 4, amends=2),
    ]

    for at in order:
        arrive(rows[at], doctor)

    assert in_force(Encounter) == [4]
    assert recount.kept() == recount.recounted()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_reading_steps_back_with_its_visit_whatever_came_first(
    doctor: Actor, patient: Person, order: tuple[int, ...]
) -> None:
    rows = [
        visit(patient, doctor, 1),
        pulse(patient, 11, encounter=1),
        visit(patient, doctor, 2, amends=1),
        pulse(patient, 12, encounter=2),
    ]

    for at in order:
        arrive(rows[at], doctor)

    assert in_force(Encounter) == [2]
    assert in_force(Observation) == [12]


def test_a_forged_ring_of_corrections_ends(doctor: Actor, patient: Person) -> None:
    for row in (visit(patient, doctor, 1, amends=2), visit(patient, doctor, 2, amends=1)):
        arrive(row, doctor)

    assert Encounter.objects.count() == 2
