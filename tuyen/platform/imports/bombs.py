"""Spreadsheets that would take the whole process down: a few bytes that unpack to a full memory.

The reader lays a sheet out from its first to its last cell. One stray cell in the last corner of a sheet
asks for 550 GB, and the process ends with everybody's work in it. So the far corners are looked for
first, in the packed text, a piece at a time.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

MOST_UNPACKED = 400 * 1024 * 1024
_PIECE, _OVERLAP = 1024 * 1024, 4096
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)

# Excel, by the address of cells: columns from DA (the 105th), rows from 200,000, cells without address.
_FAR = re.compile(
    rb'\sr="(?:(?:[A-Z]{3}|[D-Z][A-Z])\d|[A-Z]*(?:[2-9]\d{5}|\d{7}))'
    rb"|<(?:\w+:)?c(?:/?>|\s(?!r=)(?![^>]*\sr=))"
)
# OpenDocument, where a filled cell or row is said to be repeated; empty ones at the end are not laid out.
_REPEATED = re.compile(
    rb'number-columns-repeated="\d{3,}"[^>]*(?<!/)>'
    rb'|number-rows-repeated="\d{4,}"[^>]*>(?:\s*<[^>]*/>)*\s*<[\w:-]*table-cell[^>]*(?<!/)>'
    rb'|value="[^"]*"[^>]*number-columns-repeated="\d{3,}"'
    rb'|number-columns-repeated="\d{3,}"[^>]*value="'
)


class Bomb(ValueError):
    """Too large when unpacked."""


class TooFar(ValueError):
    """Cells stand so far apart that the space between them fills the memory."""


def require_harmless(path: Path) -> None:
    """Raises Bomb or TooFar; zipfile.BadZipFile where the file is damaged."""
    if zipfile.is_zipfile(path):
        told = path.stat()
        _look_through(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=64)
def _look_through(path: Path, _changed: int, _size: int) -> None:
    """Once a file: it is opened again for its preview, its check and its rows."""
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > MOST_UNPACKED:
            raise Bomb
        for entry in packed.infolist():
            far = _REPEATED if entry.filename == "content.xml" else _FAR
            is_sheet = far is _REPEATED or _SHEET.fullmatch(entry.filename)
            if is_sheet and any(far.search(piece) for piece in _pieces(packed, entry)):
                raise TooFar


def _pieces(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Whole tags only; the last few of a piece stand again at the beginning of the next."""
    left = b""
    with packed.open(entry) as file:
        while piece := file.read(_PIECE):
            text = left + piece
            cut = text.rfind(b"<")
            yield text[:cut]
            left = b"" if cut < 0 else text[max(text.rfind(b"<", 0, max(cut - _OVERLAP, 1)), 0) :]
    yield left
