"""Two corrections of one row at one moment, on both engines: one takes its place."""

import pytest

from tests.presses import PRESSES, at_once
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.record.actions import problems
from tuyen.record.models import Condition, QueueEntry
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_problem_that_several_correct_at_once_is_corrected_once(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    row = problems.add_problem(person_id=patient.id, name="Lao phổi", by=doctor)

    results = at_once(
        lambda: problems.correct_problem(problem=row, name="Viêm phổi", why="Ghi nhầm", by=doctor)
    )

    assert Condition.objects.filter(amends_id=row.id).count() == 1
    assert sum(isinstance(each, Refused) for each in results) == PRESSES - 1
