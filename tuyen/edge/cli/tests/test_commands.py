"""The command line in a process of its own, on a data folder of its own."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import ROOT


@pytest.fixture
def tuyen(tmp_path: Path) -> Any:
    """Runs `tuyen …` on a fresh node; SQLite, whatever engine the suite runs on."""
    return _runs_in(tmp_path)


@pytest.fixture(scope="module")
def first_node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    assert _runs_in(folder)("init").returncode == 0
    return folder / "home"


@pytest.fixture
def node(tuyen: Any, first_node: Path, tmp_path: Path) -> Any:
    """Runs `tuyen …` on a node that `init` has made; made once, copied."""
    shutil.copytree(first_node, tmp_path / "home")
    return tuyen


def _runs_in(folder: Path) -> Any:
    environment = {
        **os.environ,
        "TUYEN_HOME": str(folder / "home"),
        "TUYEN_DATABASE_URL": "",
        "LANG": "vi_VN.UTF-8",
        "LC_ALL": "",
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tuyen", *arguments],
            env={**environment, **extra},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    return run


def test_help_names_the_commands_and_loads_nothing_heavy() -> None:
    script = (
        "import sys; from tuyen.edge.cli.app import app\n"
        "try: app(['--help'])\n"
        "finally: print([m for m in ('django', 'ninja', 'typst', 'xlsxwriter') if m in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert "serve" in said.stdout
    assert said.stdout.endswith("[]\n")


def test_a_wrongly_written_command_ends_with_code_2(tuyen: Any) -> None:
    assert tuyen("no-such-command").returncode == 2


def test_a_node_is_made_filled_saved_and_brought_back(tuyen: Any, tmp_path: Path) -> None:
    made = tuyen("init", "--name", "Trạm mẫu", "--json")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["name"] == "Trạm mẫu"
    assert tuyen("init", "--json").stdout.count(json.loads(made.stdout)["node"]) == 1

    saved = tuyen("backup", "copies", "--json", "--quiet")
    assert saved.returncode == 0, saved.stderr
    file = json.loads(saved.stdout)["file"]

    unasked = tuyen("restore", file)
    assert unasked.returncode == 1
    assert "--yes" in unasked.stderr
    restored = tuyen("restore", file, "--yes")
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "home" / "tuyen.sqlite3.before-restore").exists()

    doctor = tuyen("doctor", "--json")
    assert json.loads(doctor.stdout)["is_fit"] is True, doctor.stdout


def test_the_doctor_finds_a_database_that_was_never_made(tuyen: Any) -> None:
    said = tuyen("doctor")

    assert said.returncode == 1
    assert "tuyen init" in said.stdout


def test_the_doctor_says_first_what_is_wrong_and_what_to_do(node: Any, tmp_path: Path) -> None:
    (tmp_path / "home" / "backup-state.json").write_text(
        '{"drill": {"at": "2026-11-20T08:00:00+00:00", "fault": "Tệp bị cắt cụt.", "said": ""}}'
    )

    said = node("doctor", TUYEN_BACKUPS="")
    found = json.loads(node("doctor", "--json", TUYEN_BACKUPS="").stdout)

    lines = said.stdout.splitlines()
    assert said.returncode == 1
    assert lines[2].startswith("✗ Phục hồi thử")
    assert "Tệp bị cắt cụt. Chạy lại: tuyen backup" in lines[3]
    assert "tuyen backup" in said.stdout.split("Bản sao lưu gần nhất")[1].splitlines()[1]
    assert len(lines) < 25
    asked = {finding["name"] for finding in found["findings"]}
    assert {"disk", "integrity", "chain", "clock", "backup", "queue", "hub"} <= asked
    assert all(one["advice"] for one in found["findings"] if one["state"] != "ok")


def test_an_upgrade_keeps_a_copy_and_goes_back_when_asked(node: Any, tmp_path: Path) -> None:
    none = node("upgrade", "--back", "--yes")
    assert none.returncode == 1

    said = node("upgrade", "--quiet")

    assert said.returncode == 0, said.stderr
    assert "tuyen upgrade --back" in said.stdout
    assert list((tmp_path / "home" / "backups").glob("*.sqlite3.zst"))
    assert "--yes" in node("upgrade", "--back").stderr
    back = node("upgrade", "--back", "--yes")
    assert back.returncode == 0, back.stderr
    assert json.loads(node("doctor", "--json").stdout)["is_fit"] is True


def test_an_upgrade_that_fails_leaves_the_data_as_they_were(node: Any, tmp_path: Path) -> None:
    database = tmp_path / "home" / "tuyen.sqlite3"
    with closing(sqlite3.connect(database)) as old, old:
        old.execute("DELETE FROM django_migrations WHERE app = 'webhooks'")  # its tables are there

    said = node("upgrade", "--quiet")

    assert said.returncode == 1
    assert "vẫn như trước" in said.stderr
    assert not list((tmp_path / "home").glob("*.upgrading*"))
    with closing(sqlite3.connect(database)) as old:
        assert old.execute("SELECT count(*) FROM changes_node").fetchone() == (1,)
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_sealed_backup_is_drilled_and_restored_with_its_passphrase(
    node: Any, tmp_path: Path
) -> None:
    phrase = {"TUYEN_BACKUP_PASSPHRASE": "con trâu đi trước cái cày"}
    assert node("backup", "key", **phrase).returncode == 0

    file = json.loads(node("backup", "copies", "--json").stdout)["file"]
    whole, opened = node("backup", "drill", "copies"), node("backup", "drill", "copies", **phrase)
    wrong = node("restore", file, "--yes", TUYEN_BACKUP_PASSPHRASE="con trâu đi sau cái cày")
    right = node("restore", file, "--yes", **phrase)

    assert file.endswith(".sealed")
    assert "nguyên vẹn" in whole.stdout, whole.stderr
    assert "phục hồi được" in opened.stdout, opened.stderr
    assert wrong.returncode == 1
    assert right.returncode == 0, right.stderr
    assert sorted(path.name for path in (tmp_path / "home").iterdir() if path.name[0] == ".") == []


def test_an_account_needs_a_known_role_and_unit(node: Any) -> None:
    wrong_role = node("user", "add", "lan", "--name", "Mẫu", "--role", "king", "--unit", "Trạm")
    no_unit = node("user", "add", "lan", "--name", "M", "--role", "station_nurse", "--unit", "Trạm")

    assert (wrong_role.returncode, no_unit.returncode) == (1, 1)
    assert "station_nurse" in wrong_role.stderr


def test_serve_refuses_a_port_that_is_taken(tuyen: Any) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = tuyen("serve", "--port", str(taken.getsockname()[1]))

    assert said.returncode == 1
    assert "--port" in said.stderr


@pytest.mark.slow
def test_serve_makes_the_database_prints_the_address_and_answers(tmp_path: Path) -> None:
    import socket
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "TUYEN_HOME": str(tmp_path), "TUYEN_DATABASE_URL": ""}
    command = [sys.executable, "-m", "tuyen", "serve", "--migrate", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert f"http://localhost:{port}" in server.stdout.readline()
        assert _first_answer(f"http://127.0.0.1:{port}/healthz", urllib.request) == 200
    finally:
        server.terminate()
        server.wait(120)


def _first_answer(url: str, request: Any) -> int:
    for _attempt in range(100):
        try:
            return int(request.urlopen(url, timeout=5).status)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server never answered")


def test_reindex_says_how_many_people_it_drew(node: Any) -> None:
    done = node("reindex", "--json", "--quiet")

    assert json.loads(done.stdout) == {"persons": 0, "weekly_counts": 0}, done.stderr


def test_a_hub_that_writes_a_stick_is_asked_for_which_machine(node: Any, tmp_path: Path) -> None:
    done = node("sync", "export", str(tmp_path / "gui.tuyen"))

    assert done.returncode == 1
    assert "--to" in done.stderr
