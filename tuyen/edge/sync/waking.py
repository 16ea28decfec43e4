"""Bundles that were held are tried again when what they waited for is here, whoever brought it.

At a hub the answer to a referral may come before the referral itself: the two come from two machines, each
in its own time. What waits for a release or for a care link is looked at again now and then.
"""

from uuid import UUID

from tuyen.platform.changes import incoming
from tuyen.platform.changes.incoming import Applied, MayWrite
from tuyen.platform.changes.models import Held
from tuyen.platform.mailbox.permissions import judge_of
from tuyen.platform.nodes.models import Peer, Role
from tuyen.platform.outbox.regular import every

_CHUNK = 500
# Held for something that may be here later; a person decides about the others.
MAY_COME = ("waits", "not_yours", "unknown_model", "newer_schema", "newer_fields")


def wake(applied: Applied) -> None:
    """After a batch: what waited for one of its rows, and what waited for that in turn."""
    while ids := _waiting_for(applied):
        applied = _tried(ids)


@every("10m")
def look_again() -> None:
    ids = Held.objects.filter(state="held", why__in=MAY_COME).values_list("id", flat=True)
    if found := list(ids):
        wake(_tried(found))


def _waiting_for(applied: Applied) -> list[UUID]:
    """An urgent letter overtakes the one that says whose the person is: it waits for that too."""
    rows = {after.id for each in applied.arrived for _before, after in each.rows}
    named = (each.incoming.header.patient_id for each in applied.arrived)
    people = {patient_id for patient_id in named if patient_id is not None}
    waiting = Held.objects.filter(state="held", why__in=MAY_COME)
    if not rows or not waiting.exists():
        return []
    found: set[UUID] = set()
    for column, ids in (("waits_for", sorted(rows)), ("patient_id", sorted(people))):
        for at in range(0, len(ids), _CHUNK):
            chunk = waiting.filter(**{f"{column}__in": ids[at : at + _CHUNK]})
            found.update(chunk.values_list("id", flat=True))
    return sorted(found)


def _tried(ids: list[UUID]) -> Applied:
    return incoming.retry_held(ids, may_write=_judge, is_arbiter=_is_child)


def _judge(peer_id: UUID) -> MayWrite | None:
    peer = Peer.objects.filter(pk=peer_id).first()
    return judge_of(peer) if peer else None


def _is_child(peer_id: UUID) -> bool:
    return Peer.objects.filter(pk=peer_id, role=Role.CHILD).exists()
