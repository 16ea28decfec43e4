"""What the last attempts came to, in one small file of this machine: no table, it outlives a restore."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from tuyen.core import clock


@dataclass(frozen=True)
class Attempt:
    """fault: a sentence, empty where all went well. said: what came of it, for a person."""

    at: dt.datetime
    fault: str = ""
    said: str = ""


def _file() -> Path:
    return Path(settings.TUYEN_HOME) / "backup-state.json"


def _all() -> dict[str, dict[str, str]]:
    try:
        kept: dict[str, dict[str, str]] = json.loads(_file().read_text())
    except (OSError, ValueError):
        return {}
    return kept


def last(what: str) -> Attempt | None:
    """Of `backup`, `copy` or `drill`."""
    kept = _all().get(what)
    return Attempt(**{**kept, "at": dt.datetime.fromisoformat(kept["at"])}) if kept else None  # type: ignore[arg-type]


def note(what: str, *, fault: str = "", said: str = "") -> Attempt:
    done = Attempt(clock.now(), fault, said)
    kept = {**_all(), what: {**asdict(done), "at": done.at.isoformat(timespec="seconds")}}
    fresh = _file().with_suffix(".new")
    fresh.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    fresh.replace(_file())
    return done
