"""A walk through a DICOM file before any library touches it (PS3.5 chapter 7, PS3.10 chapter 7).

One loop and a list of open sequences instead of recursion: a file nested ten thousand deep, or one whose
lengths point past its end, is refused here and never reaches a parser that would trust it.
"""

import io
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from tuyen.domains.imaging.rules.faults import Unacceptable

MOST_DEPTH = 12
MOST_ELEMENTS = 200_000
MOST_VALUE = 64  # bytes of a value that are kept
UNDEFINED = 0xFFFFFFFF

IMPLICIT = "1.2.840.10008.1.2"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"

ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
PIXELS = (0x7FE0, 0x0010)
PIXELS_FLOAT = ((0x7FE0, 0x0008), (0x7FE0, 0x0009))
WAVEFORMS = (0x5400, 0x0100)
TRANSFER_SYNTAX = (0x0002, 0x0010)

_LONG = frozenset([b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR"]) | {
    b"UT",
    b"UV",
}
_TIFF = (b"II*\0", b"MM\0*")

Tag = tuple[int, int]


@dataclass
class Outline:
    """What stands at the top level of the file; `values` as bytes, in the file's byte order."""

    transfer_syntax: str = ""
    is_big_endian: bool = False
    values: dict[Tag, bytes] = field(default_factory=dict)
    pixel_bytes: int = 0
    pixels_at: int = 0
    fragments: int = 0
    has_pixels: bool = False
    has_waveforms: bool = False
    elements: int = 0


@dataclass
class _Open:
    """A sequence or an item that has begun; `end` is None where a delimiter ends it."""

    end: int | None
    is_implicit: bool


def outline_of(file: BinaryIO) -> Outline:
    """The file's outline, or Unacceptable."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(1024)
    if head[128:132] != b"DICM":
        raise Unacceptable("not_dicom")
    _require_plain_preamble(head)
    return _Walk(file, size).run()


def _require_plain_preamble(head: bytes) -> None:
    """Zeros, or the TIFF header that the standard foresees; a second document never begins here."""
    preamble = head[:128]
    if preamble.strip(b"\0") and not preamble.startswith(_TIFF):
        raise Unacceptable("preamble")
    if b"%PDF-" in head:  # readers of PDF look for their mark in the first kilobyte
        raise Unacceptable("preamble")


class _Walk:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.at = file, size, 132
        self.outline = Outline()
        self.open: list[_Open] = []
        self.order = "<"
        self.is_implicit = False

    def run(self) -> Outline:
        self._meta()
        while self._has_more():
            self._element()
        return self.outline

    def _meta(self) -> None:
        """The group 0002 is always explicit, little end first."""
        while self.at + 8 <= self.size:
            self.file.seek(self.at)
            (group,) = struct.unpack("<H", self.file.read(2))
            if group != 2:
                break
            self._element()
        values = self.outline.values
        syntax = values.get(TRANSFER_SYNTAX, b"").rstrip(b"\0 ").decode("ascii", "replace")
        if not syntax:
            raise Unacceptable("malformed")
        if syntax == DEFLATED:
            raise Unacceptable("deflated")
        self.outline.transfer_syntax = syntax
        self.is_implicit = syntax == IMPLICIT
        if syntax == BIG_ENDIAN:
            self.order, self.outline.is_big_endian = ">", True

    def _has_more(self) -> bool:
        while self.open and self.open[-1].end is not None and self.at >= self.open[-1].end:
            self.open.pop()
        if self.at < self.size:
            return True
        if any(each.end is None for each in self.open):
            raise Unacceptable("cut_off")
        return False

    def _element(self) -> None:
        self.outline.elements += 1
        if self.outline.elements > MOST_ELEMENTS:
            raise Unacceptable("too_many_elements")
        tag = self._tag()
        if tag[0] == 0xFFFE:
            self._mark(tag)
            return
        vr, length = self._header()
        if tag == PIXELS and length == UNDEFINED:
            self._fragments()
        elif vr == b"SQ" or length == UNDEFINED or self._hides_items(vr, length):
            self._begin(tag, vr, length)
        else:
            self._value(tag, length)

    def _tag(self) -> Tag:
        raw = self._take(4)
        group, element = struct.unpack(f"{self.order}HH", raw)
        return group, element

    def _take(self, count: int) -> bytes:
        if self.at + count > self.size:
            raise Unacceptable("cut_off")
        self.file.seek(self.at)
        raw = self.file.read(count)
        self.at += count
        return raw

    def _number(self, kind: str) -> int:
        (value,) = struct.unpack(f"{self.order}{kind}", self._take(struct.calcsize(f"<{kind}")))
        return int(value)

    def _header(self) -> tuple[bytes, int]:
        """(kind of value, length); the kind is empty where the file leaves it to the dictionary."""
        if self.open[-1].is_implicit if self.open else self.is_implicit:
            return b"", self._number("L")
        vr = self._take(2)
        if not (vr.isalpha() and vr.isupper()):
            raise Unacceptable("malformed")
        if vr not in _LONG:
            return vr, self._number("H")
        self._take(2)
        return vr, self._number("L")

    def _hides_items(self, vr: bytes, length: int) -> bool:
        """Without a dictionary: a value of unknown kind that begins with the mark of an item."""
        if vr not in (b"", b"UN") or length < 8 or self.at + 4 > self.size:
            return False
        self.file.seek(self.at)
        order = "<" if vr == b"UN" else self.order
        return struct.unpack(f"{order}HH", self.file.read(4)) == ITEM

    def _begin(self, tag: Tag, vr: bytes, length: int) -> None:
        if not self.open and tag == WAVEFORMS:
            self.outline.has_waveforms = True
        is_implicit = self.open[-1].is_implicit if self.open else self.is_implicit
        self._push(length, is_implicit or vr == b"UN")

    def _push(self, length: int, is_implicit: bool) -> None:
        if len(self.open) >= 2 * MOST_DEPTH:  # a sequence and its item are two
            raise Unacceptable("nested")
        end = None if length == UNDEFINED else self.at + length
        if end is not None and end > self.size:
            raise Unacceptable("cut_off")
        self.open.append(_Open(end, is_implicit))

    def _mark(self, tag: Tag) -> None:
        length = self._number("L")
        if not self.open:
            raise Unacceptable("malformed")
        if tag == ITEM:
            self._push(length, self.open[-1].is_implicit)
        elif tag in (ITEM_END, SEQUENCE_END):
            self.open.pop()
        else:
            raise Unacceptable("malformed")

    def _fragments(self) -> None:
        """Compressed frames: a table of offsets, then the pieces, then a delimiter."""
        begins, count, total = self.at, -1, 0
        while True:
            tag, length = self._tag(), self._number("L")
            if tag == SEQUENCE_END:
                break
            if tag != ITEM or length == UNDEFINED or count > MOST_ELEMENTS:
                raise Unacceptable("malformed")
            self._skip(length)
            count, total = count + 1, total + (length if count >= 0 else 0)
        if not self.open:
            self._pixels(begins, total)
            self.outline.fragments = max(count, 0)

    def _value(self, tag: Tag, length: int) -> None:
        if not self.open and (tag == PIXELS or tag in PIXELS_FLOAT):
            self._pixels(self.at, length)
        if self.open or length > MOST_VALUE:
            self._skip(length)
        else:
            self.outline.values.setdefault(tag, self._take(length))

    def _pixels(self, at: int, length: int) -> None:
        self.outline.has_pixels = True
        self.outline.pixels_at, self.outline.pixel_bytes = at, length

    def _skip(self, length: int) -> None:
        if self.at + length > self.size:
            raise Unacceptable("cut_off")
        self.at += length
