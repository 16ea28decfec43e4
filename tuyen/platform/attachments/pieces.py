"""The file that a resumable upload grows in: TUYEN_HOME/blobs/parts/<id>. Its length is the offset.

Every piece is on the disk before its receipt is given; what a broken line brought before it broke is kept.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from tuyen.platform.attachments import store
from tuyen.platform.changes import failpoints

try:
    import fcntl
except ImportError:  # Windows: one process serves there, and two pieces at once meet in the offset
    fcntl = None  # type: ignore[assignment]


class MoreThanSaid(Exception):
    """The sender sends more than it announced."""


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "parts"


def path_of(upload_id: uuid.UUID) -> Path:
    return folder() / upload_id.hex


def length_of(upload_id: uuid.UUID) -> int:
    """Bytes that are here; none for a file that has not begun."""
    try:
        return path_of(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def held(upload_id: uuid.UUID) -> Iterator[BinaryIO]:
    """The growing file, for one writer at a time, standing at its end."""
    folder().mkdir(parents=True, exist_ok=True)
    with path_of(upload_id).open("ab", buffering=0) as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0, os.SEEK_END)
        yield file


def grow(file: BinaryIO, chunks: Iterable[bytes], most_bytes: int) -> None:
    """Add what comes. MoreThanSaid as soon as it is more than `most_bytes`: then nothing of it counts."""
    left = most_bytes
    try:
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                raise MoreThanSaid
            _write(file, chunk)
            failpoints.reach("uploads.written")
    finally:
        os.fsync(file.fileno())


def _write(file: BinaryIO, chunk: bytes) -> None:
    """All of it, or what a full disk takes before it says so."""
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) :]


def sha256_of(upload_id: uuid.UUID) -> str:
    digest = hashlib.sha256()
    for chunk in chunks_of(upload_id):
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(upload_id: uuid.UUID) -> Iterator[bytes]:
    with path_of(upload_id).open("rb") as file:
        while chunk := file.read(store.CHUNK):
            yield chunk


def drop(upload_id: uuid.UUID) -> None:
    with suppress(PermissionError):  # Windows, while it is open: the sweep takes it
        path_of(upload_id).unlink(missing_ok=True)
