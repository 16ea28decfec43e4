"""The end of a station's day: the page of differences and the lock, over 200 visits."""

import statistics
from typing import Any

from bench import ground, station

VISITS, ROUNDS = 200, 21


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    from django.test import Client

    from tuyen.core import clock
    from tuyen.platform.accounts.models import Account
    from tuyen.record.models import DayLock, Encounter

    count = 20 if quick else VISITS
    at = station.station()
    patients = station.people(at.unit_id, count + 20)
    station.queue(at.unit_id, patients)
    _visits(at, patients[:count])
    client = Client()
    client.force_login(Account.objects.get(username="doctor0"))
    day = f"{clock.today():%d/%m/%Y}"
    page = _median(lambda: client.get("/books/day/", {"day": day}), 3 if quick else ROUNDS)
    with ground.measured() as locking:
        client.get("/books/day/", {"day": day})
        client.post("/books/day/", {"day": day})
    with ground.measured() as book:
        paper = client.get("/books/a1/file.pdf", {"period": clock.today().isoformat()})
    assert DayLock.objects.get().status == "locked"
    ground.line(
        "lock the day",
        visits=Encounter.objects.count(),
        still_waiting=20,
        differences_ms=page["ms"],
        differences_cpu_ms=page["cpu_ms"],
        seconds=round(locking.wall_s, 3),
        cpu_s=round(locking.cpu_s, 3),
        book_a1_pdf_s=round(book.wall_s, 3),
        book_a1_pdf_bytes=len(paper.content),
        goal={"seconds": 1},
    )


def _visits(at: station.Station, patients: list[Any]) -> None:
    """Finished like any other; each second one without a diagnosis, so that there is much to show."""
    from tuyen.core import clock
    from tuyen.platform.access.sign_in import actor_of
    from tuyen.platform.accounts.models import Account
    from tuyen.record.actions.visits import finish_visit
    from tuyen.record.models import QueueEntry
    from tuyen.record.sheet import Diagnosis, Reading, Sheet

    doctor = actor_of(Account.objects.get(username="doctor0"))
    assert doctor is not None
    entries = {row.patient_id: row for row in QueueEntry.objects.filter(unit_id=at.unit_id)}
    for number, patient_id in enumerate(patients):
        sheet = Sheet(
            occurred_at=clock.now(),
            reason="Ho, sốt",
            readings=(Reading("temperature", 38.2, "Cel"), Reading("systolic", 132, "mm[Hg]")),
            diagnoses=(Diagnosis("Viêm họng cấp", "J02.9"),) if number % 2 else (),
        )
        finish_visit(person=patient_id, sheet=sheet, by=doctor, entry=entries[patient_id])


def _median(do: Any, rounds: int) -> dict[str, float]:
    do()
    walls, cpus = [], []
    for _n in range(rounds):
        with ground.measured() as watch:
            do()
        walls.append(watch.wall_s)
        cpus.append(watch.cpu_s)
    return {
        "ms": round(statistics.median(walls) * 1000, 1),
        "cpu_ms": round(statistics.median(cpus) * 1000, 1),
    }
