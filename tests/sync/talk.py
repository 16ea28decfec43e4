"""A node of the small network lets itself in at the hub and talks to it by the product's own client."""

from collections.abc import Callable

from django.db import connection

from tests.sync.net import Node
from tests.sync.world import World
from tuyen.core.actor import SYSTEM
from tuyen.edge.sync import client, server
from tuyen.edge.sync.exchange import Done, LineBroke
from tuyen.platform.nodes import actions, enrolment, queries
from tuyen.platform.nodes.models import Peer

Post = Callable[[str, bytes], bytes]


def enrol(world: World, node: Node, compartments: tuple[str, ...] = ()) -> None:
    unit_id = world.units[node.name]
    with world.net.at(world.hub):
        code = actions.issue_code(unit_id=unit_id, compartments=compartments, by=SYSTEM)[1]
    with world.net.at(node):
        enrolment.ask(
            url="https://hub.example",
            code=code,
            by=SYSTEM,
            post=lambda _url, body: _heard(world, body),
        )
        heard = " ".join(queries.fingerprint_of(_upstream()))
    with world.net.at(world.hub):
        actions.approve(peer=Peer.objects.get(pk=node.id), heard=heard, by=SYSTEM)


def _heard(world: World, body: bytes) -> bytes:
    with world.net.at(world.hub):
        return enrolment.hear(body)


def _upstream() -> Peer:
    found = queries.upstream()
    assert found is not None
    return found


def post_to(world: World) -> Post:
    """The hub in the same process, without a network; nobody waits for it inside a transaction."""

    def post(path: str, body: bytes) -> bytes:
        assert not connection.in_atomic_block
        with world.net.at(world.hub):
            return server.answer(body, path)[0]

    return post


def talk(world: World, node: Node, post: Post | None = None) -> Done:
    with world.net.at(node):
        return client.converse(_upstream(), post or post_to(world))


class Recorded:
    """A line that counts what goes over it, and breaks where it is told to."""

    def __init__(self, post: Post, *, loses: Callable[[int], str] = lambda _number: "") -> None:
        self._post, self._loses = post, loses
        self.said: list[tuple[str, bytes, bytes]] = []

    def __call__(self, path: str, body: bytes) -> bytes:
        loss = self._loses(len(self.said))
        if loss == "question":
            self.said.append((path, body, b""))
            raise LineBroke("the question is lost")
        reply = self._post(path, body)
        self.said.append((path, body, reply))
        if loss == "answer":
            raise LineBroke("the answer is lost")
        return reply[: len(reply) // 2] if loss == "half" else reply

    @property
    def bytes(self) -> int:
        return sum(len(body) + len(reply) for _path, body, reply in self.said)
