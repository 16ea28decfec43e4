"""The first sending to a new station: 50,000 people and two years of visits over loopback.

The hub is served beside it; this process is the station, by the product's own client. At the first pause
after 25 s of sending it is asked what a nurse can do by then (goal: within 30 s); in the middle the line
is cut, and it goes on.
`--quick` is a smoke run with few people.
"""

import datetime as dt
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench import ground, served, sync

PEOPLE, VISITS = 50_000, 100_000
ASKED_S, USABLE_S, RECENT_DAYS = 25, 30, 28


def run(*, quick: bool = False) -> None:
    count, visits = (300, 600) if quick else (PEOPLE, VISITS)
    ground.fresh_home()
    hub = Path(tempfile.mkdtemp(prefix="tuyen-bench-hub-"))
    ground.start_django()
    with sync.at_home(hub):
        unit_id = _built(count, visits)
        with served.served() as server:
            sync.let_in(hub, server.port, unit_id)
            _sent(server, unit_id, count, visits, 0.5 if quick else ASKED_S)


def _sent(server: served.Server, unit_id: UUID, count: int, visits: int, usable_s: float) -> None:
    first = First(server, unit_id, usable_s, cut_at=count // 2)
    first.talk()
    first.figures(count, visits)


def _built(count: int, visits: int) -> UUID:
    made = [sys.executable, "-m", "bench.first_hub", str(count), str(visits)]
    with ground.measured() as took:
        said = subprocess.run(made, check=True, stdout=subprocess.PIPE, text=True).stdout
    ground.say(f"the hub's records were written in {took.wall_s:.0f} s")
    return UUID(said.split("\n")[-2])


class First:
    """One first sending, with a clock that stands still while the station is asked what it can do."""

    def __init__(self, server: served.Server, unit_id: UUID, usable_s: float, cut_at: int) -> None:
        self.server, self.unit_id = server, unit_id
        self.usable_s, self.cut_at = usable_s, cut_at
        self.line = sync.Counted(server.port)
        self.begun, self.cpu = time.perf_counter(), (time.process_time(), server.cpu_s())
        self.usable: dict[str, Any] = {}
        self.taken = self.cuts = 0

    def talk(self) -> None:
        """Until nothing is left; a cut line is taken up again by a client that remembers nothing."""
        from tuyen.core.errors import Refused
        from tuyen.edge.sync import client
        from tuyen.platform.nodes import queries

        while True:
            upstream = queries.upstream()
            assert upstream is not None
            try:
                client.converse(upstream, self._post, client.Wanted(watch=self._watch))
            except Refused:
                client.forget()
                continue
            return

    def _post(self, path: str, body: bytes) -> bytes:
        from tuyen.edge.sync.exchange import LineBroke

        reply = self.line.post(path, body)
        if self.cut_at <= self.taken and self.cuts < 3:  # as often as the client tries again
            self.cuts += 1
            raise LineBroke("cut")
        return reply

    def seconds(self) -> float:
        return time.perf_counter() - self.begun

    def _watch(self, done: Any, _waiting: int) -> bool:
        if not self.usable and self.seconds() >= self.usable_s:
            asked = time.perf_counter()
            self.usable = {"after_s": round(self.seconds(), 1), **what_a_nurse_can_do(self.unit_id)}
            self.begun += time.perf_counter() - asked
        self.taken = done.taken
        return True

    def figures(self, count: int, visits: int) -> None:
        from tuyen.record.models import Encounter
        from tuyen.registry.persons.models import Person

        seconds = self.seconds()
        here = (Person.objects.count(), Encounter.objects.count())
        if here != (count, visits):
            raise RuntimeError(f"{here} of {(count, visits)} arrived")
        ground.line("usable so soon", **self.usable, goal={"after_s": USABLE_S})
        ground.line(
            "first sending",
            people=count,
            visits=visits,
            seconds=round(seconds, 1),
            station_cpu_s=round(time.process_time() - self.cpu[0], 1),
            hub_cpu_s=round(self.server.cpu_s() - self.cpu[1], 1),
            megabytes=round(self.line.received / 1e6, 1),
            questions=self.line.asked,
            cuts=self.cuts,
            load_1_min=ground.machine()["load_1_min"],
            goal={"seconds": 300},
        )


def what_a_nurse_can_do(unit_id: UUID) -> dict[str, Any]:
    """With a role given at the station, a person who came lately is found by name and opened.

    The session is opened without the sign-in page: accounts are the station's own and never travel.
    """
    from django.test import Client

    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.accounts.models import Account
    from tuyen.record.models import Encounter
    from tuyen.registry.persons.models import Person

    secret = uuid4().hex
    account = Account.objects.create_user("nurse", secret, full_name="Điều dưỡng Mẫu")
    assign_role(
        account=account, role="station_doctor", at=ScopeNode.objects.get(pk=unit_id), by=SYSTEM
    )
    client = Client()
    client.force_login(account)
    since = clock.today() - dt.timedelta(days=RECENT_DAYS)
    recent = Encounter.objects.filter(day__gte=since)
    figures = {
        "people": Person.objects.count(),
        "visits": Encounter.objects.count(),
        "visits_of_the_last_weeks": recent.count(),
    }
    last = recent.order_by("occurred_at").first()
    if last is None:
        return {**figures, "found": False, "opened": False}
    person = Person.objects.get(pk=last.patient_id)
    found = client.post("/persons/find/", {"q": person.name})
    opened = client.get(f"/persons/{person.id}/")
    return {
        **figures,
        "found": str(person.id) in found.content.decode(),
        "opened": opened.status_code == 200,
    }
