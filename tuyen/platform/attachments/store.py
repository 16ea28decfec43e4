"""Bytes on disk under their fingerprint: TUYEN_HOME/blobs/ab/cd/abcd…, complete or not there at all."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

CHUNK = 2**18


class Received(NamedTuple):
    """A file that arrived whole and waits under a passing name."""

    path: Path
    sha256: str
    size_bytes: int


def path_of(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError(sha256)
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def open_blob(sha256: str) -> BinaryIO:
    """FileNotFoundError when this node does not hold the bytes."""
    return path_of(sha256).open("rb")


def chunks_of(sha256: str) -> Iterator[bytes]:
    """The bytes piece by piece; FileNotFoundError when this node does not hold them."""
    with open_blob(sha256) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def is_whole(sha256: str) -> bool:
    """Are the bytes on the disk still those of the name? FileNotFoundError: they are not on this node."""
    digest = hashlib.sha256()
    with open_blob(sha256) as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest() == sha256


@contextmanager
def received(chunks: Iterable[bytes], most_bytes: int) -> Iterator[Received]:
    """Write to a passing file, on the disk itself; it is gone afterwards unless it was settled."""
    folder = Path(settings.MEDIA_ROOT) / "arriving"
    path: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder)
        path = Path(name)
        with os.fdopen(handle, "wb") as file:
            sha256, size = _written(file, chunks, most_bytes)
        yield Received(path, sha256, size)
    except OSError as fault:
        raise said_of(fault) from fault
    finally:
        if path is not None:
            path.unlink(missing_ok=True)


def settle(arrived: Received) -> Path:
    """Give the file its lasting name. The same bytes a second time change nothing."""
    target = path_of(arrived.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(arrived.path, target)
    _sync_folder(target.parent)
    return target


def drop(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)


def _written(file: BinaryIO, chunks: Iterable[bytes], most_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > most_bytes:
            raise too_large(most_bytes)
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def too_large(most_bytes: int) -> Refused:
    return Refused(
        _("Tệp lớn quá %(size)d MB. Xin chụp lại với độ phân giải thấp hơn hoặc chia nhỏ tệp.")
        % {"size": most_bytes // 2**20},
        code="too_large",
    )


def disk_full() -> Refused:
    return Refused(
        _(
            "Ổ đĩa của máy đã đầy nên chưa giữ được tệp. Xin báo người quản trị dọn bớt chỗ, "
            "rồi gửi lại tệp."
        ),
        code="disk_full",
    )


def said_of(fault: OSError) -> Exception:
    """A full disk in words; any other fault as it is."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full()
    return fault


def _sync_folder(folder: Path) -> None:
    """The new name itself must survive a power cut; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
