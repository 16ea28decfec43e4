"""A copy that cannot be trusted is refused before anything is replaced."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tuyen.core.errors import Refused
from tuyen.platform.backups import actions, manifest

ROOT = Path(settings.CHECKOUT)


@pytest.fixture
def copy(tmp_path: Path, settings: Any, transactional_db: None) -> Path:
    """A backup of the test's own database, with one attachment."""
    settings.MEDIA_ROOT = tmp_path / "blobs"
    (tmp_path / "blobs" / "ab").mkdir(parents=True)
    (tmp_path / "blobs" / "ab" / "abcdef").write_bytes(b"a scanned paper")
    return actions.take(tmp_path / "copies")


def test_a_backup_says_what_is_in_it(copy: Path) -> None:
    said = manifest.read(copy)

    assert "changes.0001_initial" in said.migrations
    assert list(said.blobs) == ["ab/abcdef"]
    assert (copy.parent / "blobs" / "ab" / "abcdef").read_bytes() == b"a scanned paper"


def test_a_damaged_backup_is_refused(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-1] + b"x")

    with pytest.raises(Refused, match="SHA-256"):
        actions.bring_back(copy)


def test_a_backup_of_a_later_version_is_refused(copy: Path) -> None:
    path = manifest.path_of(copy)
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "migrations": ["record.0999_later"], "version": "9.0"}))

    with pytest.raises(Refused, match=r"9\.0"):
        actions.bring_back(copy)


def test_a_backup_of_the_other_engine_is_refused(copy: Path) -> None:
    path = manifest.path_of(copy)
    path.write_text(json.dumps({**json.loads(path.read_text()), "engine": "oracle"}))

    with pytest.raises(Refused, match="oracle"):
        actions.bring_back(copy)


def test_a_file_without_its_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lonely.sqlite3.zst").write_bytes(b"?")

    with pytest.raises(Refused, match="json"):
        actions.bring_back(tmp_path / "lonely.sqlite3.zst")


@pytest.mark.postgres
@pytest.mark.slow
def test_a_hub_on_postgresql_is_saved_and_brought_back(tmp_path: Path) -> None:
    url = urlsplit(os.environ["TUYEN_TEST_DATABASE_URL"])
    with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS tuyen_backups")
        server.execute("CREATE DATABASE tuyen_backups")
    own = url._replace(path="/tuyen_backups").geturl()

    def tuyen(*arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "tuyen", *arguments],
            env={**os.environ, "TUYEN_HOME": str(tmp_path), "TUYEN_DATABASE_URL": own},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    node = json.loads(tuyen("init", "--name", "Trung tâm mẫu", "--json"))
    file = json.loads(tuyen("backup", str(tmp_path / "copies"), "--json"))["file"]
    tried = json.loads(tuyen("backup", "drill", str(tmp_path / "copies"), "--json"))
    with psycopg.connect(own, autocommit=True) as server:
        server.execute("UPDATE changes_node SET name = 'spoilt'")
        server.execute("CREATE TABLE of_a_later_version (id integer)")
        server.execute("DELETE FROM django_migrations WHERE app = 'webhooks'")  # it will fail
    failed = subprocess.run(
        [sys.executable, "-m", "tuyen", "upgrade"],
        env={**os.environ, "TUYEN_HOME": str(tmp_path), "TUYEN_DATABASE_URL": own},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    tuyen("restore", file, "--yes")

    assert tried["is_opened"] is True
    assert tried["rows"] > 0
    assert "vẫn như trước" in failed.stderr

    with psycopg.connect(own) as server:
        row = server.execute("SELECT id, name, epoch FROM changes_node").fetchone()
        later = server.execute("SELECT to_regclass('public.of_a_later_version')").fetchone()
    assert (str(row[0]), row[1], row[2]) == (
        node["node"],
        "Trung tâm mẫu",
        3,
    )  # back by itself, by hand
    assert later == (None,)
