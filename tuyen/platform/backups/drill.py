"""The restore drill: the newest backup is brought back into a room of its own and looked at there."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.backups import actions, manifest, postgres, routine, shelf, sqlite, state
from tuyen.platform.backups.keys import Secret
from tuyen.platform.backups.shelf import Kept
from tuyen.platform.backups.whole import told_when_full

EVERY = dt.timedelta(days=30)
LONGEST_S = 3600


@dataclass(frozen=True)
class Drilled:
    """rows, bundles: what the restored database holds; both None where nobody gave the key to open it."""

    file: Path
    is_opened: bool
    rows: int | None = None
    bundles: int | None = None


def is_due() -> bool:
    if not routine.is_on() or shelf.newest(routine.place(), manifest.own_node()) is None:
        return False
    done = state.last("drill")
    return done is None or clock.now() - done.at >= EVERY


def run(folder: Path | None = None, secret: Secret | None = None) -> Drilled:
    """Refused with a sentence when the newest backup would not bring the data back."""
    try:
        done = _drilled(folder or routine.place(), secret)
    except Refused as refusal:
        state.note("drill", fault=str(refusal.message))
        raise
    state.note("drill", said=sentence(done))
    return done


def sentence(done: Drilled) -> str:
    if not done.is_opened:
        said = _("%(file)s còn nguyên vẹn. Bản đã mã hóa: chưa mở thử, vì máy này không giữ khóa.")
        return said % {"file": done.file.name}
    said = _("%(file)s phục hồi được: %(rows)s dòng, %(bundles)s lần ghi, chuỗi nhật ký liền mạch.")
    return said % {"file": done.file.name, "rows": done.rows, "bundles": done.bundles}


def _drilled(folder: Path, secret: Secret | None) -> Drilled:
    newest = shelf.newest(folder, manifest.own_node())
    if newest is None:
        raise Refused(_("Chưa có bản sao lưu nào trong %(folder)s.") % {"folder": folder})
    actions.require_whole(newest.file)
    if newest.said.sealed_to and secret is None:
        return Drilled(newest.file, is_opened=False)
    with told_when_full(Path(settings.TUYEN_HOME)), _room() as room:
        found = _examined(newest, secret or Secret(), room)
    if found["broken"]:
        raise Refused(_("Bản sao lưu mở được nhưng chuỗi nhật ký bị đứt."))
    return Drilled(newest.file, is_opened=True, rows=found["rows"], bundles=found["bundles"])


@contextmanager
def _room() -> Iterator[Path]:
    """Swept before and after: what a killed drill left is gone."""
    room = Path(settings.TUYEN_HOME) / ".drill"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _examined(newest: Kept, secret: Secret, room: Path) -> dict[str, Any]:
    with actions.in_clear(newest.file, newest.said, secret, room / "opened") as clear:
        if newest.said.engine == "sqlite":
            sqlite.unpack(clear, room / "drill.sqlite3")
            return _asked(f"sqlite:///{room / 'drill.sqlite3'}", room)
        with _own_database() as name:
            postgres.load(clear, name)
            return _asked(_address(name), room)


def _asked(database: str, room: Path) -> dict[str, Any]:
    """A process of its own, as a new machine would be: nothing here is remembered there."""
    own = {**os.environ, "TUYEN_HOME": str(room), "TUYEN_DATABASE_URL": database}
    command = [sys.executable, "-m", "tuyen.platform.backups.examine"]
    done = subprocess.run(
        command, env=own, capture_output=True, text=True, check=False, timeout=LONGEST_S
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or [""]
        raise Refused(_("Bản sao lưu không mở được: %(fault)s") % {"fault": last[0]})
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def _own_database() -> Iterator[str]:
    import psycopg  # twenty megabytes that a station on SQLite never needs

    name = f"{connection.settings_dict['NAME']}_drill"
    with psycopg.connect(_address("postgres"), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        server.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield name
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())


def _address(name: str) -> str:
    known = connection.settings_dict
    who = quote(str(known["USER"] or ""), safe="")
    secret = f":{quote(str(known['PASSWORD']), safe='')}" if known["PASSWORD"] else ""
    host, port = str(known["HOST"] or ""), str(known["PORT"] or "")
    if host.startswith("/"):  # a socket's folder goes behind the question mark
        return f"postgresql://{who}{secret}@/{name}?host={quote(host, safe='')}" + (
            f"&port={port}" if port else ""
        )
    return f"postgresql://{who}{secret}@{host}{f':{port}' if port else ''}/{name}"
