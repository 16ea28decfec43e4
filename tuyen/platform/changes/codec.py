"""Operations as bytes: compact JSON, zstd with a trained dictionary kept for ever under its number."""

import functools
import threading
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tuyen.platform.changes import schemas
from tuyen.platform.changes.models import Bundle, SyncedModel

# [model label, row id, {attname: value}, hlc seen | 0 for a new row]
# and, where a field was changed before, a fifth part: {leader: [clocks seen]} (clocks.py).
Op = list[Any]

RAW_SINCE = 2  # schema 2: hash over the JSON itself, clocks seen as a fifth part of an operation
DICTIONARY = 1
_LEVEL = 3

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="hex")
_local = threading.local()


@functools.cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    path = Path(__file__).with_name(f"bundle-{number}.zdict")
    found = zstandard.ZstdCompressionDict(path.read_bytes())
    found.precompute_compress(level=_LEVEL)  # or every bundle digests it again
    return found


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(
            dict_data=_dictionary(DICTIONARY), write_checksum=False
        )
    compressor: zstandard.ZstdCompressor = _local.compressor
    return compressor


def written(ops: list[Op]) -> bytes:
    """Operations as JSON: what the hash of a bundle is taken over."""
    return _encoder.encode(ops)


def packed(raw: bytes) -> bytes:
    return _compressor().compress(raw)


def raw_of(body: bytes) -> bytes:
    """The JSON of a bundle's body.

    Raises zstandard.ZstdError when the bytes were damaged.
    """
    number = zstandard.get_frame_parameters(body).dict_id
    reader = zstandard.ZstdDecompressor(dict_data=_by_id(number)) if number else _plain()
    return reader.decompress(body)


def unpack(body: bytes) -> list[Op]:
    """Operations of a bundle.

    Raises zstandard.ZstdError or msgspec.DecodeError when the bytes were damaged.
    """
    ops: list[Op] = msgspec.json.decode(raw_of(body))
    return ops


def ops_of(bundle: Bundle) -> list[Op]:
    """What a bundle of the log says, in the words of today."""
    return schemas.today(unpack(bytes(bundle.body)), bundle.schema_ver)


def hashed(schema_ver: int, body: bytes) -> bytes:
    """What the hash of a bundle covers: its JSON; before schema 2 its compressed bytes."""
    return body if schema_ver < RAW_SINCE else raw_of(body)


def _plain() -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor()


@functools.cache
def _by_id(dict_id: int) -> zstandard.ZstdCompressionDict:
    for number in range(1, DICTIONARY + 1):
        if _dictionary(number).dict_id() == dict_id:
            return _dictionary(number)
    raise zstandard.ZstdError(f"unknown dictionary {dict_id}")


@functools.cache
def attnames(model: type[SyncedModel]) -> tuple[str, ...]:
    """Columns that an operation carries: all but the id, the clock and local projections."""
    skipped = {"id", "hlc", "clocks", *getattr(model, "local_fields", ())}
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in skipped)


@functools.cache
def _label(model: type[SyncedModel]) -> str:
    """Put together anew by Django each time it is asked for."""
    return model._meta.label_lower


def create_op(row: SyncedModel) -> Op:
    values, label = row.__dict__, _label(type(row))
    said = {
        name: value
        for name in attnames(type(row))
        if (value := values[name]) is not None and value != ""
    }
    if label in schemas.program().news:
        said = {n: v for n, v in said.items() if not schemas.is_unsaid(label, n, v)}
    return [label, row.id, said, 0]


def change_op(
    row: SyncedModel, values: dict[str, Any], seen: int, tokens: dict[str, list[Any]]
) -> Op:
    op: Op = [_label(type(row)), row.id, values, seen]
    return [*op, tokens] if tokens else op
