"""What leaves a station arrives as it was, in few bytes; what is no message of ours is refused."""

import contextlib
import math
import random
from typing import Any

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tuyen.edge.sync import batches, columns, frames, messages
from tuyen.edge.sync.columns import Damaged
from tuyen.edge.sync.sizes import FIRST, LEAST, MOST, BatchSize
from tuyen.edge.sync.tests import made_up

ENVELOPE_BYTES = 160  # signature, who, counter, epoch: measured where it is made


def _over_the_wire(batch: list[batches.Sent]) -> bytes:
    return frames.pack(messages.Push(batches.pack(batch), [3, 4000, 17]))


def _read(body: bytes) -> list[batches.Sent]:
    return batches.unpack(frames.unpack(body, messages.Push).batch)


def test_visits_arrive_as_they_were_sent() -> None:
    batch = made_up.visits(20)

    assert _read(_over_the_wire(batch)) == batch


def test_one_visit_and_a_morning_keep_to_their_bytes() -> None:
    alone = [len(_over_the_wire(made_up.visits(1, seed))) for seed in range(10)]
    morning = len(_over_the_wire(made_up.visits(20))) / 20

    assert max(alone) + ENVELOPE_BYTES <= 700
    assert morning + ENVELOPE_BYTES / 20 <= 350


def test_a_batch_may_begin_anywhere_in_the_chain_and_hold_several_lanes() -> None:
    one = made_up.visits(4)[3:]
    other = made_up.sent([["record.task", "00" * 16, {"status": "done"}, 5]], origin_lane=3)

    assert _read(_over_the_wire([one[0], other, *one[1:]])) == [one[0], other, *one[1:]]


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        ["2026-11-23", "2026-02-30", "2026-11-23T02:00:00Z", "2026-11-23T02:00:00.100000Z", "ab" * 16,
         "1999-12-31T23:59:60Z", "2026-11-23T02:00:00.1Z", -0.0, 1e300, 0.1, 130.0, "0001-01-01"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
_operations = st.lists(
    st.tuples(
        st.sampled_from(["record.encounter", "persons.person"]),
        st.uuids().map(lambda id_: id_.hex),
        st.dictionaries(st.sampled_from("abcd"), _values, max_size=4),
        st.integers(0, 2**63 - 1),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_operations, min_size=1, max_size=4))
def test_whatever_a_record_holds_comes_out_byte_for_byte(said: list[Any]) -> None:
    batch = [made_up.sent(ops) for ops in said]

    assert [each.raw for each in _read(_over_the_wire(batch))] == [each.raw for each in batch]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b'[["record.task", "1", {}, 0]]', id="with spaces"),
        pytest.param(b'[["record.task","1",{"a":1e2},0]]', id="a number said otherwise"),
        pytest.param(b'{"later":"schema"}', id="another shape"),
        pytest.param(b"no json", id="no json"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_bytes_that_we_would_write_otherwise_travel_whole(raw: bytes) -> None:
    batch = [made_up.sent(raw)]

    assert _read(_over_the_wire(batch)) == batch


def test_the_oldest_schema_keeps_the_bytes_that_were_hashed() -> None:
    old = made_up.sent(zstandard.compress(b"[]"), schema_ver=1)

    assert _read(_over_the_wire([old])) == [old]


def test_every_damaged_byte_is_noticed_or_changes_nothing() -> None:
    """The envelope's signature refuses them before; here only: no fault that nobody expects."""
    batch = made_up.visits(2)
    body = _over_the_wire(batch)
    chance = random.Random(5)
    for _ in range(400):
        at = chance.randrange(len(body))
        broken = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
        with contextlib.suppress(Damaged):
            _read(broken)


@pytest.mark.parametrize("keep", [0, 1, 2, 3, 50, -1])
def test_a_cut_message_is_refused(keep: int) -> None:
    body = _over_the_wire(made_up.visits(2))

    with pytest.raises(Damaged):
        _read(body[:keep])


def _frame(content: bytes, **how: Any) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        3, format=zstandard.FORMAT_ZSTD1_MAGICLESS, **how
    )
    return b"\x01\x01" + zstandard.ZstdCompressor(compression_params=parameters).compress(content)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(_frame(bytes(frames.MOST_BYTES + 1)), id="a bomb of zeros"),
        pytest.param(_frame(b"x", write_content_size=0), id="does not say how large it is"),
        pytest.param(_frame(b"\x91" * 100_000), id="nested without end"),
        pytest.param(_frame(b"\x93\xdd\xff\xff\xff\xff"), id="promises four billion things"),
        pytest.param(_frame(b"\xc0"), id="nothing"),
        pytest.param(b"\x07\x01" + b"x" * 20, id="a wire of the future"),
        pytest.param(b"\x01\x09" + b"x" * 20, id="a dictionary of the future"),
        pytest.param(b"GET / HTTP/1.1\r\n", id="another language"),
    ],
)
def test_a_bomb_or_another_language_is_refused_before_it_grows(body: bytes) -> None:
    with pytest.raises(Damaged):
        frames.unpack(body, messages.Push)


def _changed(**said: Any) -> batches.Packed:
    packed = batches.pack(made_up.visits(2))
    for name, value in said.items():
        setattr(packed, name, value)
    return packed


def _header(name: str, value: Any) -> batches.Packed:
    packed = batches.pack(made_up.visits(2))
    packed.headers[batches._COLUMNS.index(name)] = [columns.ONE, value]
    return packed


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(_changed(digest=bytes(16)), id="another digest"),
        pytest.param(_changed(counts=[10**9] * 4), id="more operations than there are"),
        pytest.param(_changed(counts=[0] * 30_000), id="too many bundles"),
        pytest.param(_changed(order=[7] * 10), id="a shape that is not there"),
        pytest.param(
            _changed(shapes=[["a", 4, *map(str, range(298))]], order=[0] * 14_000, counts=[14_000, 0, 0, 0],
                     rows=[[[columns.ONE, 1]] * 300]), id="a few bytes that become four million values",
        ),
        pytest.param(_changed(made=[-5], tails=bytes(10)), id="ids before all time"),
        pytest.param(_header("hlc", -1), id="a clock below zero"),
        pytest.param(_header("hlc", 2**63), id="a clock that no table keeps"),
        pytest.param(_header("reason", "x" * 61), id="a reason too long"),
        pytest.param(_header("why", "a\x00b"), id="a sign that PostgreSQL refuses"),
        pytest.param(_header("actor_id", None), id="nobody wrote it"),
        pytest.param(_header("origin_seq", 1.5), id="half a number"),
        pytest.param(_header("stream", 99), id="a stream that is not there"),
    ],
)  # fmt: skip
def test_a_batch_that_no_table_could_keep_is_refused(packed: batches.Packed) -> None:
    with pytest.raises(Damaged):
        _read(frames.pack(messages.Push(packed, [])))


def test_one_value_for_all_is_not_mistaken_between_kinds() -> None:
    kinds: tuple[list[Any], ...] = (
        [1, 1.0],
        [1, True],
        [0, False],
        [[], []],
        [math.inf, 1.0],
    )
    for values in kinds:
        column = columns.pack(values, columns.Ids())

        found = columns.unpack(column, 2, [None])

        assert msgspec.json.encode(found) == msgspec.json.encode(values)


def test_a_batch_doubles_while_the_line_carries_it_and_halves_when_it_breaks() -> None:
    size = BatchSize()
    assert size.bytes == FIRST

    for _ in range(9):
        size.went_well()
    assert size.bytes == MOST

    for _ in range(20):
        size.broke()
    assert size.bytes == LEAST
