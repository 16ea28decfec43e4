"""A bundle counts as of another clock than its own: whoever knew it by its own is told."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from tuyen.platform.changes import reclocking
from tuyen.platform.changes.incoming import Applied
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import post
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.rules import URGENT
from tuyen.platform.nodes.models import Peer, Role

KIND = "clamped"


def tell_back(batch: Applied) -> None:
    """Bundles of a machine below that were let pass here: it hears so before what was written since."""
    for each in batch.arrived:
        clamp_hlc = each.incoming.clamp_hlc
        if clamp_hlc is not None:
            bundle = Bundle.objects.get(pk=each.incoming.header.bundle_id)
            _tell(bundle.id, clamp_hlc, [bundle.from_peer] if bundle.from_peer else [])


def heard(content: bytes) -> bool:
    """Our hub says so. Machines below that brought the bundle, or were sent it, must hear it too."""
    try:
        said = json.loads(content)
        bundle_id, clamp_hlc = UUID(str(said["bundle_id"])), said["clamp_hlc"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    if not isinstance(clamp_hlc, int) or clamp_hlc <= 0:
        return False
    with write_turn(), transaction.atomic():
        if not reclocking.count_as(bundle_id, clamp_hlc):
            return False
        letters = Letter.objects.filter(bundle_id=bundle_id, kind="bundle")
        brought_by = Bundle.objects.get(pk=bundle_id).from_peer
        sent = set(letters.values_list("peer_id", flat=True))
        _tell(bundle_id, clamp_hlc, sent | ({brought_by} if brought_by else set()))
    return True


def _tell(bundle_id: UUID, clamp_hlc: int, peers: Iterable[UUID]) -> None:
    below = Peer.objects.filter(pk__in=list(peers), role=Role.CHILD)
    for peer_id in below.order_by("pk").values_list("pk", flat=True):
        post.tell(peer_id, URGENT, KIND, {"bundle_id": str(bundle_id), "clamp_hlc": clamp_hlc})
