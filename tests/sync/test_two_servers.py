"""Two real installations: two folders, two servers, one let in at the other by the commands, over loopback.

What the hub's machine receives is read from its database after its own processes wrote it.
"""

import contextlib
import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from tests.network import actor_at
from tests.sync import acts
from tests.sync.engines import Template
from tests.sync.net import Net
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import history
from tuyen.record.models import Encounter, Referral
from tuyen.registry.facilities.actions import create_unit

pytestmark = pytest.mark.slow


class Installation:
    """A folder with its own database and key. Every command of the product is a process of its own; what
    the test prepares and looks up for itself it does in this one, which has the program loaded."""

    def __init__(self, net: Net, name: str) -> None:
        """A migrated database without a row of anybody; a machine of its own."""
        self.net, self.node = net, net.node(name)
        self.node.database.close()
        self.home, self.port = self.node.home, _free_port()

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        self.net.now = dt.datetime.now(dt.UTC)
        with self.net.at(self.node):
            yield
        self.node.database.close()

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("TUYEN_")}
        return kept | {
            "TUYEN_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "tuyen.settings",
            "PYTHONPATH": str(settings.CHECKOUT),
        }

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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5),
        ):
            return
        time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def prepared(hub: Installation) -> dict[str, UUID]:
    with hub.here():
        said = {"name": "Sở Y tế mẫu", "chain": "moh", "by": SYSTEM}
        top = create_unit(parent=None, kind="health_department", **said)
        hospital = create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)
        station = create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)
    return {"hospital": hospital.id, "station": station.id}


def worked(at: Installation, units: dict[str, UUID]) -> None:
    """Somebody is registered, seen and sent to the hospital."""
    world = SimpleNamespace(units=units)
    with at.here():
        by = actor_at(ScopeNode.objects.get(unit_id=units["station"]), "station_doctor")
        for act, number in ((acts.register, 1), (acts.visit, 1), (acts.refer, 2)):
            act(by, 0, number, world)  # type: ignore[arg-type]  # of a world they ask the units alone


def seen(at: Installation) -> dict[str, list[Any]]:
    with at.here():
        return {
            "visits": list(Encounter.objects.order_by("id").values_list("id", flat=True)),
            "referrals": list(Referral.objects.order_by("id").values_list("id", "status")),
            "broken": list(history.broken_links()),
        }


@pytest.mark.capability("J1", where="tuyen node enrol; tuyen sync push")
def test_a_visit_and_a_referral_reach_the_hub_and_its_word_comes_back(
    net: Net, template: Template
) -> None:
    if not template.is_sqlite:
        pytest.skip("stations run on SQLite; the hub on PostgreSQL is served in bench/sync")
    hub, station = Installation(net, "hub"), Installation(net, "station")
    units = prepared(hub)
    code = hub.tuyen("node", "invite", "--unit", str(units["station"]))["code"]
    with hub.served():
        told = station.tuyen("node", "enrol", f"http://localhost:{hub.port}", code)
        machine = station.tuyen("node", "init", "--name", "Máy trạm mẫu")["id"]
        hub.tuyen("node", "approve", machine, told["digits"])
        station.tuyen("sync", "pull")
        worked(station, units)
        done = station.tuyen("sync", "push")
        again = station.tuyen("sync", "pull")

    here, there = seen(station), seen(hub)

    assert done["given"] >= 3
    assert again["given"] == 0
    assert len(here["visits"]) == len(here["referrals"]) == 1
    assert (there["visits"], there["referrals"]) == (here["visits"], here["referrals"])
    assert (here["broken"], there["broken"]) == ([], [])
