"""Which request and which answer is believed; every way to cheat; nodes restored and copied."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.sync.net import Net
from tests.sync.trust import Pair, acts, times
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes.models import Node
from tuyen.platform.changes.node import public_key, this_node
from tuyen.platform.nodes import actions, envelope, hello, refusals
from tuyen.platform.nodes.models import Peer, State
from tuyen.platform.nodes.refusals import Declined, NotHeard


def test_a_waiting_machine_may_say_hello_and_nothing_else(pair: Pair) -> None:
    pair.ask(pair.code())

    pair.meet()
    with pytest.raises(NotHeard, match="chờ người"):
        pair.hear(pair.sealed())

    assert pair.upstream().state == State.PENDING
    with pair.net.at(pair.station):
        assert not this_node().is_enrolled


def test_what_was_heard_once_is_not_heard_again(joined: Pair) -> None:
    first, second = joined.sealed(b"one"), joined.sealed(b"two")
    joined.hear(second)

    for body in (second, first):
        with pytest.raises(NotHeard, match="đã được nhận"):
            joined.hear(body)

    assert times(joined, "replayed") == 2


def test_a_flood_of_forged_requests_is_counted_and_writes_little(
    joined: Pair,
) -> None:
    forged = joined.sealed()[:-1] + b"?"
    for _turn in range(100):
        with pytest.raises(NotHeard):
            joined.hear(forged)

    for _turn in range(400):
        with pytest.raises(NotHeard):
            joined.hear(forged)

    assert 200 < times(joined, "bad_signature") < 1200


def _change(place: int) -> Callable[[bytes], bytes]:
    return lambda body: body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda body: body[:-1], id="cut"),
        pytest.param(lambda body: body[: len(body) // 2], id="cut in the middle"),
        pytest.param(lambda _body: b"", id="empty"),
        pytest.param(lambda _body: b"\xff" * 300, id="noise"),
        pytest.param(lambda body: body + b"\0", id="longer"),
        pytest.param(_change(-1), id="signature changed"),
        pytest.param(_change(70), id="words changed"),
        pytest.param(lambda _body: bytes(envelope.MOST_BYTES + 1), id="too big"),
        pytest.param(lambda _body: b"\xdd\xff\xff\xff\xff" + b"\x90" * 500, id="endless list"),
        pytest.param(lambda _body: b"\x91" * 100_000, id="deep list"),
    ],
)
def test_spoilt_bytes_are_refused_with_a_sentence_and_the_next_request_is_heard(
    joined: Pair, spoil: Callable[[bytes], bytes]
) -> None:
    body = joined.sealed()

    with pytest.raises(NotHeard) as refused:
        joined.hear(spoil(body))

    assert str(refused.value.message).endswith(".")
    assert times(joined, refused.value.code) == 1
    assert joined.hear(joined.sealed()).payload == b"visit"


def _forged(joined: Pair, key_of: Any, **other: Any) -> bytes:
    """What a request of the station says, changed, and signed at another machine."""
    signed = msgspec.msgpack.decode(joined.sealed(), type=envelope._Signed)
    said = msgspec.structs.replace(envelope._request.decode(signed.said), **other)
    with joined.net.at(key_of):
        return envelope._sign(envelope._REQUEST, envelope.encode(said))


def test_another_machines_key_speaks_for_nobody_else(joined: Pair) -> None:
    other = Pair(joined.net, hub=joined.hub, name="other").enrol()

    with pytest.raises(NotHeard, match="Chữ ký"):
        joined.hear(_forged(joined, other.station))

    assert times(joined, "bad_signature") == 1
    assert joined.hear(joined.sealed()).peer.id == joined.id


def test_a_request_for_another_hub_or_another_errand_is_not_taken(joined: Pair) -> None:
    for_another = _forged(joined, joined.station, receiver=joined.id)
    for_a_push = joined.sealed()

    with pytest.raises(NotHeard, match="một máy khác"):
        joined.hear(for_another)
    with pytest.raises(NotHeard, match="việc khác"):
        joined.hear(for_a_push, "/sync/pull")


def test_an_answer_signed_for_a_request_is_no_request(joined: Pair) -> None:
    """What the hub signs can be played back to nobody as something that a node said."""
    body = joined.sealed()
    heard = joined.hear(body)
    with joined.net.at(joined.hub):
        reply = envelope.seal_reply(heard, b"done")

    with pytest.raises(NotHeard):
        joined.hear(reply)


def test_the_wrong_clock_of_a_machine_is_seen_and_stops_nothing(net: Net) -> None:
    pair = Pair(net)
    pair.enrol()
    pair.station.skew = dt.timedelta(days=-400)

    body = pair.sealed()
    heard = pair.hear(body)
    with net.at(pair.hub):
        reply = envelope.seal_reply(heard, b"")
    with net.at(pair.station):
        envelope.open_reply(reply, peer=pair.upstream(), request=body)

    days_ms = 400 * 86_400_000
    assert pair.child().offset_ms == -days_ms
    assert pair.upstream().offset_ms == days_ms


def test_an_answer_of_somebody_else_or_to_an_older_question_is_not_believed(joined: Pair) -> None:
    first = joined.sealed()
    heard = joined.hear(first)
    with joined.net.at(joined.hub):
        old_reply = envelope.seal_reply(heard, b"old")
    second = joined.sealed()
    joined.hear(second)
    stranger = joined.net.node("stranger")
    with joined.net.at(stranger):
        forged = envelope.seal_reply(heard, b"forged")

    with joined.net.at(joined.station):
        upstream = joined.upstream()
        with pytest.raises(NotHeard, match="không khớp"):
            envelope.open_reply(old_reply, peer=upstream, request=second)
        with pytest.raises(NotHeard, match="không phải của máy trung tâm"):
            envelope.open_reply(forged, peer=upstream, request=first)


def test_a_refusal_is_believed_only_from_the_hub(joined: Pair) -> None:
    body = joined.sealed()
    stranger = joined.net.node("stranger")
    with joined.net.at(stranger):
        forged = envelope.seal_refusal(body, NotHeard("lost"))
    with joined.net.at(joined.hub):
        actions.suspend(peer=joined.child(), why="Máy đem đi sửa", by=SYSTEM)
    with pytest.raises(NotHeard) as refused:
        joined.hear(body)
    with joined.net.at(joined.hub):
        said = envelope.seal_refusal(body, refused.value)

    with joined.net.at(joined.station):
        with pytest.raises(NotHeard, match="không phải của máy trung tâm"):
            envelope.open_reply(forged, peer=joined.upstream(), request=body)
        with pytest.raises(Declined, match="tạm ngừng"):
            envelope.open_reply(said, peer=joined.upstream(), request=body)
    assert "tạm ngừng" in joined.upstream().last_error


# --- restored, copied


def _restored(pair: Pair) -> None:
    """As `tuyen restore` does it: an older state, and a new epoch."""
    with pair.net.at(pair.station):
        Node.objects.update(epoch=this_node().epoch + 1)
        Peer.objects.update(sent_counter=0)


def test_a_restored_machine_is_heard_again_and_the_hub_says_so(joined: Pair) -> None:
    for _turn in range(5):
        joined.hear(joined.sealed())
    _restored(joined)

    assert joined.hear(joined.sealed()).peer.epoch == 2

    assert "khôi phục" in joined.child().flagged
    assert acts(joined)[-1] == "epoch"


def test_a_disk_copied_back_by_hand_begins_a_new_epoch_by_itself(joined: Pair) -> None:
    for _turn in range(5):
        joined.hear(joined.sealed())
    with joined.net.at(joined.station):
        Peer.objects.update(sent_counter=2)
    body = joined.sealed()

    with pytest.raises(NotHeard, match="đã được nhận") as refused:
        joined.hear(body)
    with joined.net.at(joined.hub):
        said = envelope.seal_refusal(body, refused.value)
    with joined.net.at(joined.station):
        with pytest.raises(Declined) as declined:
            envelope.open_reply(said, peer=joined.upstream(), request=body)
        assert envelope.after_decline(declined.value)
        assert this_node().epoch == 2

    assert joined.hear(joined.sealed()).payload == b"visit"


def test_a_request_delivered_twice_by_the_line_begins_no_new_epoch(joined: Pair) -> None:
    body = joined.sealed()
    joined.hear(body)
    with pytest.raises(NotHeard) as refused:
        joined.hear(body)
    with joined.net.at(joined.hub):
        said = envelope.seal_refusal(body, refused.value)

    with joined.net.at(joined.station):
        with pytest.raises(Declined) as declined:
            envelope.open_reply(said, peer=joined.upstream(), request=body)
        assert envelope.after_decline(declined.value)
        assert this_node().epoch == 1


def test_two_machines_with_one_key_are_stopped(joined: Pair) -> None:
    """A disk image runs twice: each finds the other's counter and begins a new epoch, in turn."""
    for _turn in range(4):
        _restored(joined)
        joined.hear(joined.sealed())

    with pytest.raises(NotHeard, match="tạm ngừng"):
        joined.hear(joined.sealed())
    assert "một khóa" in joined.child().flagged
    assert acts(joined)[-1] == "suspended"


def test_a_node_sees_that_its_hub_was_restored(joined: Pair) -> None:
    with joined.net.at(joined.hub):
        Node.objects.update(epoch=2)
    body = joined.sealed()
    heard = joined.hear(body)
    with joined.net.at(joined.hub):
        reply = envelope.seal_reply(heard, b"")

    with joined.net.at(joined.station):
        assert envelope.open_reply(reply, peer=joined.upstream(), request=body).hub_restored


# --- what is told


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"name": 7, "queue": "many", "disk_free_mb": "x"}, id="other kinds"),
        pytest.param({"name": "N" * 9999, "version": "9" * 999}, id="long"),
        pytest.param({"disk_free_mb": 2**70, "schema_ver": -4}, id="out of bounds"),
        pytest.param({"queue": {f"q{n}": n for n in range(500)}}, id="many queues"),
        pytest.param({"state": "active", "path": "/", "compartments": ["hiv"]}, id="asks rights"),
    ],
)
def test_whatever_a_machine_tells_of_itself_gives_it_no_rights(
    pair: Pair, told: dict[str, Any]
) -> None:
    pair.ask(pair.code())
    with pair.net.at(pair.hub):
        answer = hello.take(pair.child(), told)

    child = pair.child()
    assert (answer["state"], answer["compartments"]) == ("pending", [])
    assert (child.state, child.path) == (State.PENDING, pair.unit.path)
    assert len(child.queue) <= 12


def test_an_answer_of_a_hub_that_speaks_otherwise_is_a_sentence(joined: Pair) -> None:
    with joined.net.at(joined.station):
        for answer in ({}, {"state": "shiny"}, {"state": "active"}):
            with pytest.raises(NotHeard, match="nâng cấp"):
                hello.take_answer(joined.upstream(), answer)

    assert joined.upstream().state == State.ACTIVE


def test_a_field_that_a_newer_node_adds_is_skipped(joined: Pair) -> None:
    signed = msgspec.msgpack.decode(joined.sealed(b"newer"), type=envelope._Signed)
    said = [*msgspec.msgpack.decode(signed.said), "something new"]
    with joined.net.at(joined.station):
        body = envelope._sign(envelope._REQUEST, msgspec.msgpack.encode(said))

    assert joined.hear(body).payload == b"newer"


def test_every_refusal_has_a_sentence_that_says_what_to_do() -> None:
    for code in refusals.SENTENCES:
        said = refusals.sentence_of(code)
        assert said[0].isupper()
        assert said[-1] in ".?"


def test_an_envelope_costs_less_than_two_hundred_bytes(joined: Pair) -> None:
    body = joined.sealed(b"")
    heard = joined.hear(body)
    with joined.net.at(joined.hub):
        reply = envelope.seal_reply(heard, b"")

    assert len(body) < 200
    assert len(reply) < 200


def test_the_key_of_a_machine_stays_in_its_own_file(joined: Pair) -> None:
    with joined.net.at(joined.station):
        key, shown = (joined.station.home / "node.key").read_bytes(), public_key()

    assert (joined.station.home / "node.key").stat().st_mode & 0o077 == 0
    assert key not in joined.sealed()
    assert bytes(joined.child().public_key) == shown
