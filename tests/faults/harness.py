"""Visits written by children that are killed; the parent then reads what is left.

Run as `python -m tests.faults.harness ROUNDS`; prints one JSON line. It uses a database of its own:
a file in a fresh TUYEN_HOME, or `tuyen_faults` on the server of TUYEN_DATABASE_URL.
"""

import datetime as dt
import json
import os
import random
import sys
import uuid
from dataclasses import dataclass, field

import django

WRITES_A_CHILD = 12


@dataclass(frozen=True)
class VisitWritten:
    """Announced with each visit; its listener leaves a mark, which must be there in the end."""

    visit_id: uuid.UUID


def mark(event: VisitWritten) -> None:
    """Idempotent, as every listener: a second call finds the mark of the first."""
    from tuyen.core import clock
    from tuyen.platform.outbox.models import RegularJob

    RegularJob.objects.get_or_create(name=str(event.visit_id), defaults={"next_at": clock.now()})


@dataclass
class Found:
    """What was wrong after all rounds; empty lists are the proof."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    miscounted: list[str] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)


def one_visit(actor: object, patient_id: uuid.UUID) -> uuid.UUID:
    """A visit with two observations and a diagnosis, as an action writes it."""
    from tuyen.core import clock
    from tuyen.platform import changes
    from tuyen.record.models import Condition, Encounter, Observation

    at = clock.now()
    day = clock.day_of(at)
    visit = Encounter(
        patient_id=patient_id, unit_id=actor.unit_id, day=day, occurred_at=at, recorded_at=at
    )
    children = [
        Observation(
            patient_id=patient_id,
            encounter_id=visit.id,
            code=code,
            value=1.0,
            day=day,
            occurred_at=at,
        )
        for code in ("systolic_bp", "diastolic_bp")
    ]
    illness = Condition(
        patient_id=patient_id, encounter_id=visit.id, code="I10", name="Mẫu", day=day
    )
    with changes.apply(actor=actor, reason="test.visit") as log:
        log.create(visit, *children, illness)
        log.announce(VisitWritten(visit.id))
    return visit.id


def child(failpoint: str, hits: int, said: int) -> None:
    """Write until the failpoint strikes; say each visit aloud only after its commit."""
    from django.db import connection

    from tuyen.core.actor import Actor
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes import bundles, checkpoints, failpoints
    from tuyen.platform.outbox.deliver import run_due

    bundles.restart_clock()
    if connection.vendor == "sqlite":
        checkpoints.Checkpoints(acts=1).start()
    actor = Actor(uuid7(), "Mẫu", "station_nurse", uuid.UUID(int=7), "Trạm", "/a/", "moh")
    failpoints.arm(failpoint, hits)
    for _ in range(WRITES_A_CHILD):
        os.write(said, one_visit(actor, uuid7()).bytes)
        run_due()
    os._exit(0)


def killed(failpoint: str, hits: int) -> list[uuid.UUID]:
    """Fork a child, let it die, return the visits it had acknowledged."""
    from django.db import connections

    connections.close_all()
    hear, said = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        child(failpoint, hits, said)
    os.close(said)
    with os.fdopen(hear, "rb") as file:
        heard = file.read()
    os.waitpid(pid, 0)
    return [uuid.UUID(bytes=heard[at : at + 16]) for at in range(0, len(heard), 16)]


def examine(found: Found, acknowledged: list[uuid.UUID], where: str) -> None:
    from django.db import connection

    from tuyen.record.models import Condition, Encounter, Observation

    kept = set(Encounter.objects.values_list("id", flat=True))
    found.lost += [f"{where} {id_}" for id_ in acknowledged if id_ not in kept]
    if not len(kept) == Condition.objects.count() == Observation.objects.count() / 2:
        found.halves.append(where)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            if cursor.fetchone()[0] != "ok":
                found.damaged.append(where)


def close_the_books(found: Found) -> None:
    from tuyen.platform.changes.history import broken_links
    from tuyen.platform.changes.models import Lane
    from tuyen.platform.tally import recount

    for lane in Lane.objects.all():
        found.broken += [f"{link.what} {link.origin_seq}" for link in broken_links(lane.number)]
    if recount.kept() != recount.recounted():
        found.miscounted.append("tallies")
    deliver_the_rest(found)


def deliver_the_rest(found: Found) -> None:
    """What the killed ones held is free again when their leases end."""
    from tuyen.core import clock
    from tuyen.platform.outbox import deliver, queries, rules
    from tuyen.platform.outbox.models import RegularJob
    from tuyen.record.models import Encounter

    with clock.stopped(clock.now() + rules.LEASE + dt.timedelta(minutes=1)):
        while deliver.run_due():
            pass
    marked = set(RegularJob.objects.values_list("name", flat=True))
    visits = Encounter.objects.values_list("id", flat=True)
    found.undelivered += [str(id_) for id_ in visits if str(id_) not in marked]
    found.undelivered += [str(row.pk) for row in queries.waiting()]


def main(rounds: int) -> None:
    django.setup()
    from django.core.management import call_command

    from tuyen.core import bus
    from tuyen.platform.changes import failpoints
    from tuyen.platform.changes.node import this_node

    bus.listens_to(VisitWritten)(mark)

    call_command("migrate", verbosity=0)
    this_node()
    found, dice = Found(), random.Random(37)
    for name in failpoints.NAMES:
        for _ in range(rounds):
            acknowledged = killed(name, dice.randint(1, WRITES_A_CHILD))
            found.rounds += 1
            found.acknowledged += len(acknowledged)
            examine(found, acknowledged, name)
    close_the_books(found)
    sys.stdout.write(json.dumps(found.__dict__) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
