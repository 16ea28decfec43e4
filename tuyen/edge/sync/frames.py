"""Messages as bytes: msgpack, zstd with a dictionary kept for ever under its number.

First byte: version of the wire. Second: number of the dictionary. Then one zstd frame without its magic
number, which says how large its content is; a content larger than allowed is not even begun.
"""

import functools
import threading
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import zstandard

from tuyen.edge.sync.columns import Damaged

NEWEST, OLDEST = 1, 1  # versions of the wire that this program speaks
DICTIONARY = 1
MOST_BYTES = 32 * 2**20  # of one message, unpacked
_LEVEL = 9

_local = threading.local()
_encoder = msgspec.msgpack.Encoder()
Message = TypeVar("Message")


@functools.cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    path = Path(__file__).with_name(f"wire-{number}.zdict")
    found = zstandard.ZstdCompressionDict(path.read_bytes())
    found.precompute_compress(level=_LEVEL)
    return found


def _compressor() -> zstandard.ZstdCompressor:
    if not hasattr(_local, "compressor"):
        parameters = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL,
            format=zstandard.FORMAT_ZSTD1_MAGICLESS,
            write_dict_id=False,
            write_checksum=False,
            write_content_size=True,
        )
        _local.compressor = zstandard.ZstdCompressor(
            dict_data=_dictionary(DICTIONARY), compression_params=parameters
        )
    compressor: zstandard.ZstdCompressor = _local.compressor
    return compressor


def pack(message: Any) -> bytes:
    return bytes((NEWEST, DICTIONARY)) + _compressor().compress(_encoder.encode(message))


def unpack(body: bytes, kind: type[Message]) -> Message:
    """Damaged for whatever this program cannot read; nothing larger than MOST_BYTES is unpacked."""
    if len(body) < 3:
        raise Damaged("too short")
    if not OLDEST <= body[0] <= NEWEST:
        raise Damaged(f"version {body[0]} of the wire")
    if not 1 <= body[1] <= DICTIONARY:
        raise Damaged(f"dictionary {body[1]}")
    try:
        return msgspec.msgpack.decode(_content(body[2:], body[1]), type=kind)
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Damaged(type(fault).__name__) from fault


def _content(frame: bytes, dictionary: int) -> bytes:
    said = zstandard.get_frame_parameters(frame, format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    if not 0 <= said.content_size <= MOST_BYTES:
        raise Damaged("too large when unpacked")
    reader = zstandard.ZstdDecompressor(
        dict_data=_dictionary(dictionary),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        max_window_size=2**27,
    )
    return reader.decompress(frame, allow_extra_data=False)
