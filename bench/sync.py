"""Records between two nodes over loopback: this process is a station, its hub is served beside it.

The hub knows twelve thousand other machines. The visits are written through the real action and go up
through the product's own client; the hub's CPU is taken from the kernel. Then the station asks again and
again with nothing new.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import day, ground, served, station

A_DAY, KBIT = 50, 32.0
STATIONS, VISITS, POLLS = 12_000, 2_250, 300  # four and a half rows a visit: 10,000 records
_INVITE = (
    "from tuyen.platform.nodes.actions import issue_code; from tuyen.core.actor import SYSTEM; "
)
_INVITE += "from uuid import UUID; print(issue_code(unit_id=UUID(sys.argv[1]), by=SYSTEM)[1])"
_APPROVE = "from tuyen.platform.nodes.actions import approve; from tuyen.core.actor import SYSTEM; "
_APPROVE += "from tuyen.platform.nodes.models import Peer; "
_APPROVE += "approve(peer=Peer.objects.get(), heard=sys.argv[1], by=SYSTEM); print('in')"
# machines that the hub knows besides: units of their own, nobody asks from there
_OTHERS = "from tuyen.platform.nodes.models import Peer; from tuyen.core.ids import uuid7; "
_OTHERS += "from tuyen.platform.mailbox.models import Enlisting; "
_OTHERS += "made = [Peer(id=uuid7(), name=str(n), role='child', state='active', chain='moh', "
_OTHERS += (
    "public_key=bytes(32), unit_id=uuid7(), path=f'/x/{n}/') for n in range(int(sys.argv[1]))]; "
)
_OTHERS += "Peer.objects.bulk_create(made); Enlisting.objects.bulk_create(Enlisting("
_OTHERS += "peer_id=each.id, stage='', begun_ms=1, done_ms=1) for each in made); print('known')"
_COUNT = "from tuyen.record.models import Encounter; print(Encounter.objects.count())"


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    ground.start_django()
    at = station.station()
    hub = _hub_like(home)
    visits = 10 if quick else VISITS
    with at_home(hub), served.served() as server:
        let_in(hub, server.port, at.unit_id)
        _said(hub, _OTHERS, "50" if quick else str(STATIONS))
        patients = station.people(at.unit_id, visits + 1 + A_DAY)
        station.queue(at.unit_id, patients)
        line = Counted(server.port)
        _talk(line)
        day._visits(at, patients[:visits])
        _measured(server, line, visits)
        _alone(line, at, patients[visits])
        _slow_day(line, at, patients[visits + 1 :])
        _polled(server, line, 5 if quick else POLLS)
        arrived = int(_said(hub, _COUNT))
    if arrived != visits + 1 + A_DAY:
        raise RuntimeError(f"{arrived} visits of {visits + 1 + A_DAY} arrived")


class Socket(socket.socket):
    """All that goes in and comes out, HTTP headers included."""

    sent = received = 0

    def sendall(self, *said: Any) -> None:
        Socket.sent += len(said[0])
        super().sendall(*said)

    def recv_into(self, *into: Any) -> int:
        count = super().recv_into(*into)
        Socket.received += count
        return count


def _counting(address: Any, patience_s: float, *_rest: Any) -> Socket:
    made = socket.create_connection(address, patience_s)
    counted = Socket(fileno=made.detach())
    counted.settimeout(patience_s)
    return counted


class Counted:
    """The product's line, its bytes counted as they go into the socket and come out of it."""

    def __init__(self, port: int) -> None:
        from tuyen.edge.sync.line import Line

        self.line = Line(f"http://localhost:{port}", connect=_counting)
        self.sent = self.received = self.asked = 0

    def post(self, path: str, body: bytes) -> bytes:
        reply = self.line.post(path, body)
        self.sent, self.received, self.asked = (
            self.sent + len(body), self.received + len(reply), self.asked + 1,
        )  # fmt: skip
        return reply


def _talk(line: Counted) -> Any:
    from tuyen.edge.sync import client
    from tuyen.platform.nodes import queries

    upstream = queries.upstream()
    if upstream is None:
        raise RuntimeError("the station has no hub")
    return client.converse(upstream, line.post)


def _measured(server: served.Server, line: Counted, visits: int) -> None:
    """All that waits goes up: seconds of the wall, CPU of either side, bytes of a visit."""
    operations = _operations()
    sent, cpu, on_wire = line.sent, server.cpu_s(), Socket.sent
    with ground.measured() as took:
        done = _talk(line)
    hub_s = server.cpu_s() - cpu
    ground.line(
        "records to the hub",
        records=operations,
        bundles=done.given,
        seconds=round(took.wall_s, 2),
        station_cpu_s=round(took.cpu_s, 2),
        hub_cpu_s=round(hub_s, 2),
        hub_cpu_us_an_operation=round(hub_s / operations * 1e6),
        hub_operations_a_cpu_second=round(operations / hub_s) if hub_s else None,
        bytes_a_visit=round((line.sent - sent) / visits),
        bytes_a_visit_with_headers=round((Socket.sent - on_wire) / visits),
        goal={"seconds": 5, "hub_operations_a_cpu_second": 1000, "bytes_a_visit": 350},
    )


def _alone(line: Counted, at: station.Station, patient: Any) -> None:
    """One visit, sent as soon as it is saved: the push alone, its answer and the question after it aside."""
    day._visits(at, [patient])
    pushed: dict[str, tuple[int, int]] = {}

    def post(path: str, body: bytes) -> bytes:
        before = Socket.sent
        reply = line.post(path, body)
        pushed.setdefault(path, (len(body), Socket.sent - before))
        return reply

    from tuyen.edge.sync import client
    from tuyen.platform.nodes import queries

    upstream = queries.upstream()
    if upstream is None:
        raise RuntimeError("the station has no hub")
    client.converse(upstream, post)
    body, whole = pushed["/sync/push"]
    ground.line("a visit alone", bytes=body, bytes_with_headers=whole, goal={"bytes": 700})


def _slow_day(line: Counted, at: station.Station, patients: list[Any]) -> None:
    """A day that waited for the evening, over a mountain line: 32 kbit/s, two segments in a hundred stall
    (rulings 38). What the line takes is counted without waiting for it; both machines really work."""
    from tests.sync.bad_line import BadLine, Weather
    from tuyen.edge.sync import client
    from tuyen.edge.sync.line import Line
    from tuyen.platform.nodes import queries

    day._visits(at, patients)
    client.forget()
    bad = BadLine(lambda path, body: (200, line.post(path, body)), Weather(kbit=KBIT))
    upstream = queries.upstream()
    if upstream is None:
        raise RuntimeError("the station has no hub")
    with ground.measured() as took, Line("http://localhost:1", connect=bad.connect) as slow:
        done = client.converse(upstream, slow.post)
    ground.line(
        "a day over a mountain line",
        visits=len(patients),
        bundles=done.given,
        kbit_a_second=KBIT,
        stalls=bad.counted.stalls,
        questions=bad.counted.asked,
        bytes_sent=bad.counted.sent,
        line_s=round(bad.counted.seconds, 1),
        seconds=round(bad.counted.seconds + took.wall_s, 1),
        load_1_min=ground.machine()["load_1_min"],
        goal={"seconds": 60},
    )


def _operations() -> int:
    """Rows that the waiting bundles say something about."""
    from tuyen.platform.changes import codec
    from tuyen.platform.changes.models import Bundle

    waiting = Bundle.objects.filter(reason="visit.finish", from_peer=None)
    return sum(len(codec.unpack(bytes(each.body))) for each in waiting.iterator())


def _polled(server: served.Server, line: Counted, polls: int) -> None:
    """Nothing is new: one question each."""
    _talk(line)
    cpu, asked, carried = server.cpu_s(), line.asked, line.sent + line.received
    on_wire = Socket.sent + Socket.received
    begun = time.perf_counter()
    for _ in range(polls):
        _talk(line)
    wall = time.perf_counter() - begun
    cpu_ms = (server.cpu_s() - cpu) * 1000 / polls
    ground.line(
        "empty poll",
        hub_cpu_ms=round(cpu_ms, 2),
        wall_ms=round(wall * 1000 / polls, 2),
        questions=round((line.asked - asked) / polls, 2),
        bytes_both_ways=round((line.sent + line.received - carried) / polls),
        bytes_with_headers=round((Socket.sent + Socket.received - on_wire) / polls),
        stations_on_a_5_minute_cycle_per_core=round(300_000 / cpu_ms) if cpu_ms else None,
        goal={"bytes_both_ways": 700, "stations_on_a_5_minute_cycle_per_core": 12_000},
    )


def _hub_like(home: Path) -> Path:
    """The same units and people who work there; a machine of its own."""
    from django.db import connection

    connection.close()
    hub = Path(tempfile.mkdtemp(prefix="tuyen-bench-hub-"))
    shutil.copy(home / "tuyen.sqlite3", hub / "tuyen.sqlite3")
    with closing(sqlite3.connect(hub / "tuyen.sqlite3")) as database, database:
        database.execute("DELETE FROM changes_node")
        database.execute("DELETE FROM changes_lane")
    return hub


@contextmanager
def at_home(hub: Path) -> Iterator[None]:
    """Processes started here are the hub's; the folder is gone afterwards."""
    before = os.environ["TUYEN_HOME"]
    os.environ["TUYEN_HOME"] = str(hub)
    try:
        yield
    finally:
        os.environ["TUYEN_HOME"] = before
        shutil.rmtree(hub, ignore_errors=True)


def _said(hub: Path, script: str, *words: str) -> str:
    environment = {**os.environ, "TUYEN_HOME": str(hub), "PYTHONPATH": os.getcwd()}
    asked = [sys.executable, "-c", f"import sys, django; django.setup(); {script}", *words]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout.split("\n")[-2]


def let_in(hub: Path, port: int, unit_id: UUID) -> None:
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.sync.line import post_once
    from tuyen.platform.nodes import enrolment, queries

    code = _said(hub, _INVITE, str(unit_id))
    url = f"http://localhost:{port}"
    peer = enrolment.ask(url=url, code=code, by=SYSTEM, post=post_once)
    _said(hub, _APPROVE, " ".join(queries.fingerprint_of(peer)))
