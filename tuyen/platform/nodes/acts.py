"""Each act about a machine stands in the log: what, who, when, why."""

from uuid import UUID

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes.models import Invitation, NodeAct, Peer


def write(peer: Peer, act: str, *, by: Actor, why: str = "") -> None:
    if peer.unit_id is not None:
        _log(peer.unit_id, act, by, why, node_id=peer.id, node_name=peer.name)


def write_invitation(row: Invitation, act: str, *, by: Actor) -> None:
    _log(row.unit_id, act, by, "", node_id=row.used_by)


def _log(
    unit_id: UUID, act: str, by: Actor, why: str, *, node_id: UUID | None, node_name: str = ""
) -> None:
    row = NodeAct(
        unit_id=unit_id,
        node_id=node_id,
        node_name=node_name,
        act=act,
        why=nfc(why.strip())[:300],
        by_name=by.name,
        at=clock.now(),
    )
    with changes.apply(actor=by, reason=f"nodes.{act}", why=row.why) as log:
        log.create(row)
