"""SQLite: the online copy, checked before it is believed, compressed with zstd."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import zstandard
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

SUFFIX = ".sqlite3.zst"
PAGES_A_STEP = 2000  # lets writers in between


def check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        said = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    if said != ["ok"]:
        raise Refused(_("Bản sao bị hỏng, không dùng được: %(fault)s") % {"fault": said[0]})


def dump(target: Path) -> None:
    """Copies while others write; nothing stands under the final name until it is whole."""
    connection.ensure_connection()
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy, packed = Path(folder) / "copy.sqlite3", Path(folder) / "copy.zst"
        with closing(sqlite3.connect(copy)) as into:
            connection.connection.backup(into, pages=PAGES_A_STEP)
            into.execute("PRAGMA journal_mode=DELETE")
        check(copy)
        with copy.open("rb") as source, packed.open("wb") as sink:
            zstandard.ZstdCompressor(level=6).copy_stream(source, sink)
            sink.flush()
            os.fsync(sink.fileno())
        packed.replace(target)


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


def load(file: Path) -> Path | None:
    """Puts the backup in place of the database; returns where the replaced one is kept."""
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    fresh = database.with_name(database.name + ".restoring")
    unpack(file, fresh)
    require_alone(database)
    kept = None
    if database.exists():
        kept = database.with_name(database.name + ".before-restore")
        database.replace(kept)
    for leftover in ("-wal", "-shm", "-journal"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    fresh.replace(database)
    return kept
