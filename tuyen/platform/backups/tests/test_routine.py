"""Backups that nobody has to think of: due, turned over, copied, tried, told when they fail."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform.backups import drill, findings, keys, manifest, rotation, routine, shelf, state
from tuyen.platform.changes.node import mark_demo, this_node

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def home(tmp_path: Path, settings: Any, transactional_db: None) -> Path:
    """A node of its own, with regular backups on."""
    settings.TUYEN_HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "blobs"
    settings.TUYEN_BACKUPS = str(tmp_path / "backups")
    this_node()
    return tmp_path


def _stamps(every: dt.timedelta, count: int) -> list[str]:
    return [manifest.stamp(NOW - every * number) for number in range(count)]


def test_rotation_keeps_hours_days_and_months() -> None:
    stay = rotation.kept(_stamps(dt.timedelta(hours=1), 24 * 400))

    months = {stamp[:12] for stamp in stay}
    assert len(months) == rotation.MONTHS
    assert len({stamp[:14] for stamp in stay}) >= rotation.DAYS
    assert len(stay) <= rotation.HOURS + rotation.DAYS + rotation.MONTHS
    assert stay >= set(_stamps(dt.timedelta(hours=1), rotation.HOURS))


def test_a_machine_that_was_off_for_weeks_keeps_what_it_had() -> None:
    old = [manifest.stamp(NOW - dt.timedelta(days=60, hours=number)) for number in range(5)]

    assert rotation.kept([*old, manifest.stamp(NOW)]) == {*old, manifest.stamp(NOW)}


def test_only_our_own_names_are_ever_thrown_away(home: Path) -> None:
    routine.run()
    folder = routine.place()
    for name in ("tuyen-2026.json", "note.txt", "tuyen-anything.json"):
        (folder / name).write_text("{}")

    shelf.rotate(folder, manifest.own_node())

    assert {"tuyen-2026.json", "note.txt", "tuyen-anything.json"} <= {
        path.name for path in folder.iterdir()
    }


def test_a_backup_is_due_each_hour_and_the_old_ones_go_with_their_papers(home: Path) -> None:
    paper = home / "blobs" / "ab" / "abcdef"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"a scanned paper")
    with clock.stopped(NOW - dt.timedelta(minutes=90)):
        first = routine.run()
    paper.unlink()
    with clock.stopped(NOW - dt.timedelta(minutes=89)):
        assert not routine.is_due()

    with clock.stopped(NOW - dt.timedelta(minutes=80)):
        second = routine.run()

    assert routine.is_due() or connection.vendor != "sqlite"
    assert second.exists()
    assert not first.exists()
    assert not list((routine.place() / "blobs").rglob("abcdef"))


def test_two_machines_share_a_disk_and_neither_throws_away_what_is_the_others(home: Path) -> None:
    with clock.stopped(NOW - dt.timedelta(minutes=90)):
        theirs = routine.run()
    said = manifest.path_of(theirs)
    said.write_text(said.read_text().replace(manifest.own_node(), "another"))

    with clock.stopped(NOW - dt.timedelta(minutes=80)):
        assert routine.is_due()
        first = routine.run()
    with clock.stopped(NOW - dt.timedelta(minutes=79)):
        routine.run()

    assert theirs.exists()
    assert not first.exists()


def test_the_folder_of_the_data_takes_no_backups(home: Path, settings: Any) -> None:
    """Its attachments would be swept as copies that nobody names."""
    settings.TUYEN_BACKUPS = str(home)

    with pytest.raises(Refused, match="thư mục dữ liệu"):
        routine.run()


def test_a_demo_network_takes_no_backups_by_itself(home: Path) -> None:
    mark_demo()

    assert not routine.is_due()


def test_the_second_disk_takes_sealed_copies_only_and_each_is_read_again(
    home: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", 16)
    disk = home / "usb"
    settings.TUYEN_BACKUP_COPY = str(disk)
    routine.run()
    assert not routine.is_copy_due()  # not plugged in
    disk.mkdir()

    with pytest.raises(Refused, match="tuyen backup key"):
        routine.copy_out()
    assert findings.copy().state == "warn"
    keys.keep(keys.of_passphrase("con trâu đi trước cái cày"))
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        routine.run()
        copied = routine.copy_out()

    assert copied.parent == disk
    assert manifest.read(copied).sealed_to
    assert findings.copy().state == "ok"
    assert not routine.is_copy_due()


def test_an_old_backup_is_told_to_the_doctor_and_on_the_pages(home: Path) -> None:
    assert findings.backup().state == "warn"
    routine.run()
    assert findings.backup().state == "ok"

    with clock.stopped(clock.now() + dt.timedelta(days=3)):
        told = findings.on_pages()

    assert told.state == "warn"
    assert "Bản sao lưu gần nhất từ" in str(told.advice)


def test_a_backup_that_failed_says_why(home: Path, settings: Any) -> None:
    (home / "backups").write_text("a file where the folder should be")

    with pytest.raises((Refused, OSError)):
        routine.run()

    attempt = state.last("backup")
    assert attempt is not None
    assert attempt.fault
    assert str(findings.backup().advice) == attempt.fault


def test_without_room_no_regular_backup_is_begun(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routine, "STOP_FREE_BYTES", 1 << 60)
    if connection.vendor != "sqlite":
        return

    with pytest.raises(Refused, match="không đủ chỗ"):
        routine.run()


def test_a_drill_finds_a_spoilt_backup(home: Path) -> None:
    file = routine.run()
    file.write_bytes(file.read_bytes()[:-5])

    with pytest.raises(Refused):
        drill.run()

    assert findings.drill().state == "bad"
    assert "tuyen backup" in str(findings.drill().advice)
