"""Files that stand under their name whole or not at all; one writer a folder; a full disk in words."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

try:
    import fcntl
except ImportError:  # Windows: two backups into one folder at one moment are not kept apart there
    fcntl = None  # type: ignore[assignment]

UNFINISHED = ".unfinished"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_PRIMARY = 0xFF  # the lower byte of an extended result code of SQLite


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A room inside `folder` for what is not whole yet. It is swept before and after: what a killed
    run left in it is gone."""
    room = folder / UNFINISHED
    with (folder / ".lock").open("w") as lock:
        _lock(lock.fileno(), folder)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _lock(handle: int, folder: Path) -> None:
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        said = _("Một lần sao lưu khác đang ghi vào %(folder)s. Chờ xong rồi chạy lại.")
        raise Refused(said % {"folder": folder}) from fault


def whole_copy(source: Path, target: Path, room: Path | None = None) -> None:
    """room: a folder on the same disk where the copy grows; beside its target where none is given."""
    target.parent.mkdir(parents=True, exist_ok=True)
    passing = (room or target.parent) / f"{target.name}.passing"
    try:
        with source.open("rb") as read, passing.open("wb") as written:
            shutil.copyfileobj(read, written, 1 << 20)
            written.flush()
            os.fsync(written.fileno())
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Faults of the disk as one sentence; nothing that was written half keeps its name."""
    try:
        yield
    except OSError as fault:
        raise (_full(folder) if fault.errno in _FULL else _unwritable(folder, fault)) from fault
    except sqlite3.OperationalError as fault:
        if fault.sqlite_errorcode & _PRIMARY not in (_FULL_SQLITE):
            raise
        raise _full(folder) from fault


def _full(folder: Path) -> Refused:
    return Refused(
        _(
            "Ổ đĩa chứa %(folder)s đã đầy hoặc không ghi được; chưa ghi gì dở dang. "
            "Dọn bớt chỗ rồi chạy lại lệnh này."
        )
        % {"folder": folder},
        code="disk_full",
    )


def _unwritable(folder: Path, fault: OSError) -> Refused:
    told = {"folder": folder, "fault": fault.strerror or fault}
    return Refused(_("Không đọc hoặc ghi được %(folder)s: %(fault)s.") % told, code="unwritable")
