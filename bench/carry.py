"""What one hub can carry: twelve thousand stations that sign, on a cycle of five minutes.

Every request is one of the wire, signed with the key of its own station and made before the clock starts;
the hub is the product, served beside, and applies what comes through its usual code. CPU is that of the
hub's processes (on PostgreSQL its backends too), read from the kernel.
"""

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from bench import ground, pushes, served

STATIONS, CYCLE_S = 12_000, 300
TOGETHER, VISITS_EACH, ALONE = 8, 250, 300
VISITS_A_DAY, DAY_S = 50, 8 * 3600
BATCH = 200  # bundles in one push, about 64 KB


class Cost(NamedTuple):
    """Of a run of requests."""

    asked: int
    wall_s: float
    cpu_s: float

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s / self.asked * 1000


def run(*, quick: bool = False) -> None:
    stations, each, alone = (40, 5, 5) if quick else (STATIONS, VISITS_EACH, ALONE)
    ground.fresh_home()
    ground.start_django()
    made = _made([each] * TOGETHER + [1] * alone)
    keys = _known(made, stations)
    workers = 2 if _engine() == "postgresql" else 1
    with served.served(workers=workers) as server:
        together = [_pushes(sender, keys) for sender in made.senders[:TOGETHER]]
        operations = sum(count for share in together for _body, count in share)
        _pushed(_asked(server, [[b for b, _n in share] for share in together]), operations, workers)
        singly = [_pushes(sender, keys) for sender in made.senders[TOGETHER:]]
        one = _asked(server, _shares([body for share in singly for body, _count in share]))
        polls = [_sealed(keys, id_, 9, "/sync/pull", _question()) for id_ in keys]
        poll = _asked(server, _shares(polls))
    _require_all(made)
    _carried(one, poll, sum(n for share in singly for _body, n in share))


def _made(visits: list[int]) -> pushes.Made:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made"
        words = [sys.executable, "-m", "bench.pushes", str(file), ",".join(map(str, visits))]
        subprocess.run(words, check=True, stdout=sys.stderr)
        return pushes.read(file)


def _known(made: pushes.Made, stations: int) -> dict[UUID, Any]:
    """The hub has the units and lets the machines in; their keys, by number."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tuyen.core.ids import uuid7
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.changes import incoming
    from tuyen.platform.changes.meeting import Incoming
    from tuyen.platform.mailbox.models import Enlisting
    from tuyen.platform.nodes.models import Peer

    before = [Incoming(each.header, each.raw) for each in made.before]
    if incoming.apply_batch(before, from_peer=uuid7()).held:
        raise RuntimeError("the hub does not take the units")
    paths = dict(ScopeNode.objects.values_list("unit_id", "path"))
    places = [(each.id, each.unit_id, paths[each.unit_id]) for each in made.senders]
    places += [(uuid7(), uuid7(), f"/x/{n}/") for n in range(stations - len(places))]
    keys = {id_: Ed25519PrivateKey.generate() for id_, _unit, _path in places}
    said = {"role": "child", "state": "active", "chain": "moh"}
    Peer.objects.bulk_create(
        [
            Peer(id=i, name=p, unit_id=u, path=p, public_key=keys[i].public_key().public_bytes_raw(), **said)
            for i, u, p in places
        ],
        batch_size=500,
    )  # fmt: skip
    done = [Enlisting(peer_id=id_, stage="", begun_ms=1, done_ms=1) for id_ in keys]
    Enlisting.objects.bulk_create(done, batch_size=500)
    return keys


def _engine() -> str:
    from django.db import connection

    return connection.vendor


def _pushes(sender: pushes.Sender, keys: dict[UUID, Any]) -> list[tuple[bytes, int]]:
    """(request, operations) for each batch of this station."""
    from tuyen.edge.sync import batches, frames, messages

    found = []
    for counter, at in enumerate(range(0, len(sender.letters), BATCH), start=1):
        packed = batches.pack(sender.letters[at : at + BATCH])
        payload = frames.pack(messages.Push(packed, [0, 0, 0]))
        body = _sealed(keys, sender.id, counter, "/sync/push", payload)
        found.append((body, sum(packed.counts)))
    return found


def _question() -> bytes:
    from tuyen.edge.sync import frames, messages

    return frames.pack(messages.Pull([0, 0, 0], 65_536))


def _sealed(keys: dict[UUID, Any], sender: UUID, counter: int, path: str, payload: bytes) -> bytes:
    from tuyen.platform.changes.node import this_node
    from tuyen.platform.nodes import envelope, rules

    asked = envelope._Request(
        rules.VERSION, sender, _hub_id(this_node), 1, counter, envelope.now_ms(), path, payload
    )
    said = envelope.encode(asked)
    signed = envelope._Signed(said, keys[sender].sign(envelope._REQUEST + said))
    body = envelope.encode(signed)
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


_hub: list[UUID] = []


def _hub_id(this_node: Any) -> UUID:
    if not _hub:
        _hub.append(this_node().id)
    return _hub[0]


def _shares(requests: Sequence[bytes], clients: int = TOGETHER) -> list[Sequence[bytes]]:
    return [requests[n::clients] for n in range(clients)]


def _asked(server: served.Server, shares: Sequence[Sequence[bytes]]) -> Cost:
    """Every share over a kept connection of its own, all at once."""
    faults: list[str] = []

    def client(share: Sequence[bytes]) -> None:
        connection = served.Kept(server.port)
        for request in share:
            status, _where, said = connection.ask(request)
            if status != 200:
                faults.append(f"{status} {said[:300]!r}")
                break
        connection.close()

    threads = [threading.Thread(target=client, args=(share,)) for share in shares]
    cpu, begun = server.cpu_s(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cost = Cost(
        sum(map(len, shares)), time.perf_counter() - begun, max(server.cpu_s() - cpu, 0.001)
    )
    if faults:
        raise RuntimeError(faults[0])
    return cost


def _pushed(cost: Cost, operations: int, workers: int) -> None:
    ground.line(
        "stations push at once",
        engine=_engine(),
        stations=TOGETHER,
        operations=operations,
        seconds=round(cost.wall_s, 2),
        operations_a_second=round(operations / cost.wall_s),
        hub_cpu_us_an_operation=round(cost.cpu_s / operations * 1e6),
        operations_a_cpu_second=round(operations / cost.cpu_s),
        cores_it_uses=workers,
        load_1_min=ground.machine()["load_1_min"],
        goal={"operations_a_cpu_second": 2_000 // workers},
    )


def _require_all(made: pushes.Made) -> None:
    """Nothing was kept aside, and every visit is there."""
    from tuyen.platform.changes.models import Held
    from tuyen.record.models import Encounter

    sent = sum(each.header.reason == "visit.finish" for s in made.senders for each in s.letters)
    if Held.objects.exists() or Encounter.objects.count() != sent:
        raise RuntimeError(f"{Encounter.objects.count()} of {sent}, {Held.objects.count()} held")


def _carried(one: Cost, poll: Cost, operations: int) -> None:
    """A station asks each cycle; each visit goes up when it is saved, with a question behind it."""
    asks_s, visits_s = STATIONS / CYCLE_S, STATIONS * VISITS_A_DAY / DAY_S
    cores = (asks_s * poll.cpu_ms + visits_s * (one.cpu_ms + poll.cpu_ms)) / 1000
    ground.line(
        "what one hub carries",
        engine=_engine(),
        polls=poll.asked,
        cpu_ms_a_poll=round(poll.cpu_ms, 2),
        pushes=one.asked,
        cpu_ms_a_push_of_one_visit=round(one.cpu_ms, 2),
        cpu_us_an_operation=round(one.cpu_s / operations * 1e6),
        cores_for_12000_stations=round(cores, 2),
        stations_a_core_carries=round(STATIONS / cores),
        load_1_min=ground.machine()["load_1_min"],
        goal={"cores_for_12000_stations": 1.5},
    )
