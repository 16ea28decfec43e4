"""The process over the workers: started and stopped at every moment, and killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="signals of POSIX"),
]

PAGES = """
import os, time
time.sleep(0.2)
def application(environ, start):
    start("200 OK", [])
    return [str(os.getpid()).encode()]
"""
SOON_S = 6.0  # a worker that has to be killed takes ten


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages_of_test.py").write_text(PAGES)
    return tmp_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(pages: Path, port: int, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tuyen.edge.cli.server", "pages_of_test:application"]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), *words],
        env={**os.environ, "PYTHONPATH": f"{pages}:{settings.CHECKOUT}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def worker_of(port: int) -> int:
    """Its number, as its page says it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            said = b""
            while piece := line.recv(4096):
                said += piece
            if digits := said.rpartition(b"\n")[2]:
                return int(digits.split()[-1])
        time.sleep(0.02)
    raise TimeoutError("the server does not answer")


def is_free(port: int, within_s: float = SOON_S) -> bool:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return True
        time.sleep(0.05)
    return False


def test_it_ends_at_whatever_moment_it_is_told(pages: Path) -> None:
    """While it starts, while its worker loads, when it has just answered; alone or with its group."""
    dice, took = random.Random(11), []
    for n in range(12):
        with serving(pages, free_port()) as server:
            time.sleep(dice.uniform(0.3, 1.5))
            told: Callable[[int, int], None] = os.killpg if n % 2 else os.kill
            begun = time.monotonic()
            told(server.pid, signal.SIGTERM)
            server.wait(120)
            took.append(time.monotonic() - begun)

    assert max(took) < SOON_S, took


def test_it_ends_while_it_replaces_a_worker_that_died(pages: Path) -> None:
    for pause_s in (0, 0.002, 0.01, 0.3):
        port = free_port()
        with serving(pages, port) as server:
            os.kill(worker_of(port), signal.SIGKILL)
            time.sleep(pause_s)
            begun = time.monotonic()
            server.terminate()
            server.wait(120)

            assert time.monotonic() - begun < SOON_S, pause_s


def test_a_worker_that_died_is_replaced(pages: Path) -> None:
    port = free_port()
    with serving(pages, port):
        first = worker_of(port)
        os.kill(first, signal.SIGKILL)

        assert worker_of(port) != first


def test_nobody_keeps_the_port_of_a_server_that_was_killed(pages: Path) -> None:
    port = free_port()
    with serving(pages, port) as server:
        worker_of(port)
        server.kill()
        server.wait()

        assert is_free(port)


def test_a_server_on_a_leash_ends_with_whoever_started_it(pages: Path) -> None:
    port = free_port()
    with serving(pages, port, "--leashed") as server:
        worker_of(port)
        assert server.stdin is not None
        assert server.poll() is None
        server.stdin.close()

        assert server.wait(SOON_S) == 0
        assert is_free(port)
        server.stdin = None
