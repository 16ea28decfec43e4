"""Nodes that are let in and talk as in service: mailboxes, envelopes, the client of the product, HTTP.

The wire between them is a `BadLine`: no real time passes and no port is open.
"""

import datetime as dt
import functools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.bad_line import BadLine, Weather
from tests.sync.handing import held
from tests.sync.net import Node
from tests.sync.world import World
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.edge.sync import client
from tuyen.edge.sync.line import Line
from tuyen.platform.changes.node import this_node
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.nodes import actions, enrolment, queries
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.platform.outbox.deliver import run_due

HUB = "http://localhost"
GRANTS: dict[str, tuple[str, ...]] = {"prison": ("custody",)}


@dataclass
class Wires:
    """Every node below another is let in by it and talks to it over a line of its own.

    above: whose hub is not the one of the world, by name.
    """

    world: World
    grants: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(GRANTS))
    lines: dict[str, BadLine] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    door: Client = field(default_factory=Client)  # to make one costs more than to ask

    def hub_of(self, node: Node) -> Node:
        name = self.above.get(node.name)
        return self.world.nodes[name] if name else self.world.hub

    def above_all(self, node: Node) -> list[Node]:
        """Its hub, the hub of that, up to the top."""
        found: list[Node] = []
        while node is not self.world.hub:
            node = self.hub_of(node)
            found.append(node)
        return found

    def hubs(self) -> list[Node]:
        """The highest first."""
        return [
            self.world.hub,
            *(self.world.nodes[name] for name in dict.fromkeys(self.above.values())),
        ]

    def let_in(self, *nodes: Node, are_hubs: bool = False) -> None:
        for node in nodes or self.world.leaves:
            self._enrol(node, are_hubs or node in self.hubs())
        self.connect()

    def connect(self) -> None:
        for node in self.world.leaves:
            serve = functools.partial(self._serve, self.hub_of(node))
            self.lines.setdefault(node.name, BadLine(serve, pass_time=self._pass))

    def _enrol(self, node: Node, is_hub: bool) -> None:
        net, hub = self.world.net, self.hub_of(node)
        unit_id = self.world.units[node.name]
        grants = self.grants.get(node.name, ())
        with net.at(hub):
            said = {"unit_id": unit_id, "compartments": grants, "is_hub": is_hub}
            code = actions.issue_code(**said, by=SYSTEM)[1]
        with net.at(node):
            heard = functools.partial(self._heard, hub)
            upstream = enrolment.ask(url=HUB, code=code, by=SYSTEM, post=heard)
            digits = " ".join(queries.fingerprint_of(upstream))
            id_ = this_node().id
        with net.at(hub):
            actions.approve(peer=Peer.objects.get(pk=id_), heard=digits, by=SYSTEM)

    def _heard(self, hub: Node, _url: str, body: bytes) -> bytes:
        with self.world.net.at(hub):
            return enrolment.hear(body)

    def _serve(self, hub: Node, path: str, body: bytes) -> tuple[int, bytes]:
        with self.world.net.at(hub):
            answer = self.door.post(path, data=body, content_type="application/octet-stream")
            return answer.status_code, answer.content

    def _pass(self, seconds: float) -> None:
        self.world.net.now += dt.timedelta(seconds=seconds)

    def talk(self, node: Node, weather: Weather | None = None, *, seed: int = 38) -> Any:
        """One conversation; None when the line was too bad or the hub said no."""
        way = self.lines[node.name]
        way.weather, way.dice = weather or Weather(kbit=10_000, delay_s=0), random.Random(seed)
        with self.world.net.at(node), Line(HUB) as line:
            upstream = queries.upstream()
            assert upstream is not None
            line._way._create_connection = way.connect  # type: ignore[attr-defined]
            try:
                return client.converse(upstream, line.post)
            except Refused:
                return None

    def settle(self, *, most: int = 12) -> None:
        """Good weather, until nothing waits at any node."""
        for _ in range(most):
            self.world.net.later(seconds=20)
            for leaf in self.talking():
                assert self.talk(leaf) is not None, leaf
                self._work(leaf)
            for hub in self.hubs():
                self._work(hub)
            if not any(self.waiting(node) for node in [self.world.hub, *self.talking()]):
                return
        raise AssertionError({node.name: self.waiting(node) for node in self.talking()})

    def _work(self, node: Node) -> None:
        """What a node does by itself: jobs, backfills, its own acts into the mailboxes."""
        with self.world.net.at(node):
            for _ in range(20):
                if not run_due() and not feeder.feed_all():
                    return

    def talking(self) -> list[Node]:
        active = set()
        for hub in self.hubs():
            with self.world.net.at(hub):
                rows = Peer.objects.filter(state=State.ACTIVE, role=Role.CHILD)
                active |= set(rows.values_list("id", flat=True))
        return [leaf for leaf in self.world.leaves if leaf.id in active]

    def waiting(self, node: Node) -> int:
        with self.world.net.at(node):
            peers = Peer.objects.filter(state=State.ACTIVE).values_list("id", flat=True)
            return sum(n for peer in peers for n in post.waiting(peer).values())


def whole(wires: Wires, acts: Acts) -> list[str]:
    """Everything that is wrong when nothing waits any more."""
    world = wires.world
    nodes = [world.hub, *wires.talking()]
    said = judge.verdict(world, acts, nodes)
    for node in nodes:
        said += [f"{node}: {why}" for why in held(world, node)]
    for leaf in wires.talking():
        said += judge.lacking(world, leaf, wires.grants.get(leaf.name, ()))
        if "custody" not in wires.grants.get(leaf.name, ()):
            said += judge.let_out(world, leaf)
    return said


FirstEvening = Callable[..., Wires]
"""Names of machines in; they stand in a network of the module's own, let in, with what they begin with."""
