"""The product as `make run` serves it: the demo network in a folder of its own, a real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE_S = 240


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


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the served product: a folder of its own, SQLite as at a station."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "TUYEN_HOME": str(home)}
    environment.pop("TUYEN_DATABASE_URL", None)
    return environment


@pytest.fixture(scope="session")
def elsewhere(product: str, given: dict[str, str]) -> Callable[..., str]:
    """What many others do meanwhile, through the same actions as the pages: `elsewhere("name", …)`."""

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


@pytest.fixture(scope="session")
def product(given: dict[str, str]) -> Iterator[str]:
    """Address of the served demo network."""
    home, port = Path(given["TUYEN_HOME"]), _free_port()
    log = (home / "server.log").open("w")
    command = [sys.executable, "-m", "tuyen", "serve", "--migrate", "--demo", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=Path(settings.CHECKOUT), env=given, stdout=log, stderr=log
    )
    address = f"http://localhost:{port}"
    until = time.monotonic() + PATIENCE_S
    while not _answers(address):
        said = (home / "server.log").read_text()[-2000:]
        assert server.poll() is None, said
        assert time.monotonic() < until, said
        time.sleep(0.5)
    yield address
    server.terminate()
    server.wait(20)
    log.close()
