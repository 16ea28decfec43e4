"""What other rooms may ask about staff."""

import datetime as dt
import uuid

from tuyen.core import facts
from tuyen.registry.staff import queries
from tuyen.registry.staff.models import StaffMember


@facts.publishes("staff.may_prescribe")
def may_prescribe(*, staff_id: uuid.UUID, on: dt.date) -> frozenset[str] | None:
    """Kinds of prescription (`prescribe.common` …) that the licences valid on the day allow; None
    for a day of which no rule is held: then nobody is judged. One statement."""
    return queries.prescribing_of(staff_id, on)


@facts.publishes("staff.licence_number")
def licence_number(*, staff_id: uuid.UUID, on: dt.date) -> str:
    return queries.licence_number(staff_id, on)


@facts.publishes("staff.at_work")
def at_work(*, unit_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Profession → how many work at the unit on the day; one statement."""
    return queries.professions_at(unit_id, on)


@facts.publishes("staff.certified")
def certified(*, unit_id: uuid.UUID, on: dt.date) -> dict[str, set[uuid.UUID]]:
    """Topic (rulebook staff/topics) → who works at the unit and holds a certificate of it; one statement."""
    return queries.certified(unit_id, on)


@facts.publishes("staff.names")
def names(*, staff_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Staff id → name, for lists; one statement."""
    found = StaffMember.objects.filter(pk__in=set(staff_ids))
    return dict(found.values_list("id", "name"))


@facts.publishes("staff.qualified")
def qualified(*, unit_id: uuid.UUID, topic: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Who works at the unit on the day and holds a certificate of the topic (rulebook staff/topics)."""
    return queries.qualified(unit_id, topic, on)
