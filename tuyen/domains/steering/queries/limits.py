"""Limits that agreements promise."""

import uuid

from tuyen.domains.steering.models import AgreedLimit, Agreement


def in_force(agreement: Agreement) -> list[AgreedLimit]:
    """The newest promise of each urgency, as far as it promises anything."""
    newest = {row.urgency: row for row in agreement.limits.order_by("at", "id")}
    return [row for row in newest.values() if row.answer_minutes or row.conclude_minutes]


def promised(agreement_id: uuid.UUID, urgency: str) -> tuple[int | None, int | None]:
    """(answer, conclude) in minutes; one statement."""
    rows = AgreedLimit.objects.filter(agreement_id=agreement_id, urgency=urgency)
    found = rows.order_by("-at", "-id").values_list("answer_minutes", "conclude_minutes").first()
    return found or (None, None)
