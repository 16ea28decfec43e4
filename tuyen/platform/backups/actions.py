"""Take a backup, bring one back. Both say what they did; neither leaves half a file."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import F
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.backups import manifest, postgres, sqlite
from tuyen.platform.backups.manifest import Manifest
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


def take(folder: Path) -> Path:
    """A dated, checked copy of database and attachments in `folder`."""
    suffix, dump = ENGINES[connection.vendor]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (manifest.stamp() + suffix)
    dump(target)
    manifest.describe(target, _copy_blobs(folder / "blobs")).write(manifest.path_of(target))
    return target


def _copy_blobs(into: Path) -> dict[str, str]:
    """Content-addressed files never change: what is there already stays."""
    kept = {}
    for name, path in manifest.blobs():
        copy = into / name
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)
        kept[name] = manifest.sha256(copy)
    return kept


def bring_back(file: Path) -> Restored:
    """Replaces database and attachments by those of a backup; the server must be stopped."""
    said = _readable(file)
    _require_usable(file, said)
    replaced = _load(file)
    _return_blobs(file.parent / "blobs", said)
    Node.objects.update(epoch=F("epoch") + 1)
    known = set(_known_migrations())
    return Restored(manifest=said, replaced=replaced, is_older=bool(known - set(said.migrations)))


def _readable(file: Path) -> Manifest:
    if not file.exists():
        raise Refused(_("Không thấy tệp %(file)s.") % {"file": file})
    try:
        return manifest.read(file)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise Refused(_("Không đọc được tệp mô tả .json cạnh bản sao lưu.")) from fault


def _require_usable(file: Path, said: Manifest) -> None:
    if said.engine != connection.vendor:
        told = {"theirs": said.engine, "ours": connection.vendor}
        raise Refused(_("Bản sao lưu của %(theirs)s, máy này dùng %(ours)s.") % told)
    if manifest.sha256(file) != said.sha256:
        raise Refused(_("Tệp sao lưu không còn nguyên vẹn (sai mã SHA-256)."))
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
    if connection.vendor == "sqlite":
        return sqlite.load(file)
    postgres.load(file)
    return None


def _return_blobs(kept: Path, said: Manifest) -> None:
    for name, sha in said.blobs.items():
        target = Path(settings.MEDIA_ROOT) / name
        if target.exists() and manifest.sha256(target) == sha:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(kept / name, target)
