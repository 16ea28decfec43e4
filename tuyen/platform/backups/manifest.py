"""What a backup says about itself."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tuyen import __version__
from tuyen.core import clock

CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """`migrations` as app.name; `blobs` as relative path to SHA-256."""

    made_at: str
    version: str
    engine: str
    file: str
    sha256: str
    size: int
    migrations: tuple[str, ...]
    blobs: dict[str, str]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n")


def read(file: Path) -> Manifest:
    said = json.loads(path_of(file).read_text())
    return Manifest(**{**said, "migrations": tuple(said["migrations"])})


def path_of(file: Path) -> Path:
    return file.with_name(file.name.split(".")[0] + ".json")


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def applied() -> tuple[str, ...]:
    """Migrations that this database has seen."""
    seen = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in seen))


def blobs() -> Iterable[tuple[str, Path]]:
    root = Path(settings.MEDIA_ROOT)
    files = (path for path in sorted(root.rglob("*")) if path.is_file()) if root.exists() else ()
    return ((path.relative_to(root).as_posix(), path) for path in files)


def stamp(at: dt.datetime | None = None) -> str:
    """A name that sorts by time, in the time of the place."""
    return (at or clock.now()).astimezone(clock.VIETNAM).strftime("tuyen-%Y%m%d-%H%M-%S")


def describe(file: Path, kept_blobs: dict[str, str]) -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        version=__version__,
        engine=connection.vendor,
        file=file.name,
        sha256=sha256(file),
        size=file.stat().st_size,
        migrations=applied(),
        blobs=kept_blobs,
    )
