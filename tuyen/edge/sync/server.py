"""What a hub answers. The envelope was opened, so we know who asks; nothing here trusts a header."""

from collections.abc import Callable
from typing import Any

from tuyen.edge.sync import arrival, files, frames, messages
from tuyen.edge.sync.columns import Damaged
from tuyen.edge.sync.ends import MailEnds
from tuyen.platform.changes import failpoints
from tuyen.platform.mailbox import enlist, post
from tuyen.platform.nodes import envelope, hello, refusals
from tuyen.platform.nodes.models import Peer
from tuyen.platform.nodes.refusals import NotHeard

Answer = tuple[bytes, int]  # the sealed body, the status


def answer(body: bytes, path: str) -> Answer:
    """Every request gets a signed answer, refusals too."""
    kind, act = _ACTS[path]
    try:
        heard = envelope.open_request(body, path=path)
        message = _message(heard.peer, heard.payload, kind)
    except NotHeard as fault:
        return envelope.seal_refusal(body, fault), fault.status
    failpoints.reach("sync.heard")
    reply = envelope.seal_reply(heard, frames.pack(act(heard.peer, message)))
    failpoints.reach("sync.answered")
    return reply, 200


def _message(peer: Peer, payload: bytes, kind: Any) -> Any:
    try:
        return frames.unpack(payload, kind)
    except Damaged as fault:
        raise _counted(NotHeard("bad_body", peer_id=peer.id)) from fault


def _counted(fault: NotHeard) -> NotHeard:
    refusals.count(fault)
    return fault


def _hello(peer: Peer, said: messages.Hello) -> messages.Welcome:
    came_back = peer.state == "active" and peer.mark_epoch != peer.epoch
    told = hello.take(peer, said.told)
    if (
        came_back
    ):  # restored: what it wrote and lost goes back to it, also where it lost nothing of ours
        post.give_back(peer.id)
    if peer.state != "active":
        return messages.Welcome(told, 0, [])
    ends = MailEnds(peer)
    if not any(said.has) and any(post.acked(peer.id)):  # a new disk
        enlist.begin_again(peer.id)
    ends.heard(said.has)
    oldest, newest = said.wire
    wire = min(newest, frames.NEWEST)
    return messages.Welcome(told, wire if wire >= max(oldest, frames.OLDEST) else 0, ends.has())


def _push(peer: Peer, said: messages.Push) -> messages.Pushed:
    ends = MailEnds(peer)
    ends.heard(said.has)
    try:
        came = arrival.arrive(peer, said.batch, is_arbiter=True)
    except Damaged as fault:
        raise _counted(NotHeard("bad_body", peer_id=peer.id)) from fault
    return messages.Pushed(ends.has(), came.held)


def _pull(peer: Peer, said: messages.Pull) -> messages.Pulled:
    ends = MailEnds(peer)
    ends.heard(said.has)
    batch = ends.letters(said.budget)
    sent = len(batch.counts) + len(batch.notes) if batch else 0
    more = sent > 0 and (ends.waiting() > sent or ends.is_begun_only())
    return messages.Pulled(batch, ends.has(), more=more, wants=files.wants_of(peer))


def _ack(peer: Peer, said: messages.Ack) -> messages.Pushed:
    ends = MailEnds(peer)
    ends.heard(said.has)
    return messages.Pushed(ends.has())


_ACTS: dict[str, tuple[Any, Callable[[Peer, Any], Any]]] = {
    "/sync/hello": (messages.Hello, _hello),
    "/sync/push": (messages.Push, _push),
    "/sync/pull": (messages.Pull, _pull),
    "/sync/ack": (messages.Ack, _ack),
    "/sync/blob": (messages.FileAsked, files.answer),
}
