"""Many bundles as one message: headers and rows by columns, and back to the very bytes that were hashed.

The operations of a bundle are taken apart and put together again; a bundle whose bytes would not come
out the same travels whole. The receiver computes every hash of the chain itself; a digest over all of
them says that both sides mean the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from tuyen.edge.sync import columns
from tuyen.edge.sync.columns import Column, Damaged, Ids
from tuyen.platform.changes.header import Header

MOST_BUNDLES = 20_000
MOST_VALUES = 4_000_000
MOST_RAW_BYTES = 64 * 2**20
MOST_KEYS = 300

_TEXTS = {"actor_name": 120, "reason": 60, "why": 300, "compartment": 20}
_IDS = ("bundle_id", "txn_id", "origin_node", "actor_id", "actor_unit_id", "patient_id", "unit_id")
_NUMBERS = {
    "origin_lane": 2**15,
    "origin_epoch": 2**31,
    "origin_seq": 2**63,
    "hlc": 2**63,
    "schema_ver": 2**15,
}
_MAY_BE_NONE = ("patient_id", "unit_id")
_COLUMNS = (*_IDS, *_NUMBERS, *_TEXTS, "stream", "nseq", "clamp_hlc")

_NOT_OURS = (
    TypeError,
    ValueError,
    IndexError,
    OverflowError,
    StopIteration,
    RecursionError,
    msgspec.MsgspecError,
)

_json = msgspec.json.Encoder()


class Sent(NamedTuple):
    """A bundle on its way; stream and nseq are its place in the mailbox.

    raw: the bytes that were hashed: operations as JSON, compressed in the oldest schema.
    """

    header: Header
    raw: bytes
    sha: bytes
    stream: int = 1
    nseq: int = 0
    clamp_hlc: int | None = None


class Note(NamedTuple):
    """A letter that is no bundle: an instruction of the other node."""

    stream: int
    nseq: int
    kind: str
    content: bytes


class Packed(msgspec.Struct, array_like=True):
    """A batch before it is compressed."""

    made: list[int]
    tails: bytes
    headers: list[Column]
    before: list[bytes]  # the hash before, b"" where the batch itself says it
    counts: list[int]  # operations of each bundle; -1: it travels whole
    whole: list[bytes]
    shapes: list[list[Any]]  # [model, parts of an operation, *names of its values]
    order: list[int]  # the shape of each operation
    rows: list[list[Column]]  # by shape: ids, clocks seen, and one column a name
    digest: bytes
    notes: list[tuple[int, int, str, bytes]] = []  # stream, number, kind, what it says


def pack(batch: Sequence[Sent], notes: Sequence[Note] = ()) -> Packed:
    ids = Ids()
    headers = [columns.pack(_column(batch, name), ids) for name in _COLUMNS] if batch else []
    counts, whole, ops = _taken_apart(batch)
    shapes: dict[tuple[Any, ...], int] = {}
    grouped: dict[int, list[Any]] = defaultdict(list)
    order = []
    for op in ops:
        number = shapes.setdefault((op[0], len(op), *op[2]), len(shapes))
        grouped[number].append(op)
        order.append(number)
    rows = [_packed_rows(grouped[number], ids) for number in range(len(shapes))]
    made, tails = ids.pack()
    return Packed(
        made=made,
        tails=tails,
        headers=headers,
        before=_before(batch),
        counts=counts,
        whole=whole,
        shapes=[list(shape) for shape in shapes],
        order=order,
        rows=rows,
        digest=digest_of(each.sha for each in batch),
        notes=list(notes),
    )


def digest_of(hashes: Any) -> bytes:
    return hashlib.sha256(b"".join(hashes)).digest()[:16]


def _column(batch: Sequence[Sent], name: str) -> list[Any]:
    if name in ("stream", "nseq", "clamp_hlc"):
        return [getattr(each, name) for each in batch]
    values = [getattr(each.header, name) for each in batch]
    if name not in _IDS:
        return values
    return [None if value is None else value.hex for value in values]


def _taken_apart(batch: Sequence[Sent]) -> tuple[list[int], list[bytes], list[Any]]:
    counts, whole, ops = [], [], []
    for each in batch:
        found = _ops_of(each)
        if found is None:
            counts.append(-1)
            whole.append(each.raw)
        else:
            counts.append(len(found))
            ops.extend(found)
    return counts, whole, ops


def _ops_of(each: Sent) -> list[Any] | None:
    """None: these bytes would not come out as they went in."""
    try:
        ops = msgspec.json.decode(each.raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    is_known = isinstance(ops, list) and all(
        isinstance(op, list)
        and len(op) in (4, 5)
        and isinstance(op[0], str)
        and isinstance(op[2], dict)
        and len(op[2]) <= MOST_KEYS
        for op in ops
    )
    return ops if is_known and _json.encode(ops) == each.raw else None


def _packed_rows(ops: list[Any], ids: Ids) -> list[Column]:
    found = [columns.pack([op[at] for op in ops], ids) for at in (1, *range(3, len(ops[0])))]
    return found + [columns.pack([op[2][name] for op in ops], ids) for name in ops[0][2]]


def _before(batch: Sequence[Sent]) -> list[bytes]:
    last: dict[tuple[Any, ...], bytes] = {}
    found = []
    for each in batch:
        lane = _lane(each.header)
        known = last.get((*lane, each.header.origin_seq - 1)) == each.header.prev_sha
        found.append(b"" if known else each.header.prev_sha)
        last[(*lane, each.header.origin_seq)] = each.sha
    return found


def _lane(header: Header) -> tuple[UUID, int, int]:
    return header.origin_node, header.origin_lane, header.origin_epoch


def unpack(packed: Packed) -> list[Sent]:
    """The bundles, every hash computed anew. Damaged when anything does not fit."""
    try:
        return _unpacked(packed)
    except Damaged:
        raise
    except _NOT_OURS as fault:
        raise Damaged(type(fault).__name__) from fault


def _unpacked(packed: Packed) -> list[Sent]:
    count = len(packed.counts)
    if count > MOST_BUNDLES or len(packed.before) != count:
        raise Damaged("too many bundles")
    if not count:
        return []
    ids = columns.read_ids(packed.made, packed.tails)
    headers = _read_headers(packed, count, ids)
    ops = iter(_read_ops(packed, ids))
    whole = iter(packed.whole)
    found: list[Sent] = []
    last: dict[tuple[Any, ...], bytes] = {}
    raw_bytes = 0
    for at, said in enumerate(packed.counts):
        content = next(whole, b"") if said < 0 else _json.encode([next(ops) for _ in range(said)])
        raw_bytes += len(content)
        if raw_bytes > MOST_RAW_BYTES:
            raise Damaged("too large when unpacked")
        found.append(_sent(headers[at], packed.before[at], content, last))
    if digest_of(each.sha for each in found) != packed.digest:
        raise Damaged("what arrived is not what was sent")
    return found


def _read_headers(packed: Packed, count: int, ids: list[str | None]) -> list[dict[str, Any]]:
    if len(packed.headers) != len(_COLUMNS):
        raise Damaged("headers")
    found = [columns.unpack(column, count, ids) for column in packed.headers]
    return [dict(zip(_COLUMNS, values, strict=True)) for values in zip(*found, strict=True)]


def _read_ops(packed: Packed, ids: list[str | None]) -> list[Any]:
    counts = [0] * len(packed.shapes)
    for number in packed.order:
        if not 0 <= number < len(counts):
            raise Damaged("an unknown shape")
        counts[number] += 1
    if sum(n for n in packed.counts if n > 0) != len(packed.order):
        raise Damaged("operations")
    widths = [len(shape) for shape in packed.shapes]
    if max(widths, default=0) > MOST_KEYS + 2 or len(packed.rows) != len(widths):
        raise Damaged("shapes")
    if sum(width * n for width, n in zip(widths, counts, strict=True)) > MOST_VALUES:
        raise Damaged("too large when unpacked")
    made = [
        _rows_of(shape, rows, n, ids)
        for shape, rows, n in zip(packed.shapes, packed.rows, counts, strict=True)
    ]
    return [next(made[number]) for number in packed.order]


def _rows_of(shape: list[Any], rows: list[Column], count: int, ids: list[str | None]) -> Any:
    label, parts, *names = shape
    if parts not in (4, 5) or len(rows) != parts - 2 + len(names):
        raise Damaged("shapes")
    read = [columns.unpack(column, count, ids) for column in rows]
    beside, values = read[: parts - 2], read[parts - 2 :]
    said = zip(*values, strict=True) if values else iter([()] * count)
    return (
        [label, row[0], dict(zip(names, each, strict=True)), *row[1:]]
        for row, each in zip(zip(*beside, strict=True), said, strict=True)
    )


def _sent(said: dict[str, Any], before: bytes, content: bytes, last: dict[Any, bytes]) -> Sent:
    place = {name: said.pop(name) for name in ("stream", "nseq", "clamp_hlc")}
    _check_place(place)
    header = Header(
        **{name: _checked(name, value) for name, value in said.items()}, prev_sha=before
    )
    lane = _lane(header)
    if not before:
        header.prev_sha = last.get((*lane, header.origin_seq - 1), b"")
    if len(header.prev_sha) not in (0, 32):
        raise Damaged("hash")
    sha = header.sha256(content)
    last[(*lane, header.origin_seq)] = sha
    return Sent(header, content, sha, **place)


def _check_place(place: dict[str, Any]) -> None:
    clamp = place["clamp_hlc"]
    numbers = [place["stream"], place["nseq"], *([] if clamp is None else [clamp])]
    if not all(type(n) is int and 0 <= n < 2**63 for n in numbers) or place["stream"] > 9:
        raise Damaged("place in the mailbox")


def _checked(name: str, value: Any) -> Any:
    """A header reaches the tables of the log: it must be what they can keep."""
    if name in _IDS:
        if value is None and name not in _MAY_BE_NONE:
            raise Damaged(name)
        return columns.id_of(value)
    if name in _TEXTS:
        if not isinstance(value, str) or len(value) > _TEXTS[name] or "\x00" in value:
            raise Damaged(name)
        return value
    if type(value) is not int or not 0 <= value < _NUMBERS[name]:
        raise Damaged(name)
    return value
