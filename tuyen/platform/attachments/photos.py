"""Photographs without what the telephone wrote into them: place, time, owner, machine (EXIF, XMP, comments).

Taken out piece by piece, so that the picture itself stays bit for bit; only one that lies on its side is
turned and packed anew, for the sign that said so goes too. What cannot be read is left as it came: the
judge of kinds (rules.py) refuses it.
"""

import io
import struct
from collections.abc import Iterable, Iterator
from itertools import chain

MOST_BYTES = 16 * 2**20
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour sign
_PNG_GONE = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_WEBP_GONE = {b"EXIF", b"XMP "}
_MOST_PIXELS = 60_000_000


def without_traces(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes for anything but a photograph."""
    pieces = iter(chunks)
    first = next(pieces, b"")
    if not first.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) and first[8:12] != b"WEBP":
        return chain([first], pieces)
    said, size = [first], len(first)
    for piece in pieces:
        said.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            return chain(said, pieces)  # refused for its size further on
    return [cleaned(b"".join(said))]


def cleaned(photo: bytes) -> bytes:
    """Without metadata; as it was where its structure cannot be followed."""
    try:
        if photo.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(_turned(photo) or photo))
        if photo.startswith(b"\x89PNG"):
            return b"".join(_png(photo))
        return _webp(photo)
    except (struct.error, IndexError):
        return photo


def _turned(photo: bytes) -> bytes:
    """A picture whose sign says that it lies on its side, upright; empty when it stands already."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(photo)) as picture:
            sideways = picture.getexif().get(0x0112, 1) not in (0, 1)
            if not sideways or picture.size[0] * picture.size[1] > _MOST_PIXELS:
                return b""
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError):
        return b""
    said = io.BytesIO()
    upright.save(said, "JPEG", quality=92)
    return said.getvalue()


def _jpeg(photo: bytes) -> Iterator[bytes]:
    yield photo[:2]
    at = 2
    while photo[at] == 0xFF:
        mark = photo[at + 1]
        if mark == 0xDA:  # the picture itself, up to its end mark
            end = photo.rfind(b"\xff\xd9")
            yield photo[at : end + 2 if end > at else len(photo)]
            return
        (length,) = struct.unpack(">H", photo[at + 2 : at + 4])
        is_trace = (0xE0 <= mark <= 0xEF and mark not in _JPEG_KEPT) or mark == 0xFE
        if not is_trace:
            yield photo[at : at + 2 + length]
        at += 2 + length
    yield photo[at:]


def _png(photo: bytes) -> Iterator[bytes]:
    yield photo[:8]
    at = 8
    while at < len(photo):
        length, name = struct.unpack(">I4s", photo[at : at + 8])
        if name not in _PNG_GONE:
            yield photo[at : at + 12 + length]
        at += 12 + length


def _webp(photo: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(photo):
        name, length = struct.unpack("<4sI", photo[at : at + 8])
        step = 8 + length + length % 2
        if name == b"VP8X":  # its flags must not promise what has gone
            flags = photo[at + 8] & ~0x0C
            kept.append(photo[at : at + 8] + bytes([flags]) + photo[at + 9 : at + step])
        elif name not in _WEBP_GONE:
            kept.append(photo[at : at + step])
        at += step
    body = b"WEBP" + b"".join(kept) + photo[at:]
    said = struct.unpack("<I", photo[4:8])[0] + 8
    if said != len(photo):
        return photo
    return b"RIFF" + struct.pack("<I", len(body)) + body
