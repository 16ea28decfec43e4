"""Who may open the chart because a person was sent there: drawn anew from all referrals to that unit.

Two referrals to one unit share one care link; the end of one must not end the other. So the link is
not told by one change but read from the rows, on this node and on every other that receives them.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tuyen.platform.access import links
from tuyen.platform.changes import projections
from tuyen.record import care_ends
from tuyen.record.models import Referral

KIND = "referred"


class Sent(NamedTuple):
    """The delta: referrals of this person to this unit changed."""

    patient_id: uuid.UUID
    unit_id: uuid.UUID
    compartment: str

    @property
    def sink(self) -> str:
        return "referral_link"


def sent(before: Referral | None, after: Referral | None) -> Iterator[Sent]:
    """A link begins with the request and follows what becomes of it."""
    if after is None:
        return
    if before is None or before.ended_on != after.ended_on:
        yield Sent(after.patient_id, after.to_unit_id, after.compartment)


@projections.sink("referral_link")
def draw_again(cursor: Any, deltas: Iterable[Sent]) -> None:
    found = [_link_of(delta) for delta in sorted(set(deltas))]
    links.add(cursor, [link for link in found if link])


def _link_of(delta: Sent) -> links.Link | None:
    rows = Referral.objects.filter(
        patient_id=delta.patient_id, to_unit_id=delta.unit_id, compartment=delta.compartment
    ).values_list("day", "ended_on", "id")
    if not rows:
        return None  # an end of care came before the referral that it ends
    start = min(day for day, _end, _id in rows)
    until = care_ends.until([(id_, end) for _day, end, id_ in rows], kind=KIND, **delta._asdict())
    return links.Link(delta.patient_id, delta.unit_id, KIND, delta.compartment, start, until)
