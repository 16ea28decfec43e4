"""Files that records name: photographs, papers, images. They go after all records, piece by piece.

Named by their fingerprint, so a piece is never put to the wrong file and a broken transfer goes on where
it stopped. A node gets a file only for a bundle that lies in its mailbox and names it; it may bring only
files that we want of it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.edge.sync import messages
from tuyen.edge.sync.batches import Sent
from tuyen.edge.sync.models import WantedFile
from tuyen.platform.attachments import actions, pieces, store
from tuyen.platform.changes import codec, driver, lean
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.units import model_of
from tuyen.platform.nodes.models import Peer

AT_ONCE = 50
_FINGERPRINT = re.compile("[0-9a-f]{64}")


def named_in(raw: bytes) -> set[str]:
    """Fingerprints of the files that these operations name, by what their tables declare (`Shape.blobs`)."""
    if b"sha256" not in raw:
        return set()
    found: set[str] = set()
    for label, _id, said, *_seen in msgspec.json.decode(raw):
        model = model_of(label)
        columns = model.shape.blobs if model else ()
        found.update(said[name] for name in columns if _FINGERPRINT.fullmatch(said.get(name) or ""))
    return found


def note_wanted(peer_id: UUID, arrived: Iterable[Sent]) -> None:
    """Inside the transaction that applies: what these records name and we do not have."""
    missing = {
        sha256: each.header.bundle_id
        for each in arrived
        for sha256 in named_in(_json_of(each))
        if not is_here(sha256)
    }
    now = _now_ms()
    rows = [
        WantedFile(peer_id=peer_id, bundle_id=bundle_id, sha256=sha256, asked_at_ms=now)
        for sha256, bundle_id in missing.items()
    ]
    if rows:
        WantedFile.objects.bulk_create(rows, ignore_conflicts=True)


def _json_of(each: Sent) -> bytes:
    return codec.raw_of(each.raw) if each.header.schema_ver < 2 else each.raw


def is_here(sha256: str) -> bool:
    return store.path_of(sha256).exists()


_WANTED = (
    "SELECT 1 FROM sync_wantedfile WHERE peer_id = %s AND arrived_at_ms IS NULL "
    "AND refused = '' LIMIT 1"
)


def missing_from(peer_id: UUID) -> QuerySet[WantedFile]:
    """Those asked for longest ago first: files that the other side lacks too never stand before others."""
    missing = WantedFile.objects.filter(peer_id=peer_id, arrived_at_ms=None, refused="")
    return missing.order_by("asked_at_ms", "id")


def asked_for(wanted: Collection[WantedFile]) -> None:
    """They are asked for again after all others."""
    with write_turn():
        WantedFile.objects.filter(pk__in=[each.pk for each in wanted]).update(asked_at_ms=_now_ms())


def wants_of(peer: Peer) -> bool:
    return bool(driver.fetch(_WANTED, [lean.ready(peer.id)]))


def answer(peer: Peer, asked: messages.FileAsked) -> messages.FileAnswer:
    """At the hub."""
    if isinstance(asked, messages.GetPiece):
        return _piece(peer, asked)
    if isinstance(asked, messages.PutPiece):
        return take_piece(peer.id, asked)
    wanted = list(missing_from(peer.id)[:AT_ONCE])
    asked_for(wanted)
    return messages.Wants([(bytes.fromhex(w.sha256), pieces.length_of(w.id)) for w in wanted])


def _piece(peer: Peer, asked: messages.GetPiece) -> messages.Piece:
    sha256 = asked.fingerprint.hex()
    if not _may_have(peer.id, asked.bundle_id, sha256):
        return messages.Piece(0, b"", "not_yours")
    return piece_of(sha256, asked.offset, asked.most)


def _may_have(peer_id: UUID, bundle_id: UUID, sha256: str) -> bool:
    """Does a bundle of its mailbox name it?"""
    if not Letter.objects.filter(peer_id=peer_id, bundle_id=bundle_id).exists():
        return False
    bundle = Bundle.objects.filter(pk=bundle_id).first()
    return bundle is not None and sha256 in named_in(codec.raw_of(bytes(bundle.body)))


def piece_of(sha256: str, offset: int, most: int) -> messages.Piece:
    try:
        with store.open_blob(sha256) as file:
            total = file.seek(0, 2)
            file.seek(min(offset, total))
            return messages.Piece(total, file.read(most))
    except FileNotFoundError:
        return messages.Piece(0, b"", "not_here_yet")


def take_piece(peer_id: UUID, put: messages.PutPiece) -> messages.HasPiece:
    """Add a piece where the file stands; judge and keep it when it is whole."""
    sha256 = put.fingerprint.hex()
    wanted = missing_from(peer_id).filter(sha256=sha256).first()
    if wanted is None:
        return messages.HasPiece(
            put.total, is_whole=True, refused="" if is_here(sha256) else "not_wanted"
        )
    most = max(actions.limits().values())
    with pieces.held(wanted.id) as file:
        offset = file.tell()
        if put.offset == offset and put.piece and offset + len(put.piece) <= min(put.total, most):
            pieces.grow(file, [put.piece], len(put.piece))
            offset += len(put.piece)
    if offset < put.total <= most:
        return messages.HasPiece(offset, is_whole=False)
    return messages.HasPiece(offset, is_whole=True, refused=_keep(wanted))


def _keep(wanted: WantedFile) -> str:
    """Whole: the fingerprint is checked, the kind judged as of any file. Why it was refused, or nothing."""
    refused = ""
    try:
        actions.keep(chunks=pieces.chunks_of(wanted.id), by=SYSTEM, expected_sha256=wanted.sha256)
    except Refused as fault:
        if fault.code == "disk_full":
            raise
        refused = fault.code
    pieces.drop(wanted.id)
    if refused == "cut_off":  # other bytes than those of the name: from the beginning
        return refused
    with write_turn():
        WantedFile.objects.filter(pk=wanted.pk).update(
            refused=refused, arrived_at_ms=None if refused else _now_ms()
        )
    return refused


def still_wanted(peer_id: UUID) -> Iterator[tuple[WantedFile, int]]:
    """At the node: what to ask of the hub, each with the bytes that are here."""
    found = list(missing_from(peer_id)[:AT_ONCE])
    if found:
        asked_for(found)
    for wanted in found:
        yield wanted, pieces.length_of(wanted.id)


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
