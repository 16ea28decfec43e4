"""What a browser sends: files one by one, or a zip of a machine or a disc, never unpacked onto the disk."""

import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

MOST_FILES = 4_000
MOST_BYTES = 3 * 2**30
_PIECE = 2**18
_IN_MEMORY = 4 * 2**20


@dataclass(frozen=True)
class Arrived:
    """A file that can be opened again and again; one out of a zip is unpacked each time, within its bound."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]
    is_packed: bool = False


def arrived(uploads: Iterable[Any]) -> Iterator[Arrived]:
    """Every file that was sent, with those inside a zip; Refused for a zip that is a bomb."""
    for upload in uploads:
        upload.seek(0)
        head = upload.read(4)
        upload.seek(0)
        if head == b"PK\x03\x04":
            yield from _packed(upload)
        else:
            yield Arrived(upload.name, _opener(upload))


def _opener(upload: Any) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        upload.seek(0)
        yield upload.file

    return opened


def _packed(upload: Any) -> Iterator[Arrived]:
    try:
        archive = zipfile.ZipFile(upload.file)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        raise Refused(_("Tệp zip hỏng hoặc bị cắt. Xin nén lại rồi gửi."), code="cut_off") from None
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Refused(
            _("Tệp zip chứa quá %(count)d tệp hoặc quá %(size)d GB. Xin chia nhỏ rồi gửi.")
            % {"count": MOST_FILES, "size": MOST_BYTES // 2**30},
            code="unpacks_too_large",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(_("Tệp zip có mật khẩu. Xin nén lại không đặt mật khẩu."), code="encrypted")
    for entry in entries:
        yield Arrived(entry.filename, _unpacker(archive, entry), is_packed=True)


def _unpacker(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        most = settings.TUYEN_ATTACHMENT_MEGABYTES["application/dicom"] * 2**20
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            try:
                _unpack(archive, entry, file, most)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
                raise Refused(
                    _("Tệp zip hỏng hoặc bị cắt. Xin nén lại rồi gửi."), code="cut_off"
                ) from None
            file.seek(0)
            yield file  # type: ignore[misc]

    return opened


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: Any, most: int) -> None:
    """What the zip says of its sizes is not believed: the bytes themselves are counted."""
    with archive.open(entry) as source:
        size = 0
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > min(most, entry.file_size):
                raise Refused(
                    _("Tệp nén chứa quá nhiều dữ liệu nên không được nhận. Xin chia nhỏ tệp."),
                    code="unpacks_too_large",
                )
            file.write(piece)
