"""What asking from afar needs to know of the facility that is asked."""

import datetime as dt
import uuid

from tuyen.core import facts
from tuyen.domains.teleconsult import remote_care


@facts.publishes("teleconsult.declared")
def declared(*, unit_id: uuid.UUID, on: dt.date) -> bool:
    """Has the facility declared remote care, and may it practise it on this day?"""
    return remote_care.has_begun(unit_id, on)


@facts.publishes("teleconsult.treatable_from_afar")
def treatable_from_afar(*, unit_id: uuid.UUID, code: str, on: dt.date) -> bool:
    """Is this diagnosis (ICD-10) on the list that the facility, or one above it, has confirmed?"""
    return remote_care.is_listed(unit_id, code, on)
