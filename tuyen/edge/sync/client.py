"""A node talks to the node above it: records in both directions, then files.

No transaction is open while the network is waited for; each message is sealed anew, also when it is
said again. What went wrong stands in the row of the hub as a sentence (the state line of every page).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.edge.sync import files, frames, messages, turns
from tuyen.edge.sync.columns import Damaged
from tuyen.edge.sync.ends import MailEnds
from tuyen.edge.sync.exchange import Conversation, Done, LineBroke, Watch, go_on
from tuyen.edge.sync.line import Line
from tuyen.edge.sync.sizes import BatchSize
from tuyen.edge.sync.turns import Held, turn_with
from tuyen.platform.changes import failpoints
from tuyen.platform.nodes import envelope, queries
from tuyen.platform.nodes.models import Peer, State
from tuyen.platform.nodes.refusals import Declined, NotHeard

Reply = TypeVar("Reply")
Post = Callable[[str, bytes], bytes]  # path, body → body; LineBroke when nothing came back

_WORTH_ANOTHER_TRY = ("bad_answer", "other_question", "bad_body")
_sizes: dict[UUID, BatchSize] = {}  # what the line carried last time, while the process lives
GREET_EVERY_MS = 600_000  # the hub's list of machines is never older


def forget() -> None:
    """As a process that has just started."""
    _sizes.clear()


@dataclass
class Wanted:
    """What a caller wants done."""

    give: bool = True
    take: bool = True
    files: bool = True
    greet: bool = False  # ask the hub even when nothing waits: somebody wants to hear how it stands
    watch: Watch = go_on


def sync_once(wanted: Wanted | None = None) -> Done | None:
    """Everything that waits on both sides; None when this node has no hub.

    Raises Refused with a sentence when the hub cannot be reached or says no.
    """
    upstream = queries.upstream()
    if upstream is None:
        return None
    with turn_with(upstream.id) as turn, Line(upstream.url) as line:
        return converse(upstream, line.post, wanted or Wanted(), turn)


def converse(
    upstream: Peer, post: Post, wanted: Wanted | None = None, turn: Held | None = None
) -> Done:
    """The same over any way of posting; the tests of many nodes have one without a network."""
    wanted = wanted or Wanted()
    speaker = Speaker(upstream, post, turn)
    try:
        return _talk(upstream, speaker, wanted)
    except LineBroke as fault:
        turns.note_greeting(upstream.id, was_heard=False)
        refused = Refused(
            _("Không liên lạc được với máy trung tâm. Hồ sơ vẫn ở đây, máy sẽ tự gửi lại."),
            code="no_answer",
        )
        envelope.note_fault(upstream, str(refused.message))
        raise refused from fault
    except NotHeard as fault:
        turns.note_greeting(upstream.id, was_heard=False)
        envelope.note_fault(upstream, str(fault.message))
        raise


def _talk(upstream: Peer, speaker: "Speaker", wanted: Wanted) -> Done:
    ends = MailEnds(upstream)
    size = _sizes.setdefault(upstream.id, BatchSize())
    done = Done()
    greets = wanted.greet or upstream.state != State.ACTIVE
    if greets or turns.is_greeting_due(upstream.id, GREET_EVERY_MS):
        greets = True
        answer = speaker.ask("/sync/hello", ends.hello(), messages.Welcome)
        done.asked += 1
        ends.welcomed(answer)
        if upstream.state != State.ACTIVE:
            return done
        ends.heard(answer.has)
        turns.note_greeting(upstream.id, was_heard=True)
    talk = Conversation(ends, speaker.ask, size, done)
    talk.run(say_hello=False, give=wanted.give, take=wanted.take, watch=wanted.watch)
    if wanted.files and (greets or done.given or done.taken):
        _files(upstream, speaker, size, wants=talk.other_wants)
    return done


class Speaker:
    """Seals, sends, opens. A machine that was restored begins a new epoch and says it again."""

    def __init__(self, upstream: Peer, post: Post, turn: Held | None = None) -> None:
        self._upstream, self._post, self._turn = upstream, post, turn

    def ask(self, path: str, message: Any, kind: Any) -> Any:
        payload = frames.pack(message)
        try:
            return self._ask(path, payload, kind)
        except Declined as fault:
            if not envelope.after_decline(fault):
                raise
        return self._ask(path, payload, kind)

    def _ask(self, path: str, payload: bytes, kind: Any) -> Any:
        if self._turn is not None:
            self._turn.go_on()
        body = envelope.seal(payload, peer=self._upstream, path=path)
        failpoints.reach("sync.sealed")
        reply = self._post(path, body)
        failpoints.reach("sync.replied")
        try:
            answered = envelope.open_reply(reply, peer=self._upstream, request=body)
            return frames.unpack(answered.payload, kind)
        except Declined:
            raise
        except NotHeard as fault:  # cut, or a page of somebody between us
            if fault.code in _WORTH_ANOTHER_TRY:
                raise LineBroke(fault.code) from fault
            raise
        except Damaged as fault:
            raise LineBroke("damaged") from fault


def _files(upstream: Peer, speaker: Speaker, size: BatchSize, *, wants: bool) -> None:
    """Last of all. A line that breaks here loses nothing: the next time goes on where it stopped.
    A file that the other side lacks too is asked for again with the next greeting."""
    if wants:
        answer = speaker.ask("/sync/blob", messages.AskWants(), messages.FileAnswer)
        for fingerprint, offset in answer.wants:
            _give(speaker, fingerprint, offset, size)
    for wanted, offset in files.still_wanted(upstream.id):
        _take(upstream, speaker, wanted.bundle_id, bytes.fromhex(wanted.sha256), offset, size)


def _give(speaker: Speaker, fingerprint: bytes, offset: int, size: BatchSize) -> None:
    while True:
        piece = files.piece_of(fingerprint.hex(), offset, size.bytes)
        if piece.refused:
            return
        put = messages.PutPiece(fingerprint, offset, piece.total, piece.piece)
        answer = speaker.ask("/sync/blob", put, messages.FileAnswer)
        if answer.is_whole or answer.offset == offset:
            return
        offset = answer.offset
        size.went_well()


def _take(
    upstream: Peer,
    speaker: Speaker,
    bundle_id: UUID,
    fingerprint: bytes,
    offset: int,
    size: BatchSize,
) -> None:
    while True:
        asked = messages.GetPiece(bundle_id, fingerprint, offset, size.bytes)
        piece = speaker.ask("/sync/blob", asked, messages.FileAnswer)
        if piece.refused:
            return
        put = messages.PutPiece(fingerprint, offset, piece.total, piece.piece)
        has = files.take_piece(upstream.id, put)
        if has.is_whole or has.offset == offset:
            return
        offset = has.offset
        size.went_well()
