"""An upgrade that was killed is told on the telephone, with what to do now."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tuyen import __version__
from tuyen.platform.backups import findings, upgrades
from tuyen.platform.backups.upgrades import Note


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.TUYEN_HOME = tmp_path
    return tmp_path


def _cut(backup: Path, *, is_done: bool = False) -> None:
    at = "08:00 23/11/2026"
    upgrades.write(Note(str(backup), "0.0.1", __version__, at, is_done))


def test_a_machine_never_upgraded_or_upgraded_whole_is_well(home: Path) -> None:
    never = findings.upgrade()
    _cut(home / "before", is_done=True)

    assert (never.state, findings.upgrade().state) == ("ok", "ok")


def test_an_upgrade_that_was_killed_says_how_to_go_on_and_how_to_go_back(home: Path) -> None:
    (home / "before").touch()
    _cut(home / "before")

    found = findings.upgrade()

    said = str(found.advice)
    assert "tuyen upgrade" in said
    if connection.vendor == "sqlite":
        assert (found.state, "dữ liệu vẫn như trước" in said) == ("warn", True)
    else:
        assert (found.state, "--back" in said, "0.0.1" in said) == ("bad", True, True)


def test_nobody_is_sent_back_to_a_backup_that_is_gone(home: Path) -> None:
    _cut(home / "before")

    found = findings.upgrade()

    assert found.state in ("warn", "bad")
    assert "--back" not in str(found.advice)
