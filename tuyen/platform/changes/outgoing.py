"""Bundles of this node's log on their way to others."""

import uuid

from tuyen.platform.changes import codec
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.changes.node import this_node

_NAMES = [name for name in Header.__slots__ if name not in ("bundle_id", "prev_sha")]


def header_of(bundle: Bundle) -> Header:
    values = {name: getattr(bundle, name) for name in _NAMES}
    return Header(bundle_id=bundle.id, prev_sha=bytes(bundle.prev_sha), **values)


def incoming_of(bundle: Bundle, stream: int = 1) -> Incoming:
    """As another node takes it. The bytes are those that the hash covers (see `Incoming.raw`)."""
    raw = codec.hashed(bundle.schema_ver, bytes(bundle.body))
    return Incoming(header_of(bundle), raw, bundle.clamp_hlc, stream)


def bundles_after(
    lane: int, seq: int, limit: int, *, node_id: uuid.UUID | None = None
) -> list[Bundle]:
    """Bundles of a lane after a number, in order; of this node where none is named.

    A lane is locked until its writer commits, so numbers become visible in order: nothing is skipped.
    """
    node = node_id or this_node().id
    found = Bundle.objects.filter(origin_node=node, origin_lane=lane, origin_seq__gt=seq)
    return list(found.order_by("origin_seq", "origin_epoch")[:limit])


def lanes() -> dict[int, int]:
    """The lanes of this node and the last number of each."""
    return dict(Lane.objects.values_list("number", "seq"))
