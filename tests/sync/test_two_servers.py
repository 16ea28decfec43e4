"""Two real installations: two folders, two servers, one let in at the other by the commands, over loopback.

What the hub's machine receives is read from its database after its own processes wrote it.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.sync.engines import Template

pytestmark = pytest.mark.slow

PREPARE_HUB = """
from tuyen.core.actor import SYSTEM
from tuyen.registry.facilities.actions import create_unit
top = create_unit(parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM)
hospital = create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)
station = create_unit(parent=hospital, kind="health_station", name="Trạm Y tế mẫu", by=SYSTEM)
print(json.dumps({"hospital": str(hospital.id), "station": str(station.id)}))
"""
WORK = """
from tests.network import actor_at
from tests.sync import acts
from tuyen.platform.access.models import ScopeNode
by = actor_at(ScopeNode.objects.get(unit_id=given["station"]), "station_doctor")
class Here:
    units = {name: __import__("uuid").UUID(given[name]) for name in ("hospital", "station")}
acts.register(by, 0, 1, Here)
acts.visit(by, 0, 1, Here)
acts.refer(by, 0, 2, Here)
print("null")
"""
LOOK = """
from tuyen.platform.changes import history
from tuyen.record.models import Encounter, Referral
print(json.dumps({
    "visits": [str(v) for v in Encounter.objects.order_by("id").values_list("id", flat=True)],
    "referrals": [list(map(str, r)) for r in Referral.objects.order_by("id").values_list("id", "status")],
    "broken": len(list(history.broken_links())),
}))
"""


class Installation:
    """A folder with its own database and key, and every process that runs in it."""

    def __init__(self, home: Path, like: Path) -> None:
        """A migrated database without a row of anybody; a machine of its own."""
        self.home, self.port = home, _free_port()
        home.mkdir()
        with (
            contextlib.closing(_sqlite(like)) as source,
            contextlib.closing(_sqlite(home / "tuyen.sqlite3")) as target,
        ):
            source.backup(target)
            target.execute("DELETE FROM changes_node")
            target.execute("DELETE FROM changes_lane")
            target.commit()

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TUYEN_")}
        return kept | {
            "TUYEN_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "tuyen.settings",
            "PYTHONPATH": str(settings.CHECKOUT),
        }

    def run(self, script: str, **given: Any) -> Any:
        code = (
            f"import json, sys, django; django.setup(); given = json.loads(sys.argv[1])\n{script}"
        )
        said = self._call([sys.executable, "-c", code, json.dumps(given)])
        return json.loads(said.splitlines()[-1])

    def tuyen(self, *words: str) -> Any:
        return json.loads(self._call([sys.executable, "-m", "tuyen", *words, "--json"]))

    def _call(self, words: list[str]) -> str:
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        words = [sys.executable, "-m", "tuyen", "serve", "--port", str(self.port)]
        process = subprocess.Popen(
            words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(self.port)
            yield
        finally:
            process.terminate()
            process.wait(timeout=120)


def _sqlite(path: Path) -> Any:
    import sqlite3

    return sqlite3.connect(path)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5),
        ):
            return
        time.sleep(0.2)
    raise TimeoutError("the server does not answer")


@pytest.mark.capability("J1", where="tuyen node enrol; tuyen sync push")
def test_a_visit_and_a_referral_reach_the_hub_and_its_word_comes_back(
    tmp_path: Path, template: Template, db: None
) -> None:
    if not template.is_sqlite:
        pytest.skip("stations run on SQLite; the hub on PostgreSQL is served in bench/sync")
    hub = Installation(tmp_path / "hub", template.file)
    units = hub.run(PREPARE_HUB)
    station = Installation(tmp_path / "station", template.file)
    code = hub.tuyen("node", "invite", "--unit", units["station"])["code"]
    with hub.served():
        told = station.tuyen("node", "enrol", f"http://localhost:{hub.port}", code)
        machine = station.tuyen("node", "init", "--name", "Máy trạm mẫu")["id"]
        hub.tuyen("node", "approve", machine, told["digits"])
        station.tuyen("sync", "pull")
        station.run(WORK, **units)
        done = station.tuyen("sync", "push")
        again = station.tuyen("sync", "pull")

    here, there = station.run(LOOK), hub.run(LOOK)

    assert done["given"] >= 3
    assert again["given"] == 0
    assert len(here["visits"]) == len(here["referrals"]) == 1
    assert (there["visits"], there["referrals"]) == (here["visits"], here["referrals"])
    assert (here["broken"], there["broken"]) == (0, 0)
