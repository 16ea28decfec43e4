"""How far a care link reaches that several rows share, when somebody ended it meanwhile."""

import datetime as dt
import uuid
from collections.abc import Sequence

from tuyen.record.models import CareEnd

Said = tuple[uuid.UUID, dt.date | None]  # which row opens the link, until when


def until(
    rows: Sequence[Said], *, patient_id: uuid.UUID, unit_id: uuid.UUID, kind: str, compartment: str
) -> dt.date | None:
    """The longest of the rows made after the last end of care; the end itself where there is none.

    Read from rows that are the same on every node, so it does not matter which of them came first.
    """
    ended = (
        CareEnd.objects.filter(
            patient_id=patient_id, unit_id=unit_id, kind=kind, compartment=compartment
        )
        .order_by("id")
        .last()
    )
    later = [end for id_, end in rows if ended is None or id_ > ended.id]
    if None in later:
        return None
    if not later and ended:
        return ended.ended_on - dt.timedelta(days=1)
    return max(end for end in later if end)
