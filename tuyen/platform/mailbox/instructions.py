"""Letters that are no bundles: forget a person's record, and the answers to that.

    hub → node    forget {patient_id, why}
    node → hub    forgotten {patient_id, rows}   kept {patient_id}
    hub → node    clamped {bundle_id, clamp_hlc}: let pass there, and counts as of that clock

A node forgets only what it was sent: of whom it wrote anything itself it keeps the record, as every
facility must keep its own.
"""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction

from tuyen.core import clock
from tuyen.platform.changes import failpoints
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import clamped, post
from tuyen.platform.mailbox.models import Forgotten, Holding, Letter
from tuyen.platform.mailbox.rules import NORMAL
from tuyen.platform.nodes.models import Peer, Role

# What stays when a record is forgotten: who read it, and that it was here.
_STAYS = frozenset({"access.readlog", "mailbox.holding", "mailbox.forgotten"})


def follow(peer_id: UUID, kind: str, content: bytes) -> bool:
    """Do what a letter says, once or again with the same result. False: it says nothing to us (a number
    that is kept empty, an instruction of a newer release, one that this peer may not give)."""
    peer = Peer.objects.filter(pk=peer_id).first()
    if kind == clamped.KIND:
        return peer is not None and peer.role == Role.UPSTREAM and clamped.heard(content)
    patient_id, why = _read(content)
    if peer is None or patient_id is None:
        return False
    if kind == "forget" and peer.role == Role.UPSTREAM:
        _forget(peer, patient_id, why)
    elif kind == "forgotten" and peer.role == Role.CHILD:
        _note(peer, patient_id, forgotten_ms=_now_ms())
        _withdraw_letters(peer, patient_id)
    elif kind == "kept" and peer.role == Role.CHILD:
        _note(peer, patient_id, until_ms=None)
    else:
        return False
    return True


def _read(content: bytes) -> tuple[UUID | None, str]:
    try:
        said = json.loads(content)
        return UUID(str(said["patient_id"])), str(said.get("why", ""))[:40]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, ""


def _note(peer: Peer, patient_id: UUID, **values: int | None) -> None:
    with write_turn():
        Holding.objects.filter(
            peer_id=peer.id, patient_id=patient_id, until_ms__isnull=False
        ).update(**values)


def _withdraw_letters(peer: Peer, patient_id: UUID) -> None:
    """Their numbers stay, so that nothing is passed over; an old copy of that node gets them empty."""
    said = Bundle.objects.filter(patient_id=patient_id).values("id")
    with write_turn():
        Letter.objects.filter(peer_id=peer.id, bundle_id__in=said).update(
            kind="gone", bundle_id=None
        )


def _forget(peer: Peer, patient_id: UUID, why: str) -> None:
    with write_turn(), transaction.atomic():
        if Bundle.objects.filter(patient_id=patient_id, from_peer=None).exists():
            post.tell(peer.id, NORMAL, "kept", {"patient_id": str(patient_id)})
            return
        rows = sum(_deleted(model, patient_id) for model in apps.get_models())
        failpoints.reach("mailbox.forgetting")
        if rows:
            Forgotten.objects.create(
                patient_id=patient_id, peer_id=peer.id, why=why, rows=rows, at_ms=_now_ms()
            )
        post.tell(peer.id, NORMAL, "forgotten", {"patient_id": str(patient_id), "rows": rows})


def _deleted(model: Any, patient_id: UUID) -> int:
    """Rows of a table that are about this person; a unit's own book of the day stays the unit's."""
    shape = getattr(model, "shape", None)
    if (
        shape is None
        or model._meta.label_lower in _STAYS
        or shape.shard not in ("patient", "local")
    ):
        return 0
    columns = {field.attname for field in model._meta.concrete_fields}
    named = next((each for each in ("patient_id", "person_id") if each in columns), "")
    if not named and shape.shard == "patient":
        named = "id"
    if not named:
        return 0
    rows = model._base_manager.filter(**{named: patient_id})
    deleted: int = rows._raw_delete(rows.db)
    return deleted


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
