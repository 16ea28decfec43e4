"""From `make run` on a fresh data folder to the first page, packages installed; and a second start."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from bench import ground

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 300
FIRST_PAGE = "/accounts/login/"


def run(*, quick: bool = False) -> None:
    if quick:
        ground.say("start: a smoke run is the whole run, there is no smaller first start")
    home = ground.fresh_home()
    ground.start_django(migrate=False)
    from tuyen.edge.demo.accounts import PASSWORD

    first, said = _start(home)
    sign_ins = [line for line in said.splitlines() if PASSWORD in line]
    if not sign_ins:
        raise AssertionError(f"no demo sign-in was printed:\n{said}")
    ground.line("first start", seconds=first, sign_ins=len(sign_ins), goal={"seconds": 60})
    second, _said = _start(home)
    ground.line("second start", seconds=second, goal={"seconds": 5})


def _start(home: Path) -> tuple[float, str]:
    """Seconds until the first page answers, and what was printed."""
    port = _free_port()
    log = home / "make-run.log"
    begun = time.perf_counter()
    with log.open("w") as printed:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=ROOT,
            env={**os.environ, "TUYEN_HOME": str(home), "TUYEN_DATABASE_URL": ""},
            stdout=printed,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - begun > PATIENCE_S:
                    raise AssertionError(log.read_text())
                time.sleep(0.05)
            seconds = time.perf_counter() - begun
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    return round(seconds, 2), log.read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    page = http.client.HTTPConnection("localhost", port, timeout=10)
    try:
        page.request("GET", FIRST_PAGE)
        return page.getresponse().status == 200
    except OSError:
        return False
    finally:
        page.close()
