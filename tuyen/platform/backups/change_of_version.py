"""From one version of the program to the next: the data as they were, or brought up and checked.

On SQLite the migrations run on a copy, which takes the database's place when it has been looked at: a kill or
a fault at any moment leaves the old database or the new one. On PostgreSQL each migration is a transaction; a
fault brings the backup back by itself, and a killed upgrade goes on when it is run again.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from tuyen import __version__
from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.backups import actions, manifest, sqlite, upgrades
from tuyen.platform.backups.upgrades import Note
from tuyen.platform.backups.whole import told_when_full, whole_copy
from tuyen.platform.changes import failpoints


def bring_up(folder: Path) -> Path:
    """The file that holds the data as they were. Refused with a sentence when nothing was changed."""
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        database = Path(connection.settings_dict["NAME"])
        connection.close()
        sqlite.require_alone(database)
    kept = _saved(folder)
    failpoints.reach("upgrade.saved")
    with told_when_full(Path(settings.TUYEN_HOME)):
        if is_sqlite:
            _by_copy(database)
        else:
            _in_place(kept)
    failpoints.reach("upgrade.replaced")
    _note(kept, is_done=True)
    return kept


def _saved(folder: Path) -> Path:
    """PostgreSQL may stand between two versions after a kill: there the backup of the run before stays
    the way back. A killed run on SQLite has left the old database, in which somebody may have worked since.
    """
    if (before := upgrades.last()) and _ended_between(before):
        return Path(before.backup)
    kept = actions.take(folder)
    _note(kept, is_done=False)
    return kept


def _ended_between(before: Note) -> bool:
    was_cut = not before.is_done and before.went_to == __version__
    return connection.vendor != "sqlite" and was_cut and Path(before.backup).exists()


def _note(kept: Path, *, is_done: bool) -> None:
    came_from = manifest.read(kept).version
    at = clock.now().astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")
    upgrades.write(Note(str(kept.resolve()), came_from, __version__, at, is_done))


def _by_copy(database: Path) -> None:
    fresh = database.with_name(database.name + ".upgrading")
    connection.close()
    sqlite.require_alone(database)
    before = database.stat()
    try:
        whole_copy(database, fresh)
        _tuyen_on(f"sqlite:///{fresh}")
        sqlite.require_alone(fresh)  # everything in one file again
        failpoints.reach("upgrade.migrated")
        sqlite.require_alone(database)
        after = database.stat()
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            raise Refused(_("Máy chủ đã ghi trong lúc nâng cấp. Dừng máy chủ rồi chạy lại."))
        fresh.replace(database)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            fresh.with_name(fresh.name + ending).unlink(missing_ok=True)


def _in_place(kept: Path) -> None:
    connection.close()
    try:
        _tuyen_on(os.environ.get("TUYEN_DATABASE_URL", ""))
        failpoints.reach("upgrade.migrated")
    except (Refused, DatabaseError):
        actions.bring_back(kept)
        upgrades.forget()  # the data are as they were: nothing stands between two versions
        raise


def _tuyen_on(database: str) -> None:
    """Migrations and lists, then a look at the whole, each in a process that remembers nothing."""
    own = {**os.environ, "TUYEN_DATABASE_URL": database}
    own["TUYEN_HOME"] = str(settings.TUYEN_HOME)
    _run(["-m", "tuyen", "migrate", "--quiet"], own)
    said = _run(["-m", "tuyen.platform.backups.examine"], own)
    if json.loads(said.splitlines()[-1])["broken"]:
        raise Refused(_("Sau khi nâng cấp, chuỗi nhật ký bị đứt. Dữ liệu vẫn như trước."))


def _run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise Refused(_("Nâng cấp không thành, dữ liệu vẫn như trước: %(why)s") % {"why": last[0]})
    return done.stdout
