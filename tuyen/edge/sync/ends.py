"""This node's own side of a conversation: its mailbox, its log."""

from collections.abc import Sequence

from tuyen.edge.sync import arrival, batches, frames, messages
from tuyen.edge.sync.batches import Note, Packed, Sent
from tuyen.platform.changes import codec
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import enlist, feeder, post
from tuyen.platform.mailbox.post import Post
from tuyen.platform.nodes import hello
from tuyen.platform.nodes.models import Peer, Role

STREAMS = ("urgent", "normal", "history")


class MailEnds:
    """What lies in the mailbox for one peer, and what came from it."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer

    def has(self) -> list[int]:
        return post.has(self.peer.id)

    def heard(self, has: list[int]) -> None:
        post.acknowledge(self.peer.id, has)

    def letters(self, budget: int) -> Packed | None:
        """Own acts are put into the mailbox first; then the next letters of it."""
        feeder.feed_all(self.peer.id)
        found = post.take(self.peer.id, budget)
        return packed(found) if found else None

    def waiting(self) -> int:
        return sum(post.waiting(self.peer.id).values())

    def is_begun_only(self) -> bool:
        """Is the first sending to this machine still being written, piece by piece as it is taken?"""
        return enlist.is_begun(self.peer.id)

    def take_in(self, batch: Packed) -> int:
        """The hub above is believed; its word on steps stands (it saw both sides first)."""
        is_arbiter = self.peer.role == Role.CHILD
        return arrival.arrive(self.peer, batch, is_arbiter=is_arbiter).new

    def hello(self) -> messages.Hello:
        waits = post.waiting(self.peer.id)
        queue = {name: waits.get(stream, 0) for stream, name in enumerate(STREAMS)}
        return messages.Hello(hello.tell(queue), (frames.OLDEST, frames.NEWEST), self.has())

    def welcomed(self, answer: messages.Welcome) -> None:
        hello.take_answer(self.peer, answer.told)


def packed(found: Sequence[Post]) -> Packed:
    """Letters as one batch."""
    sent = [_sent(each, each.bundle) for each in found if each.bundle is not None]
    notes = [
        Note(each.stream, each.nseq, each.kind, each.content)
        for each in found
        if each.bundle is None
    ]
    return batches.pack(sent, notes)


def _sent(each: Post, bundle: Bundle) -> Sent:
    raw = codec.hashed(bundle.schema_ver, bytes(bundle.body))
    sha = bytes(bundle.sha256)
    return Sent(header_of(bundle), raw, sha, each.stream, each.nseq, bundle.clamp_hlc)


def header_of(bundle: Bundle) -> Header:
    names = [name for name in Header.__slots__ if name != "bundle_id"]
    said = {name: getattr(bundle, name) for name in names}
    return Header(bundle_id=bundle.id, **said | {"prev_sha": bytes(bundle.prev_sha)})
