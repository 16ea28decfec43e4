"""The regular backup: taken when it is due, copied to a second disk, the old ones thrown away by rotation."""

import datetime as dt
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.backups import actions, keys, manifest, shelf, state, upgrades
from tuyen.platform.backups.shelf import Kept
from tuyen.platform.backups.whole import told_when_full, whole_copy, workshop
from tuyen.platform.changes.node import is_demo
from tuyen.platform.health.checks import STOP_FREE_BYTES

OFF = "off"
HOURS = {"sqlite": 1, "postgresql": 24}
COPY_HOURS = 20  # a day, by whenever the disk is plugged in
ALMOST = dt.timedelta(minutes=5)  # a turn of ten minutes shall not make every hour 70 minutes long


def is_on() -> bool:
    """A demo network is not worth a disk full of backups."""
    return str(settings.TUYEN_BACKUPS) != OFF and not is_demo()


def place() -> Path:
    if str(settings.TUYEN_BACKUPS) == OFF:
        raise Refused(
            _("Sao lưu định kỳ đang tắt (TUYEN_BACKUPS=off). Ghi rõ thư mục: tuyen backup DIR")
        )
    return Path(settings.TUYEN_BACKUPS)


def age(kept: Kept | None) -> dt.timedelta:
    """How long ago it was made; for ever where there is none."""
    if kept is None:
        return dt.timedelta.max
    return clock.now() - dt.datetime.fromisoformat(kept.said.made_at)


def is_due() -> bool:
    if not is_on():
        return False
    hours = settings.TUYEN_BACKUP_HOURS or HOURS[connection.vendor]
    return age(shelf.newest(place(), manifest.own_node())) >= dt.timedelta(hours=hours) - ALMOST


def run() -> Path:
    """One backup more, and the folder in order again."""
    with _noted("backup"):
        folder = place()
        _require_room(folder)
        file = actions.take(folder, keys.recipient())
        shelf.rotate(folder, manifest.own_node(), besides=upgrades.pinned())
    return file


def is_copy_due() -> bool:
    if not settings.TUYEN_BACKUP_COPY or not is_on() or not _second().is_dir():
        return False
    return age(shelf.newest(_second(), manifest.own_node())) >= dt.timedelta(hours=COPY_HOURS)


def _second() -> Path:
    return Path(settings.TUYEN_BACKUP_COPY)


def copy_out() -> Path:
    """The newest backup on the second disk, read again there. A disk that can be lost takes none in clear."""
    with _noted("copy"):
        newest = shelf.newest(place(), manifest.own_node())
        if newest is None:
            raise Refused(_("Chưa có bản sao lưu nào để chép."))
        if not newest.said.sealed_to:
            raise Refused(_("Ổ rời chỉ nhận bản sao lưu đã mã hóa. Đặt khóa: tuyen backup key"))
        folder = _second()
        with told_when_full(folder):
            _copy(newest, folder)
            shelf.rotate(folder, manifest.own_node())
        actions.require_whole(folder / newest.file.name)
    return folder / newest.file.name


def _copy(newest: Kept, folder: Path) -> None:
    """The description last: without it the rest is not taken for a backup."""
    with workshop(folder) as room:
        for name in newest.said.blobs:
            source = newest.said.blob(newest.file.parent, name)
            target = newest.said.blob(folder, name)
            if not target.exists() or target.stat().st_size != source.stat().st_size:
                whole_copy(source, target, room)
        whole_copy(newest.file, folder / newest.file.name, room)
        said = manifest.path_of(newest.file)
        whole_copy(said, folder / said.name, room)


@contextmanager
def _noted(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as fault:
        sentence = str(fault.message) if isinstance(fault, Refused) else type(fault).__name__
        state.note(what, fault=sentence)
        raise
    state.note(what)


def _require_room(folder: Path) -> None:
    """A regular backup never takes the room that the next visit needs."""
    if connection.vendor != "sqlite":
        return
    folder.mkdir(parents=True, exist_ok=True)
    database = Path(connection.settings_dict["NAME"])
    needed = int(database.stat().st_size * 1.5) if database.exists() else 0
    if shutil.disk_usage(folder).free < needed + STOP_FREE_BYTES:
        raise Refused(
            _("Ổ đĩa chứa %(folder)s không đủ chỗ để sao lưu. Dọn bớt tệp hoặc đổi TUYEN_BACKUPS.")
            % {"folder": folder},
            code="disk_full",
        )
