"""What other rooms may ask about techniques."""

import datetime as dt
import uuid

from tuyen.core.facts import publishes
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.queries import approved, transfers
from tuyen.domains.techniques.queries.approved import Coverage


@publishes("techniques.coverage")
def coverage(unit_id: uuid.UUID, on: dt.date) -> Coverage:
    """have, of, percent, missing: techniques of its level that the unit may do; two statements."""
    return approved.coverage_of([unit_id], on)[unit_id]


@publishes("techniques.approved")
def approved_codes(unit_id: uuid.UUID, on: dt.date) -> frozenset[str]:
    """Codes of the techniques on the unit's list on the day; one statement."""
    return approved.approved_codes(unit_id, on)


@publishes("techniques.stages")
def stages(unit_id: uuid.UUID) -> dict[str, str]:
    """Technique code → stage today of what the unit receives from above; one statement."""
    rows = TechniqueTransfer.objects.filter(unit_id=unit_id).order_by("requested_on")
    return {row.code: transfers.stage_of(row) for row in rows}
