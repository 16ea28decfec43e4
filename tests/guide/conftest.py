"""The product as `make run` serves it: the demo network in a folder of its own, a real server."""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE_S = 900  # a machine that does much else is slow, not broken
DATABASE = "tuyen.sqlite3"
LATER = Path(__file__).with_name("later")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def served(home: Path, *asked: str, **more: str) -> Iterator[str]:
    """Address of the product that serves this folder."""
    port = _free_port()
    given = {**os.environ, "TUYEN_HOME": str(home), **more}
    given.pop("TUYEN_DATABASE_URL", None)
    log = (home / "server.log").open("w")
    command = [sys.executable, "-m", "tuyen", "serve", *asked, "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=Path(settings.CHECKOUT), env=given, stdout=log, stderr=log
    )
    address = f"http://localhost:{port}"
    until = time.monotonic() + PATIENCE_S
    try:
        while not _answers(address):
            said = (home / "server.log").read_text()[-2000:]
            assert server.poll() is None, said
            assert time.monotonic() < until, said
            time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(120)
        log.close()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the demo network lives: a copy of the one that this run has made."""
    copy = tmp_path_factory.mktemp("home") / "demo"
    shutil.copytree(_made_once(), copy)
    return copy


def _made_once() -> Path:
    """The demo as the first start makes it; whoever needs it first makes it for every worker."""
    made = Path(os.environ["TUYEN_HOME"]) / "demo"  # one folder for all workers of a run
    with made.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not made.exists():
            being_made = made.with_suffix(".new")
            shutil.rmtree(being_made, ignore_errors=True)
            being_made.mkdir()
            with served(being_made, "--migrate", "--demo"):
                pass
            being_made.rename(made)
    return made


@pytest.fixture(scope="session")
def epidemic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a province where measles rises, at a third of its size."""
    home = tmp_path_factory.mktemp("epidemic") / "home"
    home.mkdir()
    given = {**os.environ, "TUYEN_HOME": str(home)}
    given.pop("TUYEN_DATABASE_URL", None)
    asked = ["demo", "--scenario", "measles-2025", "--scale", "3", "--quiet"]
    command = [sys.executable, "-m", "tuyen", *asked]
    done = subprocess.run(
        command,
        check=False,
        cwd=Path(settings.CHECKOUT),
        env=given,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with served(home) as address:
        yield address


@pytest.fixture(scope="session")
def product(home: Path) -> Iterator[str]:
    """Address of the served demo network."""
    with served(home) as address:
        yield address


@pytest.fixture(scope="session")
def elsewhere(product: str, home: Path) -> Callable[..., str]:
    """What many others do meanwhile, through the same actions as the pages: `elsewhere("name", …)`."""
    given = {**os.environ, "TUYEN_HOME": str(home)}
    given.pop("TUYEN_DATABASE_URL", None)

    def do(*words: str) -> str:
        command = [sys.executable, "-m", "tests.guide.elsewhere", *words]
        done = subprocess.run(
            command,
            check=False,
            cwd=Path(settings.CHECKOUT),
            env=given,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    return do


Later = Callable[[int], AbstractContextManager[str]]


@pytest.fixture
def later(product: str, home: Path, tmp_path: Path) -> Later:
    """So many days on: a copy of the data as it stands, served by a product whose clock runs ahead."""

    @contextmanager
    def so_many_days_on(days: int) -> Iterator[str]:
        copy = tmp_path / "later"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("*.sqlite3*", "*.log"))
        now, then = (sqlite3.connect(folder / DATABASE) for folder in (home, copy))
        with closing(now), closing(then):
            now.backup(then)
        path = os.pathsep.join([str(LATER), str(settings.CHECKOUT)])
        with served(copy, PYTHONPATH=path, TUYEN_DAYS_AHEAD=str(days)) as address:
            yield address

    return so_many_days_on
