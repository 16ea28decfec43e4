"""What other rooms may ask of training."""

import datetime as dt
import uuid
from collections.abc import Iterable

from tuyen.core import facts
from tuyen.domains.training import clock_of_hours, queries


@facts.publishes("training.certificates")
def certificates(*, unit_id: uuid.UUID, topic: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Staff ids of those who work at the unit on the day and hold a certificate of the topic that is in
    force then; topics: rulebook staff/topics. One statement."""
    return queries.certificate_holders(unit_id, topic, on)


@facts.publishes("training.hours")
def hours(*, staff_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, float]:
    """Staff id → hours of continuing education in the five-year period that the day lies in."""
    return clock_of_hours.hours_of(staff_ids, on)


@facts.publishes("training.courses_for_needs")
def courses_for_needs(*, need_ids: Iterable[uuid.UUID]) -> list[queries.CourseOfNeed]:
    """Courses opened for one of these needs, the newest first. One statement."""
    return queries.courses_for_needs(need_ids)


@facts.publishes("training.taught_by")
def taught_by(
    *, staff_id: uuid.UUID, unit_ids: Iterable[uuid.UUID], first: dt.date, last: dt.date
) -> list[queries.Taught]:
    """Courses in which this person taught at (or for) these units between two days, both included."""
    return queries.taught_by(staff_id, unit_ids, first, last)
