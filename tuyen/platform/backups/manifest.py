"""What a backup says about itself."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from tuyen import __version__
from tuyen.core import clock
from tuyen.platform.changes.models import Node

CHUNK = 1 << 20
SEALED = ".sealed"
PASSING = ("arriving", "parts", "thumbs")


@dataclass(frozen=True)
class Manifest:
    """`migrations` as app.name; `blobs` as relative path to the SHA-256 of the copy as it is kept.

    sealed_to: mark of the key that opens file and blobs (keys.py); empty where they are in clear.
    blobs_in: the folder beside the file that holds the copies. node: whose data it is: several machines may
    share a disk.
    """

    made_at: str
    version: str
    engine: str
    file: str
    sha256: str
    size: int
    migrations: tuple[str, ...]
    blobs: dict[str, str]
    sealed_to: str = ""
    blobs_in: str = "blobs"
    node: str = ""

    def blob(self, folder: Path, name: str) -> Path:
        """Where the copy of one attachment lies."""
        return folder / self.blobs_in / (name + SEALED if self.sealed_to else name)

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
    """Whole files only: not what is arriving, nor small pictures, which are made again."""
    root = Path(settings.MEDIA_ROOT)
    found = sorted(root.rglob("*")) if root.exists() else []
    files = (
        path for path in found if path.is_file() and path.relative_to(root).parts[0] not in PASSING
    )
    return ((path.relative_to(root).as_posix(), path) for path in files)


def stamp(at: dt.datetime | None = None) -> str:
    """A name that sorts by time, in the time of the place."""
    return (at or clock.now()).astimezone(clock.VIETNAM).strftime("tuyen-%Y%m%d-%H%M-%S")


def describe(file: Path, kept_blobs: dict[str, str], sealed_to: str = "") -> Manifest:
    return Manifest(
        made_at=clock.now().isoformat(timespec="seconds"),
        version=__version__,
        engine=connection.vendor,
        file=file.name,
        sha256=sha256(file),
        size=file.stat().st_size,
        migrations=applied(),
        blobs=kept_blobs,
        sealed_to=sealed_to,
        blobs_in=blobs_folder(sealed_to),
        node=own_node(),
    )


def own_node() -> str:
    """Empty where no node was ever made in this database."""
    try:
        here = Node.objects.first()
    except DatabaseError:
        return ""
    return str(here.id) if here else ""


def blobs_folder(sealed_to: str) -> str:
    """Copies sealed to another key, or in clear, never share a folder."""
    return f"blobs-{sealed_to}" if sealed_to else "blobs"
