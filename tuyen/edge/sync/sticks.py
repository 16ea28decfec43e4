"""Letters by hand: into a file for one machine, and out of a file of one.

A file says what its writer has of the other side, so two sticks going to and fro are a conversation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.edge.sync import arrival, frames, messages, usb
from tuyen.edge.sync.columns import Damaged
from tuyen.edge.sync.ends import packed
from tuyen.platform.changes import node
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.mailbox.models import Cursor
from tuyen.platform.nodes import keys
from tuyen.platform.nodes.models import Peer, Role, State

PIECE_LETTERS = 1_000
# Of one file; what is left goes into the next one, after the other side has said what it took.
MOST_LETTERS, MOST_BYTES = 50_000, 64 * 2**20


@dataclass
class Carried:
    """What went into a file, or came out of it."""

    peer: str
    letters: int = 0
    new: int = 0
    held: int = 0
    bytes: int = 0


def export(peer: Peer, path: Path, passphrase: str = "") -> Carried:
    """Everything that the other one has not said it has. Sending it again by network does no harm."""
    if peer.state != State.ACTIVE:
        raise Refused(_("Máy này chưa được duyệt hoặc đã ngừng, nên không ghi tệp cho máy này."))
    feeder.feed_all()
    carried = Carried(peer.name)
    here = node.this_node()
    lock = usb.lock_with(passphrase) if passphrase else usb.lock_for(bytes(peer.box_key))
    lid = usb.Lid(
        here.id,
        here.name,
        peer.id,
        peer.name,
        int(clock.now().timestamp() * 1000),
        lock.kind,
        lock.salt,
    )
    carried.bytes = usb.write(path, lid, lock.key, _pieces(peer, carried), _signed)
    return carried


def _signed(digest: bytes) -> bytes:
    return node.sign(usb.PURPOSE + digest)


def _pieces(peer: Peer, carried: Carried) -> Iterator[bytes]:
    """The first piece says what we have, even when no letter waits."""
    has = post.has(peer.id)
    found = post.take(peer.id, MOST_BYTES, most=MOST_LETTERS)
    carried.letters = len(found)
    for at in range(0, max(len(found), 1), PIECE_LETTERS):
        yield frames.pack(messages.Push(packed(found[at : at + PIECE_LETTERS]), has))


def import_(path: Path, passphrase: str = "") -> Carried:
    """Refused with a sentence: another machine's file, an unknown or shut-out writer, cut, changed."""
    peer = _writer(usb.read_lid(path))
    read = usb.checked(
        path,
        lambda digest, signature: keys.is_signed(
            bytes(peer.public_key), signature, usb.PURPOSE + digest
        ),
    )
    key = usb.opened_by(read.lid, _box, passphrase or None)
    carried = Carried(peer.name, bytes=path.stat().st_size)
    for piece in usb.pieces_of(read, key):
        _take(peer, piece, carried)
    if carried.letters and not carried.new:
        raise Refused(_("Tệp này đã được nhận trước đó; không có gì mới."), code="replayed_file")
    return carried


def _writer(lid: usb.Lid) -> Peer:
    if lid.to_node != node.this_node().id:
        raise Refused(
            _("Tệp này gửi cho máy “%(name)s”, không phải máy này.") % {"name": lid.to_name[:120]},
            code="other_receiver",
        )
    peer = Peer.objects.filter(pk=lid.from_node).first()
    if peer is None:
        raise Refused(
            _("Máy này chưa ghép với máy đã ghi tệp, nên không nhận tệp."), code="unknown_node"
        )
    if peer.state != State.ACTIVE:
        raise Refused(
            _("Máy đã ghi tệp đang bị tạm ngừng, báo mất hoặc chưa được duyệt. Không nhận tệp."),
            code=peer.state,
        )
    return peer


def _box(passing: bytes) -> bytes:
    return keys.box_private().exchange(X25519PublicKey.from_public_bytes(passing))


def _take(peer: Peer, piece: bytes, carried: Carried) -> None:
    try:
        said = frames.unpack(piece, messages.Push)
        came = arrival.arrive(peer, said.batch, is_arbiter=peer.role == Role.CHILD)
    except Damaged as fault:
        raise usb.damaged() from fault
    post.acknowledge(peer.id, _at_least(peer, said.has))
    carried.letters += len(said.batch.counts) + len(said.batch.notes)
    carried.new += came.new
    carried.held += len(came.held)


def _at_least(peer: Peer, has: list[int]) -> list[int]:
    """An old file never takes back what the network has said since."""
    known = dict(Cursor.objects.filter(peer_id=peer.id).values_list("stream", "acked"))
    return [max(nseq, known.get(stream, 0)) for stream, nseq in enumerate(has)]
