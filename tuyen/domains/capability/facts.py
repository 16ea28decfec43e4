"""What other rooms may ask of needs and surveys."""

import uuid
from collections.abc import Iterable

from tuyen.core.facts import publishes
from tuyen.domains.capability.models import Gap, Need
from tuyen.domains.capability.queries import needs as queries
from tuyen.domains.capability.queries import surveys


@publishes("capability.need")
def need(*, id: uuid.UUID) -> Need | None:
    return Need.objects.filter(pk=id).first()


@publishes("capability.open_needs")
def open_needs(*, unit_ids: Iterable[uuid.UUID]) -> list[Need]:
    """Needs that wait to be planned, of these units; one statement."""
    found = Need.objects.filter(unit_id__in=list(unit_ids), state=Need.State.OPEN)
    return list(found.order_by("raised_on", "id"))


@publishes("capability.standing_needs")
def standing_needs(*, unit_id: uuid.UUID) -> dict[tuple[str, str], Need]:
    """(kind, code) → the need that the unit has already, open or in a plan; one statement."""
    return queries.standing_of(unit_id)


@publishes("capability.gaps")
def gaps(*, unit_id: uuid.UUID) -> list[Gap]:
    """What the unit's last survey found lacking; two statements."""
    last = surveys.of_unit(unit_id).filter(state=surveys.SUBMITTED).first()
    return [gap for gap in surveys.gaps_in(last) if gap.lost > 0] if last else []
