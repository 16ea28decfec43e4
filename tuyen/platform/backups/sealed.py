"""A file sealed to one recipient, in authenticated pieces: read whole, or refused.

Format: a line of magic; a line of JSON (recipient, one-time public key); then pieces of 1 MB, each with
ChaCha20-Poly1305. The nonce of a piece is its number and whether it is the last, so that pieces left out,
exchanged, cut off or added are found. The key serves one file: X25519 with the one-time key, then HKDF over
the whole head.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.backups.keys import Recipient, Secret, private_for

MAGIC = b"TUYEN-SEALED-1\n"
PIECE = 1 << 20
TAG = 16
LONGEST_HEAD = 1000


def seal(source: Path, target: Path, to: Recipient) -> None:
    once = X25519PrivateKey.generate()
    said = {**asdict(to), "once": once.public_key().public_bytes_raw().hex()}
    head = MAGIC + json.dumps(said).encode() + b"\n"
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(to.public)))
    box = _box(shared, head)
    with source.open("rb") as plain, target.open("wb") as sink:
        sink.write(head)
        for number, piece, is_last in _pieces(plain, PIECE):
            sink.write(box.encrypt(_nonce(number, is_last), piece, None))
        sink.flush()
        os.fsync(sink.fileno())


def open_into(file: Path, target: Path, secret: Secret) -> None:
    """The caller throws `target` away when this refuses: it may hold the good beginning of a cut file."""
    with file.open("rb") as source, target.open("wb") as sink:
        box = _opened(source, secret)
        try:
            for number, piece, is_last in _pieces(source, PIECE + TAG):
                sink.write(box.decrypt(_nonce(number, is_last), piece, None))
        except InvalidTag as fault:
            raise Refused(_("Tệp sao lưu bị cắt cụt hoặc bị sửa; không dùng được.")) from fault
        sink.flush()
        os.fsync(sink.fileno())


def _opened(source: BinaryIO, secret: Secret) -> ChaCha20Poly1305:
    magic, line = source.readline(LONGEST_HEAD), source.readline(LONGEST_HEAD)
    try:
        said = json.loads(line) if magic == MAGIC else {}
        once = X25519PublicKey.from_public_bytes(bytes.fromhex(said.pop("once")))
        to = Recipient(**said)
    except (ValueError, TypeError, KeyError) as fault:
        raise Refused(_("Phần đầu của tệp sao lưu không đúng.")) from fault
    return _box(private_for(to, secret).exchange(once), magic + line)


def _box(shared: bytes, head: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=None, info=head).derive(shared))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, bytes, is it the last); an empty file has one empty piece."""
    number, piece = 0, source.read(size)
    while following := source.read(size):
        yield number, piece, False
        number, piece = number + 1, following
    yield number, piece, True
