"""SQLite: the online copy, checked before it is believed, compressed with zstd."""

import itertools
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import zstandard
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.backups.whole import whole_copy
from tuyen.platform.changes import failpoints
from tuyen.platform.changes.models import Node

SUFFIX = ".sqlite3.zst"
ALL_PAGES = -1  # one reading: writers go on beside it (WAL), and no write makes it begin anew


def check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        said = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise Refused(_("Bản sao bị hỏng, không dùng được: %(fault)s") % {"fault": said[0]})


def dump(packed: Path) -> None:
    """Copies while others write; the caller gives the file its name when everything else is there."""
    connection.ensure_connection()
    copy = packed.with_name("copy.sqlite3")
    with closing(sqlite3.connect(copy)) as into:
        connection.connection.backup(into, pages=ALL_PAGES)
        into.execute("PRAGMA journal_mode=DELETE")
    check(copy)
    with copy.open("rb") as source, packed.open("wb") as sink:
        zstandard.ZstdCompressor(level=6).copy_stream(source, sink)
        sink.flush()
        os.fsync(sink.fileno())
    copy.unlink()


def unpack(file: Path, target: Path) -> None:
    with file.open("rb") as source, target.open("wb") as sink:
        zstandard.ZstdDecompressor().copy_stream(source, sink)
        sink.flush()
        os.fsync(sink.fileno())
    check(target)


def require_alone(database: Path) -> None:
    """Leaving WAL needs the only connection: it fails while a server holds the file."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=1)) as probe:
        try:
            probe.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as fault:
            raise Refused(_("Máy chủ đang chạy. Hãy dừng máy chủ rồi phục hồi.")) from fault


def load(file: Path, last_epoch: int) -> Path | None:
    """Puts the backup in place of the database; returns where the replaced one is kept.

    At every moment one whole database stands under the name, the old one or the restored one, which
    has begun its new epoch by then.
    """
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    fresh = database.with_name(database.name + ".restoring")
    try:
        unpack(file, fresh)
        _begin_epoch(fresh, last_epoch)
        require_alone(database)
        failpoints.reach("restore.unpacked")
        kept = _keep(database) if database.exists() else None
        failpoints.reach("restore.kept")
        for leftover in ("-wal", "-shm", "-journal"):
            database.with_name(database.name + leftover).unlink(missing_ok=True)
        fresh.replace(database)
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _begin_epoch(fresh: Path, last: int) -> None:
    """Numbers of the log are given anew from here on, by what counts as another life of this node."""
    table = Node._meta.db_table
    with closing(sqlite3.connect(fresh)) as restored, restored:
        restored.execute(f"UPDATE {table} SET epoch = MAX(epoch, ?) + 1", [last])


def _keep(database: Path) -> Path:
    """A second name for what is replaced; what an earlier restore kept is not written over."""
    for number in itertools.count(1):
        ending = ".before-restore" if number == 1 else f".before-restore-{number}"
        kept = database.with_name(database.name + ending)
        if kept.exists() and kept.samefile(database):
            return kept  # an earlier attempt came as far as this
        if not kept.exists():
            break
    try:
        os.link(database, kept)
    except OSError:  # a disk without second names
        whole_copy(database, kept)
    return kept
