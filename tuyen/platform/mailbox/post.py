"""Letters: numbered and kept, taken by the transport, acknowledged by the peer."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.platform.changes import driver, failpoints, lean, writer
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import this_node
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox.models import Counter, Cursor, Enlisting, Letter, Neighbour
from tuyen.platform.mailbox.rules import PARKED, STREAMS
from tuyen.platform.nodes.models import Peer, Role

_AT_ONCE = 200
_HIGHEST = 2**52

_NEXT = (
    "INSERT INTO mailbox_counter (id, peer_id, stream, last) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (peer_id, stream) DO UPDATE SET last = mailbox_counter.last + excluded.last "
    "RETURNING last"
)


# Each question of a station asks these, 12,000 stations every few minutes.
_PLACES = {
    name: f"SELECT stream, {name} FROM mailbox_cursor WHERE peer_id = %s"
    for name in ("received", "acked")
}
_BEHIND = "peer_id = %s AND stream = %s AND nseq > %s ORDER BY nseq LIMIT %s"
_LAST = "SELECT stream, last FROM mailbox_counter WHERE peer_id = %s"
_AGREED = "SELECT epoch FROM mailbox_neighbour WHERE peer_id = %s"


class Want(NamedTuple):
    """A bundle that shall go to a peer."""

    peer_id: UUID
    stream: int
    bundle_id: UUID


class Post(NamedTuple):
    """A letter as the transport takes it: a bundle, or an instruction with its words."""

    stream: int
    nseq: int
    kind: str
    bundle: Bundle | None
    content: bytes


class OutOfOrder(Exception):
    """A letter came whose predecessor in the stream has not been taken."""


def put(wants: Iterable[Want]) -> int:
    """Number and keep letters, in the order given; inside the caller's transaction.

    The counters stay locked until it ends, taken in one order by everybody: what a peer sees of a
    stream has no gap that is filled later.
    """
    asked = list(dict.fromkeys(wants))
    if not asked:
        return 0
    parked = _parked({want.peer_id for want in asked})
    by_line: dict[tuple[UUID, int], list[UUID]] = defaultdict(list)
    for want in asked:
        stream = want.stream + (PARKED if want.peer_id in parked else 0)
        by_line[want.peer_id, stream].append(want.bundle_id)
    rows: list[tuple[Any, ...]] = []
    said = {"kind": "bundle", "content": b"", "at_ms": _now_ms()}
    for (peer_id, stream), bundles in sorted(by_line.items()):
        first = _numbers(peer_id, stream, len(bundles))
        line = {**said, "peer_id": peer_id, "stream": stream}
        rows += [
            writer.values_of(Letter, {**line, "id": uuid7(), "nseq": nseq, "bundle_id": each})
            for nseq, each in enumerate(bundles, first)
        ]
    with driver.cursor() as cursor:
        writer.insert(cursor, Letter, rows)
    return len(rows)


def tell(peer_id: UUID, stream: int, kind: str, words: Mapping[str, Any]) -> None:
    """An instruction to a peer, inside the caller's transaction."""
    stream += PARKED if peer_id in _parked([peer_id]) else 0
    nseq = _numbers(peer_id, stream, 1)
    content = json.dumps(words, ensure_ascii=False).encode()
    Letter.objects.create(
        peer_id=peer_id, stream=stream, nseq=nseq, kind=kind, content=content, at_ms=_now_ms()
    )


def take(
    peer_id: UUID, budget_bytes: int, *, most: int = 5_000, after: Sequence[int] | None = None
) -> list[Post]:
    """The next letters that the peer has not acknowledged: urgent first, at least one when any waits.

    budget_bytes: of the bodies as they are kept. Taking changes nothing: what is not acknowledged is
    taken again. after: begin behind these numbers, by stream, instead of behind what was acknowledged.
    """
    found: list[Post] = []
    left = budget_bytes
    last = _last(peer_id)
    for stream, begun in zip(STREAMS, acked(peer_id) if after is None else after, strict=True):
        if last.get(stream, 0) <= begun:
            continue
        for post in _waiting(peer_id, stream, begun):
            left -= len(post.bundle.body) + 120 if post.bundle else len(post.content) + 40
            if found and (left < 0 or len(found) >= most):
                return found
            found.append(post)
    return found


def _waiting(peer_id: UUID, stream: int, after: int) -> Iterator[Post]:
    while True:
        line = [lean.ready(peer_id), stream, after, _AT_ONCE]
        letters = [each for each, _more in lean.rows(Letter, _BEHIND, line)]
        bundles = _bundles([each.bundle_id for each in letters if each.bundle_id])
        for each in letters:
            bundle = bundles.get(each.bundle_id) if each.bundle_id else None
            kind = each.kind if bundle or each.kind != "bundle" else "gone"
            yield Post(stream, each.nseq, kind, bundle, bytes(each.content))
        if len(letters) < _AT_ONCE:
            return
        after = letters[-1].nseq


def _bundles(ids: Sequence[UUID]) -> dict[UUID, Bundle]:
    if not ids:
        return {}
    found = lean.rows(Bundle, f"id IN ({lean.marks(ids)})", [lean.ready(each) for each in ids])
    return {each.id: each for each, _more in found}


def acknowledge(peer_id: UUID, has: Sequence[int]) -> None:
    """The peer says how far it is in each stream.

    Less than before: it was restored; it gets those letters again, and what it wrote itself since (a hub
    gives that back). More than we gave: we were restored; our numbers go on behind what it has.
    """
    told = dict(zip(STREAMS, (min(max(each, 0), _HIGHEST) for each in has), strict=False))
    known = _cursors(peer_id, "acked")
    is_parked = peer_id in _parked([peer_id])
    if not is_parked and all(known[stream] == nseq for stream, nseq in told.items()):
        return
    with write_turn(), transaction.atomic():
        for stream, nseq in told.items():
            last = _numbers(peer_id, stream, 0) - 1
            if nseq > last:
                _numbers(peer_id, stream, nseq - last)
            _set(peer_id, stream, acked=nseq)
            _unpark(peer_id, stream)
        if any(nseq < known[stream] for stream, nseq in told.items()):
            give_back(peer_id)
        if is_parked:
            epoch = this_node().epoch
            Neighbour.objects.update_or_create(peer_id=peer_id, defaults={"epoch": epoch})
        failpoints.reach("mailbox.acknowledged")


def give_back(peer_id: UUID) -> None:
    """What a node below wrote and lost goes back to it, and whatever else it lacks."""
    if not Peer.objects.filter(pk=peer_id, role=Role.CHILD).exists():
        return
    begun = {"stage": "returned", "place": "", "begun_ms": _now_ms(), "done_ms": None}
    Enlisting.objects.update_or_create(peer_id=peer_id, defaults=begun)


def _parked(peer_ids: Iterable[UUID]) -> set[UUID]:
    """Peers with whom the numbers are not agreed since we were restored."""
    epoch, asked = this_node().epoch, list(peer_ids)
    if len(asked) == 1:
        agreed = driver.fetch(_AGREED, [lean.ready(asked[0])])
        known = {asked[0]: agreed[0][0]} if agreed else {}
    else:
        known = dict(Neighbour.objects.values_list("peer_id", "epoch"))
    return {each for each in asked if (known.get(each) or 1) != epoch}


def _unpark(peer_id: UUID, stream: int) -> None:
    """Letters written since the restore get their numbers, in the order in which they were parked."""
    parked = Letter.objects.filter(peer_id=peer_id, stream=stream + PARKED).order_by("nseq")
    letters = list(parked)
    if not letters:
        return
    first = _numbers(peer_id, stream, len(letters))
    for nseq, letter in enumerate(letters, first):
        letter.stream, letter.nseq = stream, nseq
    Letter.objects.bulk_update(letters, ["stream", "nseq"], batch_size=200)


def acked(peer_id: UUID) -> list[int]:
    """What the peer said it has of our letters, by stream."""
    found = _cursors(peer_id, "acked")
    return [found[stream] for stream in STREAMS]


def has(peer_id: UUID) -> list[int]:
    """What we have taken of the peer's letters, by stream."""
    received = _cursors(peer_id, "received")
    return [received[stream] for stream in STREAMS]


def fresh(peer_id: UUID, places: Sequence[tuple[int, int]]) -> list[int]:
    """Which of these letters (stream, nseq) are new here, by their place in the list.

    Raises OutOfOrder when one before it is missing: nothing of the batch may be taken then.
    """
    received = _cursors(peer_id, "received")
    new = []
    for at, (stream, nseq) in enumerate(places):
        if stream not in received or nseq > received[stream] + 1:
            raise OutOfOrder(f"{stream}.{nseq} after {received.get(stream)}")
        if nseq == received[stream] + 1:
            received[stream] = nseq
            new.append(at)
    return new


def received(peer_id: UUID, places: Iterable[tuple[int, int]]) -> None:
    """These letters are taken: in the transaction that applies them, and only there."""
    upto: dict[int, int] = {}
    for stream, nseq in places:
        upto[stream] = max(nseq, upto.get(stream, 0))
    for stream, nseq in sorted(upto.items()):
        _set(peer_id, stream, received=nseq)
    failpoints.reach("mailbox.taken")


def waiting(peer_id: UUID) -> dict[int, int]:
    """How many letters the peer has not acknowledged, by stream."""
    acked = _cursors(peer_id, "acked")
    last = _last(peer_id)
    waits = {stream: last.get(stream, 0) - acked[stream] for stream in STREAMS}
    if peer_id in _parked([peer_id]):
        for stream in STREAMS:
            waits[stream] += Letter.objects.filter(peer_id=peer_id, stream=stream + PARKED).count()
    return waits


def oldest_waiting_ms(peer_id: UUID) -> int | None:
    """Since when the oldest letter waits."""
    acked = _cursors(peer_id, "acked")
    nexts = [
        Letter.objects.filter(peer_id=peer_id, stream=stream, nseq=acked[stream] + 1)
        .values_list("at_ms", flat=True)
        .first()
        for stream in STREAMS
    ]
    return min((at for at in nexts if at is not None), default=None)


def last_put_ms(peer_id: UUID) -> int | None:
    found: int | None = Letter.objects.filter(peer_id=peer_id).aggregate(at=Max("at_ms"))["at"]
    return found


def _numbers(peer_id: UUID, stream: int, count: int) -> int:
    """The first of `count` new numbers."""
    row = Counter(peer_id=peer_id, stream=stream)
    with connection.cursor() as cursor:
        ids = [writer.prepared(Counter, name, getattr(row, name)) for name in ("id", "peer_id")]
        cursor.execute(_NEXT, [*ids, stream, count])
        last: int = cursor.fetchone()[0]
    return last - count + 1


def _cursors(peer_id: UUID, column: str) -> dict[int, int]:
    rows = dict(driver.fetch(_PLACES[column], [lean.ready(peer_id)]))
    return {stream: rows.get(stream, 0) for stream in STREAMS}


def _last(peer_id: UUID) -> dict[int, int]:
    """The last number given, by stream."""
    return dict(driver.fetch(_LAST, [lean.ready(peer_id)]))


def _set(peer_id: UUID, stream: int, **values: int) -> None:
    Cursor.objects.update_or_create(peer_id=peer_id, stream=stream, defaults=values)


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
