"""What other rooms may ask about mailboxes."""

import datetime as dt
from uuid import UUID

from tuyen.core import facts
from tuyen.core.clock import VIETNAM
from tuyen.platform.mailbox.models import Holding


@facts.publishes("mailbox.held_by")
def held_by(*, node_id: UUID) -> list[tuple[UUID, dt.datetime, dt.datetime | None]]:
    """(patient, since, until) of everybody whose record the machine holds or held; until: it said that
    it deleted the record."""
    rows = Holding.objects.filter(peer_id=node_id).order_by("-since_ms")
    found = rows.values_list("patient_id", "since_ms", "forgotten_ms")
    return [
        (patient, _instant(since), None if until is None else _instant(until))
        for patient, since, until in found
    ]


def _instant(ms: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(ms / 1000, VIETNAM)
