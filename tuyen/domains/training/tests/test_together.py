"""Two scans of the code on the screen at one moment, on both engines: one line of attendance."""

import pytest

from tests.presses import at_once
from tuyen.core.actor import Actor
from tuyen.domains.training.actions import trainees
from tuyen.domains.training.models import Attendance, CourseSession, Enrolment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_scanned_on_two_telephones_at_once_notes_the_trainee_once(
    lessons: list[CourseSession], trainee: Enrolment, learner: Actor
) -> None:
    code = trainees.code_now(lessons[0])

    results = at_once(lambda: trainees.attend_by_code(session=lessons[0], code=code, by=learner))

    assert [each.id for each in results] == [trainee.id] * len(results)
    assert Attendance.objects.count() == 1
