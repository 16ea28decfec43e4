"""What two nodes tell each other at each meeting: how the node is, and what it is allowed."""

import shutil
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from tuyen import __version__
from tuyen.core.text import nfc
from tuyen.platform.changes import node, schemas
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import marks, numbers
from tuyen.platform.nodes.models import Peer, State
from tuyen.platform.nodes.refusals import NotHeard

_MOST = 2**31 - 1


def tell(queue: Mapping[str, int]) -> dict[str, Any]:
    """This node, for its hub. queue: how much waits to be sent, by stream."""
    here = node.this_node()
    return {
        "name": here.name,
        "version": __version__,
        "schema_ver": schemas.version(),
        "epoch": here.epoch,
        "disk_free_mb": shutil.disk_usage(settings.TUYEN_HOME).free // 2**20,
        "queue": dict(queue),
    }


def take(peer: Peer, told: Mapping[str, Any]) -> dict[str, Any]:
    """At the hub: keep what the node tells of itself; answer what it may do. Nothing is believed that
    gives rights; numbers and names out of bounds are cut."""
    kept = {
        "name": nfc(_text(told, "name"))[:120] or peer.name,
        "version": _text(told, "version")[:40],
        "schema_ver": min(_number(told, "schema_ver"), 999),
        "disk_free_mb": _number(told, "disk_free_mb"),
        "queue": _queue(told),
    }
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(**kept)
    if peer.state == State.ACTIVE and peer.mark_epoch != peer.epoch:
        marks.renew(peer)
    return _answer(peer)


def take_answer(upstream: Peer, answer: Mapping[str, Any]) -> None:
    """At the node: what the hub says about us. Approval, our unit, our letters."""
    try:
        _take_answer(upstream, answer)
    except (KeyError, ValueError, TypeError) as fault:
        raise NotHeard("other_version", peer_id=upstream.id) from fault


def _take_answer(upstream: Peer, answer: Mapping[str, Any]) -> None:
    state = State(str(answer["state"]))
    kept: dict[str, Any] = {
        "state": state,
        "name": str(answer["hub"])[:120],
        "schema_ver": int(answer["schema_ver"]),
        "version": str(answer["version"])[:40],
        "compartments": [str(each) for each in answer["compartments"]],
    }
    if state == State.ACTIVE:
        kept |= {
            "unit_id": UUID(str(answer["unit_id"])),
            "unit_name": str(answer["unit_name"])[:200],
            "path": str(answer["path"])[:400],
            "chain": str(answer["chain"])[:20],
            "hub_chain": str(answer.get("hub_chain", ""))[:20],
        }
    with write_turn():
        Peer.objects.filter(pk=upstream.pk).update(**kept)
    upstream.refresh_from_db()
    if state == State.ACTIVE:
        _settle(answer)


def _answer(peer: Peer) -> dict[str, Any]:
    mark = numbers.mark_of_this_node()
    answer: dict[str, Any] = {
        "state": peer.state,
        "hub": node.this_node().name,
        "version": __version__,
        "schema_ver": schemas.version(),
        "compartments": [],
    }
    if peer.state == State.ACTIVE:
        answer |= {
            "compartments": list(peer.compartments),
            "unit_id": str(peer.unit_id),
            "unit_name": peer.unit_name,
            "path": peer.path,
            "chain": peer.chain,
            "hub_chain": node.this_node().chain,
            "mark": peer.mark,
            "mark_epoch": peer.mark_epoch,
            "slot": peer.slot,
            "depth": mark.depth + 1,
        }
    return answer


def _settle(answer: Mapping[str, Any]) -> None:
    here, chain = node.this_node(), str(answer["chain"])[:20]
    if not here.is_enrolled or here.chain != chain:
        here.is_enrolled, here.chain = True, chain
        with write_turn():
            here.save(update_fields=["is_enrolled", "chain"])
    numbers.take_given(
        epoch=int(answer["mark_epoch"]),
        text=str(answer["mark"])[:12],
        slot=int(answer["slot"]),
        depth=int(answer["depth"]),
    )


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(told: Mapping[str, Any], name: str) -> int:
    value = told.get(name)
    return min(max(value, 0), _MOST) if isinstance(value, int) else 0


def _queue(told: Mapping[str, Any]) -> dict[str, int]:
    """At most a dozen counts under short names."""
    queue = told.get("queue")
    if not isinstance(queue, Mapping):
        return {}
    names = [name for name in queue if isinstance(name, str) and len(name) <= 20]
    return {name: _number(queue, name) for name in sorted(names)[:12]}
