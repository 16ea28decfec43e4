"""Operations as bytes: compact JSON, zstd with a trained dictionary kept for ever under its number."""

import functools
import threading
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tuyen.platform.changes.models import SyncedModel

Op = list[Any]  # [model label, row id, {attname: value}, hlc seen | 0 for a new row]

SCHEMA_VER = 1
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


def pack(ops: list[Op]) -> bytes:
    return _compressor().compress(_encoder.encode(ops))


def unpack(body: bytes) -> list[Op]:
    """Operations of a bundle.

    Raises zstandard.ZstdError or msgspec.DecodeError when the bytes were damaged.
    """
    number = zstandard.get_frame_parameters(body).dict_id
    reader = zstandard.ZstdDecompressor(dict_data=_by_id(number)) if number else _plain()
    ops: list[Op] = msgspec.json.decode(reader.decompress(body))
    return ops


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
    skipped = {"id", "hlc", *getattr(model, "local_fields", ())}
    return tuple(f.attname for f in model._meta.concrete_fields if f.attname not in skipped)


@functools.cache
def _label(model: type[SyncedModel]) -> str:
    """Put together anew by Django each time it is asked for."""
    return model._meta.label_lower


def create_op(row: SyncedModel) -> Op:
    values = row.__dict__
    said = {
        name: value
        for name in attnames(type(row))
        if (value := values[name]) is not None and value != ""
    }
    return [_label(type(row)), row.id, said, 0]


def change_op(row: SyncedModel, fields: list[str], seen: int) -> Op:
    values = row.__dict__
    return [
        _label(type(row)),
        row.id,
        {name: values[name] for name in fields},
        seen,
    ]
