"""What other rooms may ask about staff."""

import datetime as dt
import uuid

from tuyen.core import facts
from tuyen.registry.staff import queries
from tuyen.registry.staff.models import StaffMember


@facts.publishes("staff.may_prescribe")
def may_prescribe(*, staff_id: uuid.UUID, kind: str, on: dt.date) -> bool:
    """kind: `prescribe.common`, `prescribe.psychotropic`, `prescribe.narcotic`, `prescribe.traditional`."""
    return kind in queries.prescribing_of(staff_id, on)


@facts.publishes("staff.prescribing")
def prescribing(*, staff_id: uuid.UUID, on: dt.date) -> frozenset[str]:
    """Every kind of prescription that the licences valid on the day allow."""
    return queries.prescribing_of(staff_id, on)


@facts.publishes("staff.licence_number")
def licence_number(*, staff_id: uuid.UUID, on: dt.date) -> str:
    return queries.licence_number(staff_id, on)


@facts.publishes("staff.names")
def names(*, staff_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Staff id → name, for lists; one statement."""
    found = StaffMember.objects.filter(pk__in=set(staff_ids))
    return dict(found.values_list("id", "name"))
