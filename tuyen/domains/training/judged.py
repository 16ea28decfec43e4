"""A course as it is evaluated: by its trainees, once begun; read by whoever directs the teaching unit."""

import uuid

from django.urls import reverse

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.training import permissions, queries
from tuyen.domains.training.models import Course, Enrolment, Place, Stage
from tuyen.record.evaluated import Evaluated
from tuyen.registry.facilities import direction

KIND = "course"


def course(who: Actor, course_id: uuid.UUID) -> Evaluated | None:
    """None for whoever neither learns there nor may see the course."""
    row = Course.objects.filter(pk=course_id).first()
    if row is None:
        return None
    is_trainee = who.staff_id is not None and _learns(row, who.staff_id)
    if not is_trainee and (not who.may("direction.see") or not queries.course_for(who, row.id)):
        return None
    return _evaluated(row, who, is_trainee=is_trainee)


def _evaluated(course: Course, who: Actor, *, is_trainee: bool) -> Evaluated:
    may_read = who.may("direction.see") and direction.reaches(who, course.unit_id)
    has_begun = course.stage in (Stage.OPEN, Stage.ENDED) and course.starts_on <= clock.today()
    return Evaluated(
        id=course.id,
        unit_id=course.unit_id,
        title=course.title,
        url=reverse("training:course", args=[course.id]) if may_read else reverse("training:mine"),
        voice=who.account_id if is_trainee and has_begun else None,
        may_read=may_read,
        may_choose=permissions.may_lead(who, course.unit_id),
    )


def _learns(course: Course, staff_id: uuid.UUID) -> bool:
    seats = Enrolment.objects.filter(unit_id=course.unit_id, course_id=course.id)
    return seats.filter(staff_id=staff_id, state=Place.TAKEN).exists()
