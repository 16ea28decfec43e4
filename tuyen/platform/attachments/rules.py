"""What a file is, told by its bytes and never by its name. No Django here.

Each judge reads the whole structure that makes a file of its kind complete: a cut-off upload, a file of
two kinds at once and a small file that unpacks into a huge one are refused with a reason.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import BinaryIO

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
DICOM = "application/dicom"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"

ENDING = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    WEBP: ".webp",
    DICOM: ".dcm",
    XLSX: ".xlsx",
    TEXT: ".txt",
}
SHOWN_IN_PAGE = frozenset({PNG, JPEG, WEBP})

MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_UNPACKED_RATIO = 200
_MOST_ENTRIES = 5_000
_HEAD = 2048
_TAIL = 66_000
_MARKUP = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?php", b"<iframe")


class Unacceptable(ValueError):
    """Reasons: unknown, cut_off, two_kinds, unpacks_too_large, macros, markup, empty."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def content_type_of(file: BinaryIO) -> str:
    """One of the kinds above, or Unacceptable with a reason."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    if not head:
        raise Unacceptable("empty")
    kind, judge = _kind_of(head)
    judge(file, head, tail, size)
    return kind


Judge = Callable[[BinaryIO, bytes, bytes, int], None]


def _kind_of(head: bytes) -> tuple[str, Judge]:
    for kind, is_kind, judge in _KINDS:
        if is_kind(head):
            return kind, judge
    return TEXT, _judge_text


def _refuse_second_kind(head: bytes, tail: bytes) -> None:
    lowered = head.lower()
    if any(mark in lowered for mark in _MARKUP) or b"PK\x05\x06" in tail:
        raise Unacceptable("two_kinds")


def _judge_pdf(_file: BinaryIO, head: bytes, tail: bytes, _size: int) -> None:
    _refuse_second_kind(head, tail)
    if b"%%EOF" not in tail[-2048:]:
        raise Unacceptable("cut_off")


def _judge_png(file: BinaryIO, head: bytes, tail: bytes, size: int) -> None:
    _refuse_second_kind(head, tail)
    at = 8
    while at + 12 <= size:
        file.seek(at)
        length, name = struct.unpack(">I4s", file.read(8))
        at += 12 + length
        if name == b"IEND":
            if at != size:
                raise Unacceptable("two_kinds")
            return
    raise Unacceptable("cut_off")


def _judge_jpeg(_file: BinaryIO, head: bytes, tail: bytes, _size: int) -> None:
    """Telephones add data after the picture, so the end mark need not be last."""
    _refuse_second_kind(head, tail)
    if b"\xff\xd9" not in tail:
        raise Unacceptable("cut_off")


def _judge_webp(_file: BinaryIO, head: bytes, tail: bytes, size: int) -> None:
    _refuse_second_kind(head, tail)
    said = struct.unpack("<I", head[4:8])[0] + 8
    if said > size:
        raise Unacceptable("cut_off")
    if said + 1 < size:
        raise Unacceptable("two_kinds")


def _judge_dicom(_file: BinaryIO, head: bytes, tail: bytes, size: int) -> None:
    """The first 128 bytes are free for anything: where another program would look, nothing may stand."""
    _refuse_second_kind(head[:132], tail)
    if head[:2] in (b"MZ", b"PK") or head[:4] in (b"%PDF", b"\x7fELF"):
        raise Unacceptable("two_kinds")
    if size < 140:
        raise Unacceptable("cut_off")


def _judge_workbook(file: BinaryIO, _head: bytes, _tail: bytes, size: int) -> None:
    file.seek(0)
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unacceptable("cut_off") from None
    names = {entry.filename for entry in entries}
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Unacceptable("unknown")
    if any(name.lower().endswith((".bin", ".exe", ".zip")) for name in names if "vba" in name):
        raise Unacceptable("macros")
    unpacked = sum(entry.file_size for entry in entries)
    limit = min(MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO * max(size, 1))
    if unpacked > limit or len(entries) > _MOST_ENTRIES:
        raise Unacceptable("unpacks_too_large")


def _judge_text(file: BinaryIO, head: bytes, _tail: bytes, _size: int) -> None:
    file.seek(0)
    content = file.read()
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        said = content.decode(encoding)
    except UnicodeDecodeError:
        raise Unacceptable("unknown") from None
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in said):
        raise Unacceptable("unknown")
    lowered = said.lower()
    if lowered.lstrip().startswith("<") or any(mark.decode() in lowered for mark in _MARKUP):
        raise Unacceptable("markup")


_KINDS: tuple[tuple[str, Callable[[bytes], bool], Judge], ...] = (
    (PDF, lambda head: head.startswith(b"%PDF-"), _judge_pdf),
    (PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), _judge_png),
    (JPEG, lambda head: head.startswith(b"\xff\xd8\xff"), _judge_jpeg),
    (WEBP, lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _judge_webp),
    (DICOM, lambda head: head[128:132] == b"DICM", _judge_dicom),
    (XLSX, lambda head: head.startswith(b"PK\x03\x04"), _judge_workbook),
)
