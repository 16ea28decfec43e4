"""Letters in a file, for a place that the network does not reach. Format 1; no Django here.

    TUYEN-SYNC-1 newline | lid | pieces, each encrypted | signature

The lid says who wrote it for whom; the pieces are encrypted with a key that only the other node's box
key or the passphrase opens (X25519 or scrypt, HKDF, ChaCha20-Poly1305; each piece says its place and
whether it is the last); the writer's signature covers every byte before it. Cut short, changed or meant
for another machine, it is refused with a sentence and nothing of it is taken.
"""

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

MAGIC = b"TUYEN-SYNC-1\n"
SUFFIX = ".tuyen"
MOST_LID, MOST_PIECE = 4096, 8 * 2**20
SIGNATURE = 64
_LENGTH = struct.Struct(">I")
_INFO = b"tuyen sync file 1"
PURPOSE = b"tuyen sync file 1\0"  # before what is signed, so that no other signature fits

Sign = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes], bool]  # what was signed, the signature


class Lid(msgspec.Struct, array_like=True):
    """What anybody may read: whose file it is."""

    from_node: UUID
    from_name: str
    to_node: UUID
    to_name: str
    at_ms: int
    lock: str  # "key" or "passphrase"
    salt: bytes  # the passing public key, or the salt of the passphrase


class Lock(NamedTuple):
    kind: str
    salt: bytes
    key: bytes


def lock_for(box_key: bytes) -> Lock:
    """For whoever holds the private half of this X25519 key."""
    passing = X25519PrivateKey.generate()
    public = passing.public_key().public_bytes_raw()
    return Lock("key", public, _derived(passing.exchange(_public(box_key)), public))


def lock_with(passphrase: str) -> Lock:
    salt = os.urandom(16)
    return Lock("passphrase", salt, _stretched(passphrase, salt))


def opened_by(lid: Lid, box: Callable[[bytes], bytes] | None, passphrase: str | None) -> bytes:
    """The key of the pieces. box: our half of the agreement, from the passing public key."""
    if lid.lock == "passphrase":
        if not passphrase:
            raise Refused(_("Tệp này khóa bằng mật khẩu. Xin nhập mật khẩu của tệp."))
        return _stretched(passphrase, lid.salt)
    if lid.lock != "key" or box is None or len(lid.salt) != 32:
        raise damaged()
    return _derived(box(lid.salt), lid.salt)


def _public(raw: bytes) -> X25519PublicKey:
    if len(raw) != 32:
        raise Refused(_("Máy bên kia chưa có khóa để mã hóa tệp. Xin dùng mật khẩu."))
    return X25519PublicKey.from_public_bytes(raw)


def _derived(shared: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, _INFO).derive(shared)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())


def damaged() -> Refused:
    return Refused(
        _("Tệp bị hỏng hoặc bị cắt cụt. Chưa nhận gì từ tệp này. Xin chép lại tệp rồi nhận lại."),
        code="damaged_file",
    )


def write(path: Path, lid: Lid, key: bytes, pieces: Iterable[bytes], sign: Sign) -> int:
    """Whole or not at all: under a passing name, synced, then renamed. Bytes of the file."""
    passing = path.with_name(path.name + ".part")
    try:
        with passing.open("wb") as file:
            digest = hashlib.sha256()
            for part in _parts(lid, key, pieces):
                digest.update(part)
                file.write(part)
            file.write(sign(digest.digest()))
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, path)
    finally:
        passing.unlink(missing_ok=True)
    return path.stat().st_size


def _parts(lid: Lid, key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    head = msgspec.msgpack.encode(lid)
    yield MAGIC + _LENGTH.pack(len(head)) + head
    cipher, bound = ChaCha20Poly1305(key), hashlib.sha256(head).digest()
    number, waiting = 0, b""
    for number, piece in enumerate(pieces):
        if number:
            yield _piece(cipher, bound, number - 1, waiting, is_last=False)
        waiting = piece
    yield _piece(cipher, bound, number, waiting, is_last=True)


def _piece(
    cipher: ChaCha20Poly1305, bound: bytes, number: int, said: bytes, *, is_last: bool
) -> bytes:
    closed = cipher.encrypt(_nonce(number, is_last=is_last), said, bound)
    return _LENGTH.pack(len(closed)) + closed


def _nonce(number: int, *, is_last: bool) -> bytes:
    return struct.pack(">IQ", is_last, number)


class Read(NamedTuple):
    """A file whose signature was found good."""

    path: Path
    lid: Lid
    begins: int
    ends: int


def read_lid(path: Path) -> Lid:
    with path.open("rb") as file:
        return _lid(file)[0]


def _lid(file: BinaryIO) -> tuple[Lid, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise Refused(_("Đây không phải tệp gửi hồ sơ của Tuyến."), code="not_our_file")
    head = _exactly(file, MOST_LID)
    try:
        return msgspec.msgpack.decode(head, type=Lid), head
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise damaged() from fault


def _exactly(file: BinaryIO, most: int) -> bytes:
    said = file.read(_LENGTH.size)
    if len(said) != _LENGTH.size or (length := _LENGTH.unpack(said)[0]) > most:
        raise damaged()
    content = file.read(length)
    if len(content) != length:
        raise damaged()
    return content


def checked(path: Path, verify: Verify) -> Read:
    """Refused unless every byte is what the writer signed."""
    with path.open("rb") as file:
        lid, _head = _lid(file)
        begins, ends = file.tell(), path.stat().st_size - SIGNATURE
        file.seek(0)
        digest, left = hashlib.sha256(), ends
        while left > 0 and (block := file.read(min(left, 2**20))):
            digest.update(block)
            left -= len(block)
        if begins >= ends or not verify(digest.digest(), file.read(SIGNATURE)):
            raise damaged()
    return Read(path, lid, begins, ends)


def pieces_of(read: Read, key: bytes) -> Iterator[bytes]:
    """What was written, piece by piece. Refused when the key does not open it."""
    cipher = ChaCha20Poly1305(key)
    bound = hashlib.sha256(msgspec.msgpack.encode(read.lid)).digest()
    with read.path.open("rb") as file:
        file.seek(read.begins)
        number = 0
        while file.tell() < read.ends:
            closed = _exactly(file, MOST_PIECE)
            is_last = file.tell() >= read.ends
            try:
                yield cipher.decrypt(_nonce(number, is_last=is_last), closed, bound)
            except InvalidTag as fault:
                raise _not_opened(read.lid) from fault
            number += 1


def _not_opened(lid: Lid) -> Refused:
    if lid.lock == "passphrase":
        return Refused(
            _("Mật khẩu của tệp không đúng. Xin hỏi lại người gửi tệp."), code="wrong_key"
        )
    return Refused(_("Tệp này khóa cho máy khác nên không mở được ở đây."), code="wrong_key")
