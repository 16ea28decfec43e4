"""`kill -9` at every named place: nothing half-written, nothing acknowledged is lost (rulings 37)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tuyen.platform.changes import failpoints

ROUNDS = int(os.environ.get("TUYEN_KILL_ROUNDS", "20"))
ROOT = Path(settings.CHECKOUT)
MUST_BE_EMPTY = ("lost", "halves", "broken", "damaged", "miscounted", "undelivered")


def _own_database(home: Path, name: str = "tuyen_faults") -> dict[str, str]:
    """Environment of the harness: a database that no other test touches."""
    given = {**os.environ, "TUYEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tuyen.settings"}
    if connection.vendor == "sqlite":
        given.pop("TUYEN_DATABASE_URL", None)
        return given
    url = urlsplit(os.environ["TUYEN_TEST_DATABASE_URL"])
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
    return {**given, "TUYEN_DATABASE_URL": url._replace(path=f"/{name}").geturl()}


@pytest.mark.django_db
@pytest.mark.slow
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.harness", str(ROUNDS)],
        cwd=ROOT,
        env=_own_database(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["rounds"] == ROUNDS * len(failpoints.NAMES)
    assert found["acknowledged"] > found["rounds"]
    wrong = {name: found[name] for name in MUST_BE_EMPTY}
    assert wrong == {name: [] for name in wrong}


@pytest.mark.django_db
@pytest.mark.slow
def test_loads_files_drafts_backups_and_restores_are_whole_after_a_kill_and_go_on(
    tmp_path: Path,
) -> None:
    """Killed at each named place, then done once more; a backup on a full disk leaves nothing half."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.writers"],
        cwd=ROOT,
        env=_own_database(tmp_path, "tuyen_writers"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert found == {place: [] for place in found}
    if connection.vendor == "sqlite":
        assert set(failpoints.ELSEWHERE) < set(found)
