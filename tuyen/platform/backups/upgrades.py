"""The last change of version on this machine: which backup brings the data back as it was before.

The note outlives a kill: `tuyen upgrade` finds it and knows that the one before did not end.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Note:
    """came_from: version of the program that wrote the data. is_done: migrated and checked."""

    backup: str
    came_from: str
    went_to: str
    at: str
    is_done: bool = False


def _file() -> Path:
    return Path(settings.TUYEN_HOME) / "upgrade.json"


def last() -> Note | None:
    try:
        return Note(**json.loads(_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(note: Note) -> None:
    fresh = _file().with_suffix(".new")
    fresh.write_text(json.dumps(asdict(note), ensure_ascii=False, indent=1) + "\n")
    fresh.replace(_file())


def forget() -> None:
    _file().unlink(missing_ok=True)


def pinned() -> list[str]:
    """Rotation leaves the way back alone."""
    note = last()
    return [Path(note.backup).name] if note else []
