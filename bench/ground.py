"""Ground to measure on: an own data folder, the clock of the processor, the line that is printed."""

import atexit
import json
import os
import platform
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

EMPTY = "TUYEN_BENCH_EMPTY"  # a database with areas and codes, so that a smoke run need not make its own


def fresh_home() -> Path:
    """A data folder of this run alone; call before Django reads its settings."""
    home = Path(tempfile.mkdtemp(prefix="tuyen-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["TUYEN_HOME"] = str(home)
    os.environ["TUYEN_BACKUPS"] = "off"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
    if empty := os.environ.get(EMPTY):
        shutil.copy(empty, home / "tuyen.sqlite3")
    return home


def start_django(*, migrate: bool = True) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    if migrate and EMPTY not in os.environ:
        call_command("migrate", interactive=False, verbosity=0)


def line(row: str, **figures: Any) -> None:
    """One measured row of the speed table."""
    print(json.dumps({"row": row, **figures}, ensure_ascii=False, default=str), flush=True)  # noqa: T201


def machine() -> dict[str, Any]:
    import django

    return {
        "cores": os.cpu_count(),
        "load_1_min": os.getloadavg()[0],
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(terse=True),
    }


class Stopwatch:
    """Seconds of the wall and of this process's CPU (user and system)."""

    wall_s = 0.0
    cpu_s = 0.0


@contextmanager
def measured() -> Iterator[Stopwatch]:
    watch = Stopwatch()
    wall, cpu = time.perf_counter(), time.process_time()
    yield watch
    watch.wall_s, watch.cpu_s = time.perf_counter() - wall, time.process_time() - cpu


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
