"""Bundles handed over in memory, before any mailbox or wire: lost, repeated, in any order, from hub to leaf.

The hub hands on whatever it has applied to every other node that may have it; a node tells the hub its own.
Nothing that is handed over leaves the queue before the other side has said that it took it, as in service.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.sync.net import Node
from tests.sync.world import World
from tuyen.platform.changes import codec, incoming
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.incoming import Incoming
from tuyen.platform.changes.models import Bundle, Held

MAY_HAVE = {"prison": frozenset({"custody"})}


def letter_of(bundle: Bundle) -> Incoming:
    names = [name for name in Header.__slots__ if name not in ("bundle_id", "prev_sha")]
    values = {name: getattr(bundle, name) for name in names}
    header = Header(bundle_id=bundle.id, prev_sha=bytes(bundle.prev_sha), **values)
    return Incoming(header, codec.raw_of(bytes(bundle.body)), bundle.clamp_hlc)


@dataclass
class Star:
    """Queues between the hub and each leaf, and what became of what was handed over."""

    world: World
    grants: dict[str, frozenset[str]] = field(default_factory=lambda: dict(MAY_HAVE))
    queues: dict[tuple[str, str], list[Incoming]] = field(default_factory=dict)
    known: dict[str, set[UUID]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)  # leaves that the hub hears no more

    def __post_init__(self) -> None:
        for node in self.world.nodes.values():
            with self.world.net.at(node):
                self.known[node.name] = set(Bundle.objects.values_list("id", flat=True))

    def collect(self, node: Node) -> None:
        """What a node has said since: into the queues to its neighbours."""
        with self.world.net.at(node):
            fresh = Bundle.objects.exclude(id__in=self.known[node.name]).order_by(
                "origin_lane", "origin_epoch", "origin_seq"
            )
            rows = [(bundle.id, letter_of(bundle)) for bundle in fresh]
        self.known[node.name] |= {id_ for id_, _letter in rows}
        self._queue(node, [(None, letter) for _id, letter in rows])

    def _queue(self, source: Node, letters: Iterable[tuple[Any, Incoming]]) -> None:
        """letters: who brought it, and what; it does not go back there."""
        others = self.world.leaves if source is self.world.hub else [self.world.hub]
        for target in others:
            queue = self.queues.setdefault((source.name, target.name), [])
            queue += [
                letter
                for brought_by, letter in letters
                if brought_by != target.id and self._may_have(target, letter)
            ]

    def _may_have(self, node: Node, letter: Incoming) -> bool:
        compartment = letter.header.compartment
        if not compartment or node is self.world.hub:
            return True
        return compartment in self.grants.get(node.name, frozenset())

    def hand(
        self, source: Node, target: Node, count: int = 1000, *, mixed: int = 0, lost: bool = False
    ) -> Any:
        """So many of what waits. mixed: a seed to mix their order. lost: applied, but nobody heard of it."""
        self.collect(source)
        if {source.name, target.name} & self.cut:
            return None
        queue = self.queues.setdefault((source.name, target.name), [])
        if mixed:
            random.Random(mixed).shuffle(queue)
        batch = queue[:count]
        if not batch:
            return None
        is_hub = target is self.world.hub
        with self.world.net.at(target):
            done = incoming.apply_batch(batch, from_peer=source.id, is_arbiter=is_hub)
            came = self._taken_here(target)
        self._queue(target, came if is_hub else [])
        if not lost:
            del queue[: len(batch)]
        return done

    def _taken_here(self, target: Node) -> list[tuple[Any, Incoming]]:
        """Everything new in the log of the receiver, also what had waited for this."""
        fresh = Bundle.objects.exclude(id__in=self.known[target.name]).order_by("id")
        rows = [bundle for bundle in fresh if bundle.from_peer is not None]
        self.known[target.name] |= {bundle.id for bundle in rows}
        return [(bundle.from_peer, letter_of(bundle)) for bundle in rows]

    def settle(self) -> None:
        """Until nobody has anything to say."""
        for _ in range(20):
            for leaf in self.world.leaves:
                self.hand(leaf, self.world.hub)
                self.hand(self.world.hub, leaf)
            if not any(self._open_queues()):
                return
        raise AssertionError("the nodes never come to rest")

    def _open_queues(self) -> Iterable[list[Incoming]]:
        for (source, target), queue in self.queues.items():
            if not {source, target} & self.cut:
                yield queue


def held(world: World, node: Node) -> dict[str, int]:
    """Why bundles stand aside at a node."""
    with world.net.at(node):
        found: dict[str, int] = {}
        for why in Held.objects.filter(state="held").values_list("why", flat=True):
            found[why] = found.get(why, 0) + 1
        return found
