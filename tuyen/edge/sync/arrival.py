"""Letters that came, by whatever way: applied in their order, each exactly once.

A stream has no holes: what was taken before is passed over, what follows a hole waits to be sent again.
The cursor moves in the transaction that applies, in steps small enough that nobody at this node waits.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from tuyen.edge.sync import batches, files, waking
from tuyen.edge.sync.batches import Note, Packed, Sent
from tuyen.platform import turnstile
from tuyen.platform.changes import incoming
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import instructions, post, routing
from tuyen.platform.mailbox.permissions import judge_of
from tuyen.platform.nodes.models import Peer

AT_ONCE = 200  # bundles in one transaction
MOST_RAW = 2**19  # and about so many bytes of operations


class Came(NamedTuple):
    """new: letters that were not here before. held: bundles kept aside, each with its reason."""

    new: int
    held: list[tuple[UUID, str]]


def arrive(peer: Peer, batch: Packed, *, is_arbiter: bool) -> Came:
    """Damaged when the batch cannot be read; then nothing of it was taken."""
    has = post.has(peer.id)
    fresh = _in_order([*batches.unpack(batch), *map(Note._make, batch.notes)], list(has))
    held: list[tuple[UUID, str]] = []
    for part in _parts(fresh):
        with turnstile.turn():
            held += _take(peer, part, is_arbiter=is_arbiter)
    return Came(len(fresh), held)


def _in_order(found: Sequence[Sent | Note], has: list[int]) -> list[Sent | Note]:
    """Those that follow what is here, without a hole."""
    fresh = []
    for letter in sorted(found, key=lambda each: (each.stream, each.nseq)):
        if letter.stream < len(has) and letter.nseq == has[letter.stream] + 1:
            has[letter.stream] = letter.nseq
            fresh.append(letter)
    return fresh


def _parts(fresh: list[Sent | Note]) -> Iterator[list[Sent | Note]]:
    part: list[Sent | Note] = []
    size = 0
    for letter in fresh:
        is_note = isinstance(letter, Note)
        if part and (
            is_note or isinstance(part[-1], Note) or len(part) >= AT_ONCE or size > MOST_RAW
        ):
            yield part
            part, size = [], 0
        part.append(letter)
        size += 0 if isinstance(letter, Note) else len(letter.raw)
    if part:
        yield part


def _take(peer: Peer, part: Sequence[Sent | Note], *, is_arbiter: bool) -> list[tuple[UUID, str]]:
    """One transaction: rows, log, mailboxes of others, wanted files, cursor."""
    places = [(letter.stream, letter.nseq) for letter in part]
    sent = [letter for letter in part if isinstance(letter, Sent)]
    goes_on = routing.on_taking(peer.id, places)
    if not sent:
        with write_turn(), transaction.atomic():
            for letter in part:
                if isinstance(letter, Note):
                    instructions.follow(peer.id, letter.kind, letter.content)
            post.received(peer.id, places)
        return []

    def beside(cursor: Any, applied: incoming.Applied) -> None:
        files.note_wanted(peer.id, sent)
        goes_on(cursor, applied)

    applied = incoming.apply_batch(
        [Incoming(each.header, each.raw, each.clamp_hlc, each.stream) for each in sent],
        from_peer=peer.id,
        is_arbiter=is_arbiter,
        may_write=judge_of(
            peer, {each.header.patient_id for each in sent if each.header.patient_id}
        ),
        in_transaction=beside,
    )
    waking.wake(applied)
    return [(id_, "held") for id_ in applied.held]
