"""Requests and answers between two nodes: signed, for one receiver and one errand, heard once.

Nothing that matters stands in an HTTP header: a cut header block looks like a complete one
(design/sync.md, traps). A request carries the sender's epoch and a counter that only rises; the hub
keeps the last one that it heard, in the row of the node. An answer carries the digest of its request,
so that no older answer fits, and the hub's time.
"""

import hashlib
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F

from tuyen.core import clock
from tuyen.platform.changes import driver, lean, node, writer
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import epochs, refusals, rules
from tuyen.platform.nodes.keys import is_signed
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.platform.nodes.refusals import Declined, NotHeard

MOST_BYTES = 4 * 1024 * 1024
_REQUEST, _ANSWER = b"tuyen request 1\0", b"tuyen answer 1\0"
# Said also by a machine that waits for its approval.
OPEN_TO_PENDING = frozenset({"/sync/hello"})


class _Request(msgspec.Struct, array_like=True):
    """New fields go to the end with a default; an older reader skips them."""

    version: int
    sender: UUID
    receiver: UUID
    epoch: int
    counter: int
    at_ms: int
    path: str
    payload: bytes


class _Answer(msgspec.Struct, array_like=True):
    """refusal: a code of refusals.SENTENCES, empty when the payload is the answer."""

    version: int
    sender: UUID
    request: bytes
    epoch: int
    at_ms: int
    refusal: str
    known: tuple[int, int]
    payload: bytes


class _Signed(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    said: bytes
    signature: bytes


class Heard(NamedTuple):
    """A request that is believed. at_ms: the sender's clock."""

    peer: Peer
    payload: bytes
    digest: bytes
    at_ms: int


class Answered(NamedTuple):
    """The hub's answer. hub_restored: it lives in a new epoch and may have forgotten what we sent."""

    payload: bytes
    hub_restored: bool


_HEARD = ("epoch", "counter", "last_seen_at", "offset_ms", "id")
_HEAR = (
    "UPDATE nodes_peer SET epoch = %s, counter = %s, last_seen_at = %s, offset_ms = %s "
    "WHERE id = %s AND (epoch < %s OR (epoch = %s AND counter < %s))"
)

encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_request = msgspec.msgpack.Decoder(_Request)
_answer = msgspec.msgpack.Decoder(_Answer)
_signed = msgspec.msgpack.Decoder(_Signed)


def now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def seal(payload: bytes, *, peer: Peer, path: str) -> bytes:
    """A request to the hub above. Every call takes a new counter, so no bytes are ever sent twice."""
    here = node.this_node()
    said = encode(
        _Request(
            rules.VERSION,
            here.id,
            peer.id,
            here.epoch,
            _next_counter(peer),
            now_ms(),
            path,
            payload,
        )
    )
    return _sign(_REQUEST, said)


def open_request(body: bytes, *, path: str) -> Heard:
    """Who says what, or NotHeard, which is counted."""
    try:
        return _believed(body, path)
    except NotHeard as fault:
        refusals.count(fault)
        raise


def seal_reply(heard: Heard, payload: bytes) -> bytes:
    return _answer_to(heard.digest, "", (0, 0), payload)


def seal_refusal(body: bytes, fault: NotHeard) -> bytes:
    """A refusal is signed too: a node must not believe just anybody that it is shut out."""
    return _answer_to(digest_of(body), fault.code, fault.known, b"")


def open_reply(reply: bytes, *, peer: Peer, request: bytes) -> Answered:
    """The hub's answer to exactly this request. NotHeard: somebody else's; Declined: the hub said no."""
    said = _parts(_ANSWER, reply, bytes(peer.public_key), "bad_answer")
    answer: _Answer = _read(_answer, said, "bad_answer")
    if answer.sender != peer.id:
        raise NotHeard("bad_answer")
    if answer.request != digest_of(request):
        raise NotHeard("other_question")
    hub_restored = bool(peer.epoch) and answer.epoch > peer.epoch
    _remember_answer(peer, answer)
    if answer.refusal:
        raise Declined(answer.refusal, peer_id=peer.id, known=answer.known)
    return Answered(answer.payload, hub_restored)


def after_decline(fault: NotHeard) -> bool:
    """Was this machine restored, or its disk copied? Then it begins a new epoch, and may ask again.

    A request that the line delivered twice is no such thing: the hub knows no more than we have sent.
    """
    if fault.code not in ("old_epoch", "replayed") or fault.peer_id is None:
        return False
    sent = Peer.objects.values_list("sent_counter", flat=True).get(pk=fault.peer_id)
    here = node.this_node()
    if (here.epoch, sent) >= fault.known:
        return True
    epochs.begin_after(fault.known[0])
    return True


def digest_of(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _believed(body: bytes, path: str) -> Heard:
    if len(body) > MOST_BYTES:
        raise NotHeard("too_big")
    signed: _Signed = _read(_signed, body, "bad_body")
    request: _Request = _read(_request, signed.said, "bad_body")
    peer = _sender(request)
    if not is_signed(bytes(peer.public_key), signed.signature, _REQUEST + signed.said):
        raise NotHeard("bad_signature")
    _require_meant(request, peer, path)
    _require_state(peer, path)
    _take_counter(peer, request)
    return Heard(peer, request.payload, digest_of(body), request.at_ms)


def _sender(request: _Request) -> Peer:
    asked = [lean.ready(request.sender), Role.CHILD.value]
    for peer, _more in lean.rows(Peer, "id = %s AND role = %s", asked):
        return peer
    raise NotHeard("unknown_node")


def _require_meant(request: _Request, peer: Peer, path: str) -> None:
    if request.version != rules.VERSION:
        raise NotHeard("other_version", peer_id=peer.id)
    if request.receiver != node.this_node().id:
        raise NotHeard("other_receiver", peer_id=peer.id)
    if request.path != path:
        raise NotHeard("wrong_path", peer_id=peer.id)


def _require_state(peer: Peer, path: str) -> None:
    if peer.state == State.PENDING and path in OPEN_TO_PENDING:
        return
    if peer.state != State.ACTIVE:
        raise NotHeard(peer.state, peer_id=peer.id)


def _take_counter(peer: Peer, request: _Request) -> None:
    """In one statement: of two requests with one number exactly one is heard."""
    told = [request.epoch, request.counter, clock.now(), request.at_ms - now_ms(), peer.pk]
    values = [writer.prepared(Peer, name, value) for name, value in zip(_HEARD, told, strict=True)]
    with write_turn(), driver.cursor() as cursor:
        cursor.execute(_HEAR, [*values, request.epoch, request.epoch, request.counter])
        taken = cursor.rowcount
    if not taken:
        known = Peer.objects.values_list("epoch", "counter").get(pk=peer.pk)
        code = "old_epoch" if request.epoch < known[0] else "replayed"
        raise NotHeard(code, peer_id=peer.id, known=known)
    before, peer.epoch, peer.counter = peer.epoch, request.epoch, request.counter
    if before and request.epoch > before:
        epochs.rose(peer)


def _next_counter(peer: Peer) -> int:
    """Written before it is used: after a power cut the next request still has a higher one."""
    with write_turn(), transaction.atomic():
        Peer.objects.filter(pk=peer.pk).update(sent_counter=F("sent_counter") + 1)
        return int(Peer.objects.values_list("sent_counter", flat=True).get(pk=peer.pk))


def _answer_to(digest: bytes, refusal: str, known: tuple[int, int], payload: bytes) -> bytes:
    here = node.this_node()
    said = encode(
        _Answer(rules.VERSION, here.id, digest, here.epoch, now_ms(), refusal, known, payload)
    )
    return _sign(_ANSWER, said)


def _remember_answer(peer: Peer, answer: _Answer) -> None:
    now = clock.now()
    told = {
        "epoch": answer.epoch,
        "offset_ms": answer.at_ms - now_ms(),
        "last_seen_at": now,
        "last_error": refusals.sentence_of(answer.refusal) if answer.refusal else "",
    }
    if not answer.refusal:
        told["last_ok_at"] = now
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(**told)
    for name, value in told.items():
        setattr(peer, name, value)


def note_fault(peer: Peer, sentence: str) -> None:
    """The hub could not be reached, or its answer not believed: what the state line says."""
    with write_turn():
        Peer.objects.filter(pk=peer.pk).update(last_error=sentence[:300])


def _sign(purpose: bytes, said: bytes) -> bytes:
    return encode(_Signed(said, node.sign(purpose + said)))


def _parts(purpose: bytes, body: bytes, key: bytes, code: str) -> bytes:
    if len(body) > MOST_BYTES:
        raise NotHeard("too_big")
    signed: _Signed = _read(_signed, body, "bad_body")
    if not is_signed(key, signed.signature, purpose + signed.said):
        raise NotHeard(code)
    return signed.said


def _read(decoder: "msgspec.msgpack.Decoder[Any]", body: bytes, code: str) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.MsgspecError as fault:
        raise NotHeard(code) from fault
