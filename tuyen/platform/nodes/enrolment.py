"""Two machines meet: the node asks with a one-time code, the hub answers, a person at the hub approves.

The code is never sent. Both sides prove that they know it (HMAC with a key slowly derived from it) over
the very keys they show, so whoever listens or sits between can neither read it nor put other keys in.
Then two people compare twenty digits by telephone; only that lets the node in.
"""

import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tuyen import __version__
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import bundles, node, schemas
from tuyen.platform.changes.models import Bundle, Lane, Node
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import acts, envelope, epochs, keys, permissions, refusals, rules
from tuyen.platform.nodes.models import Invitation, Peer, Role, State
from tuyen.platform.nodes.refusals import NotHeard

PATH = "/sync/enrol"
Post = Callable[[str, bytes], bytes]
_ASK, _WELCOME = b"tuyen enrol 1\0", b"tuyen welcome 1\0"


class _Asking(msgspec.Struct, array_like=True):
    version: int
    node_id: UUID
    name: str
    public_key: bytes
    box_key: bytes
    epoch: int
    locator: str
    app_version: str
    schema_ver: int
    is_demo: bool
    nonce: bytes


class _Welcome(msgspec.Struct, array_like=True):
    """refusal: a code; then the rest is empty. request: digest of what was asked. known: epoch and
    counter that the hub remembers of the node, which may have left and come back."""

    version: int
    request: bytes
    refusal: str
    hub_id: UUID
    name: str
    public_key: bytes
    box_key: bytes
    epoch: int
    unit_id: UUID
    unit_name: str
    path: str
    chain: str
    known: tuple[int, int]
    is_demo: bool = False


class _Proven(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """said, signed with the key that stands in it, and proven with the code."""

    said: bytes
    signature: bytes
    proof: bytes


class Code(NamedTuple):
    """A fresh one-time code; shown once."""

    text: str
    locator: str
    proof_key: bytes


_asking = msgspec.msgpack.Decoder(_Asking)
_welcome = msgspec.msgpack.Decoder(_Welcome)
_proven = msgspec.msgpack.Decoder(_Proven)


def new_code() -> Code:
    letters = "".join(secrets.choice(rules.LETTERS) for _ in range(rules.LOCATOR + rules.SECRET))
    locator, secret = letters[: rules.LOCATOR], letters[rules.LOCATOR :]
    return Code(rules.code_text(letters), locator, rules.proof_key(locator, secret))


def expiry() -> timedelta:
    return timedelta(hours=rules.CODE_HOURS)


# --- at the node


def ask(*, url: str, code: str, by: Actor, post: Post) -> Peer:
    """Ask the hub at `url`; the hub's row, waiting for approval. `post(url, body)` carries the bytes."""
    permissions.require_here(by)
    _require_may_ask()
    parts = rules.code_parts(code)
    if parts is None:
        raise Refused(_("Mã mời có 16 chữ và số: xem lại từng nhóm bốn ký tự."), field="code")
    locator, key = parts[0], rules.proof_key(*parts)
    body = _prove(_ASK, envelope.encode(_asking_of_this_node(locator)), key)
    base = url.strip().rstrip("/")
    welcome = _read_welcome(post(base + PATH, body), body, key)
    return _keep_upstream(welcome, base, by)


def come_back(*, node_id: UUID, url: str, code: str, by: Actor, post: Post) -> Peer:
    """A new disk for a machine that its hub knows: it asks under its old number, and begins a new epoch.

    The hub sends everything once more, what this machine wrote and had sent included.
    """
    permissions.require_here(by)
    if Bundle.objects.exists():
        raise Refused(
            _(
                "Máy này đã có dữ liệu nên không dựng lại được. Có bản sao lưu thì dùng: tuyen restore."
            )
        )
    before = node.this_node()
    _become(node_id, 0)  # whatever the hub remembers is later: the epoch rises above it
    try:
        return ask(url=url, code=code, by=by, post=post)
    except Exception:
        _become(before.id, before.epoch)
        raise


def _become(node_id: UUID, epoch: int) -> None:
    with write_turn(), transaction.atomic():
        Lane.objects.all().delete()
        Node.objects.update(id=node_id, epoch=epoch, public_key=node.public_key())
    bundles.restart_clock()


def _require_may_ask() -> None:
    if node.is_demo() and ScopeNode.objects.exists():
        raise NotHeard("demo_filled")
    if Peer.objects.filter(role=Role.UPSTREAM).exclude(state=State.PENDING).exists():
        raise Refused(
            _("Máy này đã ghép với một máy trung tâm. Thôi ghép trước: tuyen node leave."),
            field="url",
        )


def _asking_of_this_node(locator: str) -> _Asking:
    here = node.this_node()
    return _Asking(
        version=rules.VERSION,
        node_id=here.id,
        name=here.name,
        public_key=node.public_key(),
        box_key=keys.box_public(),
        epoch=here.epoch,
        locator=locator,
        app_version=__version__,
        schema_ver=schemas.version(),
        is_demo=here.is_demo,
        nonce=secrets.token_bytes(16),
    )


def _read_welcome(reply: bytes, asked: bytes, key: bytes) -> _Welcome:
    proven: _Proven = _decoded(_proven, reply)
    welcome: _Welcome = _decoded(_welcome, proven.said)
    if welcome.request != envelope.digest_of(asked):
        raise NotHeard("other_question")
    if welcome.refusal:  # worth no proof: it lets nobody in
        raise refusals.Declined(welcome.refusal)
    signed = keys.is_signed(welcome.public_key, proven.signature, _WELCOME + proven.said)
    if not signed or not _is_proof(proven, _WELCOME, key):
        raise NotHeard("bad_answer")
    if welcome.is_demo != node.is_demo():
        raise NotHeard("demo_node")
    return welcome


def _keep_upstream(welcome: _Welcome, url: str, by: Actor) -> Peer:
    epoch, counter = welcome.known
    if epoch > node.this_node().epoch:  # restored since, or another machine had our disk
        epochs.begin_after(epoch)
        counter = 0
    row = Peer(
        id=welcome.hub_id,
        name=welcome.name[:120],
        role=Role.UPSTREAM,
        url=url,
        public_key=welcome.public_key,
        box_key=welcome.box_key,
        is_hub=True,
        epoch=welcome.epoch,
        sent_counter=counter,
        unit_id=welcome.unit_id,
        unit_name=welcome.unit_name[:200],
        path=welcome.path[:400],
        chain=welcome.chain[:20],
    )
    with write_turn(), transaction.atomic():
        Peer.objects.filter(role=Role.UPSTREAM, state=State.PENDING).delete()
        row.save(force_insert=True)
    acts.write(row, "asked", by=by)
    return row


# --- at the hub


def hear(body: bytes) -> bytes:
    """What POST /sync/enrol answers. A refusal is an answer too, and is counted."""
    try:
        invitation, asking = _invited(body)
        row = _admit(invitation, asking)
    except NotHeard as fault:
        refusals.count(fault)
        return _answer(_refused(body, fault.code), bytes(32))
    return _answer(_welcome_for(body, invitation, row), bytes(invitation.proof_key))


def _invited(body: bytes) -> tuple[Invitation, _Asking]:
    if len(body) > envelope.MOST_BYTES:
        raise NotHeard("too_big")
    proven: _Proven = _decoded(_proven, body)
    asking: _Asking = _decoded(_asking, proven.said)
    if asking.version != rules.VERSION:
        raise NotHeard("other_version")
    if not keys.is_signed(asking.public_key, proven.signature, _ASK + proven.said):
        raise NotHeard("bad_signature")
    invitation = _invitation(proven, asking)
    if asking.is_demo != node.is_demo():
        raise NotHeard("demo_node")
    if asking.node_id == node.this_node().id:
        raise NotHeard("same_node")
    return invitation, asking


def _invitation(proven: _Proven, asking: _Asking) -> Invitation:
    """The invitation whose code this node knows. Who cannot prove it learns nothing about it."""
    rows = Invitation.objects.filter(locator=asking.locator[: rules.LOCATOR], withdrawn_at=None)
    for row in rows:
        if row.wrong_tries < rules.WRONG_TRIES and _is_proof(proven, _ASK, bytes(row.proof_key)):
            break
    else:
        with write_turn():
            rows.filter(used_at=None).update(wrong_tries=F("wrong_tries") + 1)
        raise NotHeard("wrong_code")
    if row.used_at and row.used_by != asking.node_id:
        raise NotHeard("used_code")
    if row.expires_at <= clock.now():
        raise NotHeard("late_code")
    return row


def _admit(invitation: Invitation, asking: _Asking) -> Peer:
    """The node waits for approval. Asked again with the same code (the answer was lost): the same row."""
    known = Peer.objects.filter(pk=asking.node_id).first()
    _require_may_come(known, asking, invitation)
    if invitation.used_at and known:
        return known
    row = known or Peer(id=asking.node_id, role=Role.CHILD)
    _fill(row, invitation, asking)
    with write_turn(), transaction.atomic():
        taken = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(
            used_at=clock.now(), used_by=asking.node_id
        )
        if not taken:
            raise NotHeard("used_code")
        row.save(force_insert=known is None)
    acts.write(row, "asked", by=_inviter(invitation))
    return row


def _require_may_come(known: Peer | None, asking: _Asking, invitation: Invitation) -> None:
    if invitation.for_node and invitation.for_node != asking.node_id:
        raise NotHeard("wrong_code")
    if known is None:
        return
    if known.role != Role.CHILD:
        raise NotHeard("same_node", peer_id=known.id)
    if bytes(known.public_key) != asking.public_key and invitation.for_node != known.id:
        raise NotHeard("other_key")
    if known.state in (State.LOST, State.SUSPENDED):
        raise NotHeard(known.state, peer_id=known.id)


def _fill(row: Peer, invitation: Invitation, asking: _Asking) -> None:
    row.state, row.name = State.PENDING, nfc(asking.name)[:120]
    row.public_key, row.box_key = asking.public_key, asking.box_key
    if asking.epoch > row.epoch:
        row.epoch, row.counter = asking.epoch, 0
    row.version, row.schema_ver = asking.app_version[:40], asking.schema_ver
    row.unit_id, row.unit_name = invitation.unit_id, invitation.unit_name
    row.path, row.chain = invitation.path, invitation.chain
    row.compartments, row.is_hub = list(invitation.compartments), invitation.is_hub
    row.asked_at, row.wrong_readings = clock.now(), 0
    row.last_seen_at = clock.now()


def _inviter(invitation: Invitation) -> Actor:
    """The machine asks in the name of whoever gave it the code."""
    return Actor(
        account_id=invitation.issued_by,
        name=invitation.issued_by_name,
        role="system",
        unit_id=invitation.unit_id,
        unit_name=invitation.unit_name,
        path=invitation.path,
        chain=invitation.chain,
    )


def _welcome_for(body: bytes, invitation: Invitation, row: Peer) -> _Welcome:
    here = node.this_node()
    return _Welcome(
        version=rules.VERSION,
        request=envelope.digest_of(body),
        refusal="",
        hub_id=here.id,
        name=here.name,
        public_key=node.public_key(),
        box_key=keys.box_public(),
        epoch=here.epoch,
        unit_id=invitation.unit_id,
        unit_name=invitation.unit_name,
        path=invitation.path,
        chain=invitation.chain,
        known=(row.epoch, row.counter),
        is_demo=here.is_demo,
    )


def _refused(body: bytes, code: str) -> _Welcome:
    nobody, nothing = UUID(int=0), b""
    return _Welcome(
        rules.VERSION, envelope.digest_of(body), code, nobody, "", nothing, nothing, 0, nobody,
        "", "", "", (0, 0),
    )  # fmt: skip


def _answer(welcome: _Welcome, key: bytes) -> bytes:
    return _prove(_WELCOME, envelope.encode(welcome), key)


def _prove(purpose: bytes, said: bytes, key: bytes) -> bytes:
    proof = hmac.digest(key, purpose + said, "sha256")
    return envelope.encode(_Proven(said, node.sign(purpose + said), proof))


def _is_proof(proven: _Proven, purpose: bytes, key: bytes) -> bool:
    return hmac.compare_digest(proven.proof, hmac.digest(key, purpose + proven.said, "sha256"))


def _decoded(decoder: "msgspec.msgpack.Decoder[Any]", body: bytes) -> Any:
    try:
        return decoder.decode(body)
    except msgspec.MsgspecError as fault:
        raise NotHeard("bad_body") from fault
