"""Which pictures are taken: what they say of their size must be true and bearable. No Django here."""

import struct
from dataclasses import dataclass

from tuyen.domains.imaging.rules.faults import Unacceptable
from tuyen.domains.imaging.rules.stream import IMPLICIT, Outline, Tag

# Transfer syntaxes that this program opens (PS3.6 table A-1).
NATIVE = frozenset([IMPLICIT, "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])
RLE = "1.2.840.10008.1.2.5"
JPEG = frozenset(["1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"])
JPEG_LOSSLESS = frozenset(["1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"])
JPEG_2000 = frozenset(["1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"])
READ = NATIVE | {RLE} | JPEG | JPEG_LOSSLESS | JPEG_2000

MOST_SIDE = 16_384
MOST_FRAME_BYTES = 64 * 2**20
MOST_FRAMES = 5_000

_ROWS, _COLUMNS, _SAMPLES = (0x0028, 0x0010), (0x0028, 0x0011), (0x0028, 0x0002)
_BITS, _FRAMES, _PHOTOMETRIC = (0x0028, 0x0100), (0x0028, 0x0008), (0x0028, 0x0004)


@dataclass(frozen=True)
class Size:
    """What the file says of its picture; no rows where there is none."""

    rows: int
    columns: int
    samples: int
    bits: int
    frames: int

    @property
    def frame_bytes(self) -> int:
        """Of one frame, unpacked."""
        return (self.rows * self.columns * self.samples * self.bits + 7) // 8


def size_of(outline: Outline) -> Size:
    """As the file says it. Unacceptable when that is impossible or more than the file holds."""
    if not outline.has_pixels and not outline.has_waveforms:
        raise Unacceptable("no_picture")
    if not outline.has_pixels:
        return Size(0, 0, 0, 0, 1)
    if outline.transfer_syntax not in READ:
        raise Unacceptable("syntax")
    size = Size(
        rows=_whole(outline, _ROWS),
        columns=_whole(outline, _COLUMNS),
        samples=_whole(outline, _SAMPLES, 1),
        bits=_whole(outline, _BITS),
        frames=_frames(outline),
    )
    _require_bearable(size)
    _require_true(size, outline)
    return size


def _require_bearable(size: Size) -> None:
    if not (1 <= size.rows <= MOST_SIDE and 1 <= size.columns <= MOST_SIDE):
        raise Unacceptable("bomb")
    if size.samples not in (1, 3) or size.bits not in (1, 8, 16, 32):
        raise Unacceptable("malformed")
    if size.frame_bytes > MOST_FRAME_BYTES or not 1 <= size.frames <= MOST_FRAMES:
        raise Unacceptable("bomb")


def _require_true(size: Size, outline: Outline) -> None:
    """As many bytes as the picture needs; as many pieces as it has frames."""
    if outline.transfer_syntax not in NATIVE:
        if outline.fragments < size.frames:
            raise Unacceptable("bomb")
        return
    needed = size.rows * size.columns * size.samples * size.bits * size.frames // 8
    if b"422" in outline.values.get(_PHOTOMETRIC, b""):
        needed = needed * 2 // 3
    if outline.pixel_bytes < needed:
        raise Unacceptable("bomb")


def _whole(outline: Outline, tag: Tag, missing: int = 0) -> int:
    raw = outline.values.get(tag, b"")
    if len(raw) < 2:
        return missing
    return int(struct.unpack(">H" if outline.is_big_endian else "<H", raw[:2])[0])


def _frames(outline: Outline) -> int:
    said = outline.values.get(_FRAMES, b"").strip(b"\0 ") or b"1"
    if not said.isdigit() or len(said) > 9:
        raise Unacceptable("bomb")
    return int(said)
