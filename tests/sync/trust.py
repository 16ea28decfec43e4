"""Two nodes that are letting each other in, for tests."""

from typing import Any

from tests.network import node as unit
from tests.sync.net import Net, Node
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.node import this_node
from tuyen.platform.nodes import actions, enrolment, envelope, hello, queries
from tuyen.platform.nodes.models import NodeAct, Peer, Refusal


class Pair:
    """A hub with a unit below it, and a machine for that unit; each step is one act of a person."""

    def __init__(self, net: Net, *, hub: Node | None = None, name: str = "station") -> None:
        self.net = net
        self.hub = hub or net.node("hub")
        self.station = net.node(name)
        with net.at(self.hub):
            self.unit = ScopeNode.objects.first() or unit("Trạm Y tế xã Mẫu")
        with net.at(self.station):
            self.id = this_node().id

    def code(self, **more: Any) -> str:
        with self.net.at(self.hub):
            return actions.issue_code(unit_id=self.unit.unit_id, by=SYSTEM, **more)[1]

    def ask(self, code: str, *, post: enrolment.Post | None = None) -> Peer:
        with self.net.at(self.station):
            return enrolment.ask(
                url="https://hub.example/", code=code, by=SYSTEM, post=post or self.post
            )

    def post(self, _url: str, body: bytes) -> bytes:
        with self.net.at(self.hub):
            return enrolment.hear(body)

    def read_out(self) -> str:
        """What somebody at the station reads from its screen."""
        with self.net.at(self.station):
            return " ".join(queries.fingerprint_of(self.upstream()))

    def approve(self, heard: str = "") -> None:
        heard = heard or self.read_out()
        with self.net.at(self.hub):
            actions.approve(peer=self.child(), heard=heard, by=SYSTEM)

    def meet(self, **queue: int) -> None:
        """A hello there and back."""
        body = self.sealed(b"", "/sync/hello")
        with self.net.at(self.station):
            told = hello.tell(queue)
        with self.net.at(self.hub):
            heard = envelope.open_request(body, path="/sync/hello")
            answer = hello.take(heard.peer, told)
            reply = envelope.seal_reply(heard, b"")
        with self.net.at(self.station):
            envelope.open_reply(reply, peer=self.upstream(), request=body)
            hello.take_answer(self.upstream(), answer)

    def enrol(self, **more: Any) -> "Pair":
        self.ask(self.code(**more))
        self.approve()
        self.meet()
        return self

    def sealed(self, payload: bytes = b"visit", path: str = "/sync/push") -> bytes:
        with self.net.at(self.station):
            return envelope.seal(payload, peer=self.upstream(), path=path)

    def hear(self, body: bytes, path: str = "/sync/push") -> envelope.Heard:
        with self.net.at(self.hub):
            return envelope.open_request(body, path=path)

    def upstream(self) -> Peer:
        with self.net.at(self.station):
            found = queries.upstream()
        assert found is not None
        return found

    def child(self) -> Peer:
        with self.net.at(self.hub):
            return Peer.objects.get(pk=self.id)


def times(pair: Pair, code: str) -> int:
    with pair.net.at(pair.hub):
        return sum(Refusal.objects.filter(code=code).values_list("times", flat=True))


def acts(pair: Pair) -> list[str]:
    with pair.net.at(pair.hub):
        return list(NodeAct.objects.order_by("at", "id").values_list("act", flat=True))
