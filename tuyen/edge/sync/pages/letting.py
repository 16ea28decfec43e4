"""Trying again what was held, by a person: the same rules judge it as when it came."""

import uuid
from collections.abc import Callable, Collection

from tuyen.core.actor import Actor
from tuyen.edge.sync.pages import permissions
from tuyen.platform.changes import incoming
from tuyen.platform.changes.models import Held
from tuyen.platform.mailbox.permissions import judge_of
from tuyen.platform.nodes.models import Peer, Role


def try_again(ids: Collection[uuid.UUID] | None = None, *, by: Actor) -> None:
    """These, or all that are held."""
    permissions.require_manage(by)
    judges, is_arbiter = _rules()
    incoming.retry_held(ids, may_write=judges, is_arbiter=is_arbiter)


def release(held: Held, *, by: Actor) -> None:
    """The work is real, only the clock was wrong: it counts as done at the hour of this machine, each
    act at a moment of its own."""
    permissions.require_manage(by)
    judges, is_arbiter = _rules()
    incoming.release([held.pk], by=by, may_write=judges, is_arbiter=is_arbiter)


def _rules() -> tuple[Callable[[uuid.UUID], incoming.MayWrite | None], Callable[[uuid.UUID], bool]]:
    """Who may write what, and between whom we decide: as when it came."""
    peers = Peer.objects.in_bulk(
        list(Held.objects.filter(state="held").values_list("from_peer", flat=True))
    )
    return (
        lambda peer_id: judge_of(peers[peer_id]) if peer_id in peers else None,
        lambda peer_id: peer_id in peers and peers[peer_id].role == Role.CHILD,
    )
