"""Take a backup, bring one back. Both say what they did; neither leaves half a file."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.backups import manifest, postgres, sealed, shelf, sqlite
from tuyen.platform.backups.keys import Recipient, Secret
from tuyen.platform.backups.manifest import Manifest
from tuyen.platform.backups.whole import told_when_full, whole_copy, workshop
from tuyen.platform.changes import failpoints
from tuyen.platform.changes.models import Node

# name of the engine: (ending of its backups, how it is copied)
ENGINES = {
    "sqlite": (sqlite.SUFFIX, sqlite.dump),
    "postgresql": (postgres.SUFFIX, postgres.dump),
}


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    replaced: Path | None
    is_older: bool


def take(folder: Path, to: Recipient | None = None) -> Path:
    """A dated, checked copy of database and attachments in `folder`; named when it is whole.

    Sealed to a recipient where one is given; the copy in clear never leaves the folder's workshop.
    """
    shelf.require_apart(folder)
    suffix, dump = ENGINES[connection.vendor]
    target = folder / (manifest.stamp() + suffix + (manifest.SEALED if to else ""))
    with told_when_full(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with workshop(folder) as room:
            packed, said = room / target.name, room / manifest.path_of(target).name
            _dump(dump, packed, to)
            failpoints.reach("backup.dumped")
            kept = _copy_blobs(folder, room, to)
            manifest.describe(packed, kept, to.mark if to else "").write(said)
            said.replace(manifest.path_of(target))
            failpoints.reach("backup.described")
            packed.replace(target)
    return target


def _dump(dump: Callable[[Path], None], packed: Path, to: Recipient | None) -> None:
    if to is None:
        dump(packed)
        return
    clear = packed.with_name("clear")
    dump(clear)
    sealed.seal(clear, packed, to)
    clear.unlink()


def _copy_blobs(folder: Path, room: Path, to: Recipient | None) -> dict[str, str]:
    """Content-addressed files never change: a copy that the backup before named stays as it is, and is
    read again by the drill, not every hour."""
    mark = to.mark if to else ""
    into, known, kept = folder / manifest.blobs_folder(mark), _known_copies(folder, mark), {}
    for name, path in manifest.blobs():
        copy = into / (name + manifest.SEALED if to else name)
        if name not in known or not copy.exists():
            _copy_blob(path, copy, room, to)
            failpoints.reach("backup.copied")
            known[name] = manifest.sha256(copy)
        kept[name] = known[name]
    return kept


def _copy_blob(path: Path, copy: Path, room: Path, to: Recipient | None) -> None:
    if to is None:
        if not copy.exists() or copy.stat().st_size != path.stat().st_size:
            whole_copy(path, copy, room)
        return
    passing = room / copy.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    sealed.seal(path, passing, to)
    passing.replace(copy)


def _known_copies(folder: Path, mark: str) -> dict[str, str]:
    last = shelf.newest(folder, manifest.own_node())
    return dict(last.said.blobs) if last and last.said.sealed_to == mark else {}


def bring_back(file: Path, secret: Secret | None = None) -> Restored:
    """Replaces database and attachments by those of a backup; the server must be stopped."""
    said = require_whole(file)
    _require_usable(said)
    secret = secret or Secret()
    with told_when_full(Path(settings.TUYEN_HOME)), in_clear(file, said, secret) as clear:
        _return_blobs(file.parent, said, secret)
        replaced = _load(clear)
        failpoints.reach("restore.replaced")
    known = set(_known_migrations())
    return Restored(manifest=said, replaced=replaced, is_older=bool(known - set(said.migrations)))


def _readable(file: Path) -> Manifest:
    if not file.exists():
        raise Refused(_("Không thấy tệp %(file)s.") % {"file": file})
    try:
        return manifest.read(file)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Refused(_("Không đọc được tệp mô tả .json cạnh bản sao lưu.")) from fault


@contextmanager
def in_clear(
    file: Path, said: Manifest, secret: Secret, room: Path | None = None
) -> Iterator[Path]:
    """The packed database, opened in a room of its own where it is sealed, and gone afterwards."""
    if not said.sealed_to:
        yield file
        return
    room = room or Path(settings.TUYEN_HOME) / ".opened"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(mode=0o700)
    try:
        clear = room / file.name.removesuffix(manifest.SEALED)
        sealed.open_into(file, clear, secret)
        yield clear
    finally:
        shutil.rmtree(room, ignore_errors=True)


def require_whole(file: Path) -> Manifest:
    """What the backup says of itself, once its own bytes and its attachments are as described."""
    said = _readable(file)
    if manifest.sha256(file) != said.sha256:
        raise Refused(_("Tệp sao lưu không còn nguyên vẹn (sai mã SHA-256)."))
    for name, sha in said.blobs.items():
        copy = said.blob(file.parent, name)
        if not copy.exists() or manifest.sha256(copy) != sha:
            told = {"file": f"{said.blobs_in}/{name}"}
            raise Refused(_("Bản sao lưu thiếu tệp %(file)s, hoặc tệp đó bị hỏng.") % told)
    return said


def _require_usable(said: Manifest) -> None:
    if said.engine != connection.vendor:
        told = {"theirs": said.engine, "ours": connection.vendor}
        raise Refused(_("Bản sao lưu của %(theirs)s, máy này dùng %(ours)s.") % told)
    if set(said.migrations) - set(_known_migrations()):
        told = {"version": said.version}
        raise Refused(
            _("Bản sao lưu mới hơn chương trình. Cài Tuyến %(version)s rồi phục hồi.") % told
        )


def _known_migrations() -> list[str]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return [f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}]


def _load(file: Path) -> Path | None:
    """The database of the backup in a new epoch, later than any that this node has lived."""
    last = _last_epoch()
    if connection.vendor == "sqlite":
        return sqlite.load(file, last)
    postgres.load(file, epoch_after=last)
    return None


def _last_epoch() -> int:
    """Of the database that is replaced; 0 where there is none that can be read."""
    try:
        return Node.objects.aggregate(last=Max("epoch"))["last"] or 0
    except DatabaseError:
        return 0


def _return_blobs(folder: Path, said: Manifest, secret: Secret) -> None:
    """Before the database that names them: bytes that nobody names yet harm nobody."""
    for name in said.blobs:
        kept, target = said.blob(folder, name), Path(settings.MEDIA_ROOT) / name
        if said.sealed_to:
            _open_blob(kept, target, secret)
        elif not target.exists() or manifest.sha256(target) != said.blobs[name]:
            whole_copy(kept, target)


def _open_blob(kept: Path, target: Path, secret: Secret) -> None:
    """A file that stands under its own fingerprint is there already."""
    if target.exists() and manifest.sha256(target) == target.name:
        return
    passing = target.with_name(target.name + ".passing")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        sealed.open_into(kept, passing, secret)
        passing.replace(target)
    finally:
        passing.unlink(missing_ok=True)
