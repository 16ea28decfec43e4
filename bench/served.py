"""The product served as `tuyen serve` serves it, its CPU and memory read from the kernel."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bench.station import Browser

_TICK = os.sysconf("SC_CLK_TCK")
FORM = "application/x-www-form-urlencoded"


class Request(NamedTuple):
    """One request of one browser; a body makes it a POST."""

    browser: Browser
    path: str
    body: str = ""


class Measured(NamedTuple):
    """Answers of a run: how many a second, how long each took, CPU of server (and database)."""

    a_second: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float

    def figures(self, **more: Any) -> dict[str, Any]:
        return {
            "a_second": round(self.a_second, 1),
            "cpu_ms": round(self.cpu_ms, 2),
            "p50_ms": round(self.p50_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "p99_ms": round(self.p99_ms, 1),
            **more,
        }


class Kept:
    """One kept connection. The client shares the two cores with what is measured: it must cost little,
    so requests are bytes before the clock starts and an answer is read no further than needed."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("localhost", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, sent: bytes) -> tuple[int, str, bytes]:
        """Status, where it redirects to, body."""
        self._socket.sendall(sent)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        fields = dict(
            line.split(": ", 1) for line in head.decode("latin-1").lower().split("\r\n")[1:]
        )
        if "chunked" in fields.get("transfer-encoding", ""):
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        while len(body) < int(fields.get("content-length", 0)):
            body += self._more()
        return int(head[9:12]), fields.get("location", ""), body

    def _more(self) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        return more

    def close(self) -> None:
        self._socket.close()


def _bytes_of(request: Request) -> bytes:
    lines = [
        f"{'POST' if request.body else 'GET'} {request.path} HTTP/1.1",
        "Host: localhost",
        f"Cookie: {request.browser.cookies}",
    ]
    if request.body:
        lines += [f"Content-Type: {FORM}", f"Content-Length: {len(request.body.encode())}"]
    return "\r\n".join([*lines, "", request.body]).encode()


class Server:
    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def pids(self) -> list[int]:
        return _tree(self.process.pid)

    def cpu_s(self) -> float:
        """Of the whole tree, and on PostgreSQL of its backends too."""
        return sum(_cpu_s(pid) for pid in {*self.pids(), *_postgres_pids()})

    def pss_mb(self) -> float:
        """Memory as ruling 20 counts it: shared pages in shares, master and workers."""
        return sum(_pss_kb(pid) for pid in self.pids()) / 1024

    def run(
        self, requests: Sequence[Request], clients: int, wanted: Callable[[int], bool]
    ) -> Measured:
        """Every request once, over as many kept connections as there are clients."""
        took: list[float] = []
        shares = [requests[n::clients] for n in range(clients)]
        faults: list[str] = []
        threads = [
            threading.Thread(target=self._client, args=(share, wanted, took, faults))
            for share in shares
        ]
        cpu, wall = self.cpu_s(), time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, cpu = time.perf_counter() - wall, self.cpu_s() - cpu
        if faults:
            raise RuntimeError(faults[0])
        took.sort()
        return Measured(
            len(took) / wall,
            cpu / len(took) * 1000,
            statistics.median(took) * 1000,
            took[int(len(took) * 0.95)] * 1000,
            took[int(len(took) * 0.99)] * 1000,
        )

    def _client(
        self,
        requests: Sequence[Request],
        wanted: Callable[[int], bool],
        took: list[float],
        faults: list[str],
    ) -> None:
        connection = Kept(self.port)
        for request, sent in [(each, _bytes_of(each)) for each in requests]:
            begun = time.perf_counter()
            status, where, said = connection.ask(sent)
            took.append(time.perf_counter() - begun)
            if not wanted(status) or "login" in where:
                faults.append(f"{request.path}: {status} {where} {said[:3000]!r}")
                break
        connection.close()


def body_of(fields: Sequence[tuple[str, str]]) -> str:
    return urlencode(fields)


@contextmanager
def served(*, workers: int = 1, settings: str = "tuyen.settings") -> Iterator[Server]:
    from tuyen.edge.cli.serve import server_arguments

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": os.getcwd()}
    arguments = server_arguments(host="127.0.0.1", port=port, workers=workers)
    # Standard output is for the rows: what the server says of itself goes beside it.
    process = subprocess.Popen(arguments, env=environment, stdout=sys.stderr)
    try:
        wait_until_it_answers(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_it_answers(port: int) -> None:
    for _n in range(1_200):  # a busy machine starts slowly
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def _tree(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += _tree(int(child))
    return found


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:13]) / _TICK


def _pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _postgres_pids() -> list[int]:
    """Backends of the database of this run; none on SQLite."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [row[0] for row in cursor.fetchall()]
