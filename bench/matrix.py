"""The matrix of techniques and units: the page as a browser gets it, every cell filled."""

import datetime as dt
import gzip
import http.client
import statistics
import time
import uuid
from itertools import product
from typing import Any

from bench import ground, served, station
from bench.station import Browser

TECHNIQUES, UNITS, ROUNDS = 200, 100, 30
GOAL = {"p95_ms": 150, "wire_kb": 60}
CHUNK, WARM = 2_000, 3


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    from tuyen.registry.terms.catalogue import load_catalogues

    load_catalogues(schemes=["technique"])
    techniques, units = (10, 5) if quick else (TECHNIQUES, UNITS)
    with ground.measured() as watch:
        hospital, receivers = _network(units)
        _ledger(techniques, hospital, receivers)
    ground.say(f"filled in {watch.wall_s:.0f} s")
    browser = _office(hospital)
    rounds = 3 if quick else ROUNDS
    with served.served() as server:
        _asked(server.port, browser, WARM)
        begun = server.cpu_s()
        took, wire, cells = _asked(server.port, browser, rounds)
        cpu = server.cpu_s() - begun
    ground.line(
        "matrix of techniques and units",
        techniques=techniques,
        units=units,
        cells=cells,
        p50_ms=round(statistics.median(took), 1),
        p95_ms=round(took[int(len(took) * 0.95)], 1),
        cpu_ms=round(cpu / rounds * 1000, 1),
        wire_kb=round(wire / 1024, 1),
        goal=GOAL,
    )


def _network(count: int) -> tuple[Any, list[uuid.UUID]]:
    """A hospital and the centres below it."""
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions

    hospital = actions.new_unit(parent=None, kind="hospital", chain="moh", name="Bệnh viện Mẫu")
    centres = [
        actions.new_unit(
            parent=hospital, kind="district_health_centre", name=f"Trung tâm Y tế khu vực {n:03d}"
        )
        for n in range(count)
    ]
    actions.create_units(units=[hospital, *centres], by=SYSTEM)
    return hospital, [centre.id for centre in centres]


def _ledger(techniques: int, hospital: Any, receivers: list[uuid.UUID]) -> None:
    """One transfer a cell, the stages as chance has it; a third of the mastered ones has lapsed."""
    from random import Random

    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.core.ids import uuid7
    from tuyen.domains.techniques.models import TechniqueTransfer
    from tuyen.domains.techniques.rules import ORDER
    from tuyen.platform import changes
    from tuyen.registry.terms.queries import codes_on

    chance, today = Random(14), clock.today()
    rows = []
    for code, unit_id in product(codes_on("technique", today)[:techniques], receivers):
        day = today - dt.timedelta(days=chance.randrange(540))
        rows.append(
            TechniqueTransfer(
                id=uuid7(), unit_id=unit_id, giver_unit_id=hospital.id, code=code.code,
                name=code.name_vi, stage=chance.choice(ORDER), stage_on=day, requested_on=day,
            )
        )  # fmt: skip
    for start in range(0, len(rows), CHUNK):
        with changes.apply(actor=SYSTEM, reason="bench.ledger") as log:
            log.create(*rows[start : start + CHUNK])


def _office(hospital: Any) -> Browser:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.accounts.models import Account

    account = Account.objects.create_user("office", uuid.uuid4().hex, full_name="Phòng Mẫu")
    account.is_demo = True
    account.save(update_fields=["is_demo"])
    node = ScopeNode.objects.get(unit_id=hospital.id)
    assign_role(account=account, role="hospital_director", at=node, by=SYSTEM)
    return station.browser_of(account)


def _asked(port: int, browser: Browser, rounds: int) -> tuple[list[float], int, int]:
    """Milliseconds of each answer in order of size, bytes of one on the wire, cells in it."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    headers = {"Cookie": browser.cookies, "Accept-Encoding": "gzip"}
    took: list[float] = []
    body = b""
    for _number in range(rounds):
        begun = time.perf_counter()
        connection.request("GET", "/techniques/", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.getheader('Location')}")
        took.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return sorted(took), len(body), gzip.decompress(body).count(b"<td class=")
