"""Recording a visit through HTTP, opening charts of 200 and 2,000 events, memory and bytes.

Clients and server share the machine. CPU is that of the server's processes (and the database's), taken
from the kernel; the raw probe (bench/raw.py) runs on the same server in the same minute.
"""

import json
import sqlite3
import uuid
from pathlib import Path
from typing import Any

from bench import ground, served, station
from bench.served import Request, Server

EVENTS = (200, 2_000)
TABLES = (
    "record_encounter",
    "record_observation",
    "record_condition",
    "record_prescription",
    "record_medicationrequest",
)
ROWS_A_VISIT = 8


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    ground.start_django()
    from django.db import connection

    from tuyen.registry.areas.load import load_areas
    from tuyen.registry.terms.catalogue import load_catalogues

    load_areas()
    load_catalogues(schemes=["icd10"])
    place = station.station()
    count = 16 if quick else 2_000
    patients = station.people(place.unit_id, count)
    charts = {events: station.long_chart(place.unit_id, events) for events in EVENTS}
    statements = _statements(place, patients[0], charts)
    _keep_rows(home)
    is_hub = connection.vendor == "postgresql"
    before = _size(home)
    with served.served(workers=2 if is_hub else 1, settings="bench.raw_settings") as server:
        _warm(server, place, patients)
        visits = 0
        for clients in (1, 8):
            visits += _record(server, place, patients, clients, statements["record a visit"])
        if not is_hub:
            _bytes(home, before, visits)
        for events, chart in charts.items():
            _open(server, place, chart, events, count, statements[f"open {events}"])
        ground.line(
            "memory of the served processes", pss_mb=round(server.pss_mb(), 1), goal={"pss_mb": 180},
            engine=connection.vendor, processes=len(server.pids()),
        )  # fmt: skip


def _record(
    server: Server,
    place: station.Station,
    patients: list[uuid.UUID],
    clients: int,
    statements: int,
) -> int:
    """Product and probe in turns, so that a busy minute is a busy minute for both."""
    from django.db import connection

    ours: list[Any] = []
    raw: list[Any] = []
    part = max(len(patients) // 4, 4)
    for turn in range(4):
        some = patients[turn * part : (turn + 1) * part]
        for path, found in (("/queue/{}/visit/", ours), ("/raw/{}/", raw)):
            entries = station.queue(place.unit_id, some)
            requests = [_post(place, n, path.format(id_)) for n, id_ in enumerate(entries)]
            found.append(server.run(requests, clients, lambda status: status == 302))
    product, probe = _middle(ours), _middle(raw)
    ground.line(
        "record a visit",
        engine=connection.vendor,
        clients=clients,
        rows=ROWS_A_VISIT,
        statements=statements,
        **product.figures(
            raw_a_second=round(probe.a_second, 1),
            raw_cpu_ms=round(probe.cpu_ms, 2),
            ratio_to_raw=round(product.a_second / probe.a_second, 3),
            cpu_ratio_to_raw=round(probe.cpu_ms / product.cpu_ms, 3),
        ),
        goal={"cpu_ms": 2.2, "ratio_to_raw": 0.5, "p99_ms": 30}
        if connection.vendor == "sqlite"
        else {"a_second": 300},
    )
    return part * 4


def _post(place: station.Station, number: int, path: str) -> Request:
    browser = place.browsers[number % len(place.browsers)]
    return Request(browser, path, served.body_of(station.visit_form(browser.token)))


def _middle(runs: list[Any]) -> Any:
    """The median run by CPU."""
    return sorted(runs, key=lambda each: each.cpu_ms)[len(runs) // 2]


def _open(
    server: Server,
    place: station.Station,
    chart: uuid.UUID,
    events: int,
    count: int,
    statements: int,
) -> None:
    requests = [Request(place.browsers[0], f"/persons/{chart}/")] * max(count // 5, 8)
    found = server.run(requests, 1, lambda status: status == 200)
    ground.line(
        "open a patient page",
        events=events,
        statements=statements,
        **found.figures(),
        goal={"cpu_ms": 4 if events <= 200 else 8, "statements": 8},
    )


def _warm(server: Server, place: station.Station, patients: list[uuid.UUID]) -> None:
    """The first requests of a process pay for its imports and caches."""
    for path in ("/queue/{}/visit/", "/raw/{}/"):
        entries = station.queue(place.unit_id, patients[:16])
        requests = [_post(place, n, path.format(id_)) for n, id_ in enumerate(entries)]
        server.run(requests, 4, lambda status: status == 302)


def _statements(
    place: station.Station, patient: uuid.UUID, charts: dict[int, uuid.UUID]
) -> dict[str, int]:
    """Counted in this process by the same pages; transaction control left out."""
    from django.test import Client

    browser = place.browsers[0]

    def client() -> Client:
        return Client(headers={"cookie": browser.cookies})

    for chart in charts.values():
        client().get(f"/persons/{chart}/")  # what a process asks once is no part of it

    [entry] = station.queue(place.unit_id, [patient])
    form: dict[str, list[str]] = {}
    for name, value in station.visit_form(browser.token):
        form.setdefault(name, []).append(value)
    return {
        "record a visit": _counted(lambda: client().post(f"/queue/{entry}/visit/", form), 302),
    } | {
        f"open {events}": _counted(lambda: client().get(f"/persons/{chart}/"), 200)  # noqa: B023  at once
        for events, chart in charts.items()
    }


def _counted(ask: Any, status: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    if answer.status_code != status:
        raise RuntimeError(
            f"{answer.status_code} {answer.headers.get('Location')}: {answer.content[:2000]!r}"
        )
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not each["sql"].startswith(control) for each in asked)


def _keep_rows(home: Path) -> None:
    """The one visit that the product has written so far, for the probe to write again and again."""
    from django.db import connection

    from tuyen.platform.changes.lanes import LANES
    from tuyen.platform.changes.models import Lane
    from tuyen.platform.tally.sink import _UPSERT

    for number in range(LANES):
        Lane.objects.get_or_create(number=number)
    kept: dict[str, Any] = {"tables": list(TABLES)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM record_encounter ORDER BY recorded_at DESC LIMIT 1")
        visit_id = cursor.fetchone()[0]
        for table in TABLES:
            column = "id" if table == "record_encounter" else "encounter_id"
            cursor.execute(f'SELECT * FROM "{table}" WHERE {column} = %s', [visit_id])
            kept[table] = _rows(cursor)
        cursor.execute(
            "SELECT * FROM changes_bundle WHERE patient_id IS NOT NULL ORDER BY origin_seq DESC LIMIT 1"
        )
        kept["changes_bundle"] = _rows(cursor)
        cursor.execute(
            "SELECT indicator, unit_id, day, month, dimension_a, dimension_b, dimension_c, n "
            "FROM tally_tally ORDER BY id DESC LIMIT 1"
        )
        kept["tally"] = {"sql": _UPSERT, "row": _rows(cursor)["rows"][0]}
    (home / "raw.json").write_text(json.dumps(kept, default=str))


def _rows(cursor: Any) -> dict[str, Any]:
    columns = [column[0] for column in cursor.description]
    rows = [[_plain(value) for value in row] for row in cursor.fetchall()]
    if "id" in columns:  # the id first, for a new one to stand in its place
        at = columns.index("id")
        columns.insert(0, columns.pop(at))
        for row in rows:
            row.insert(0, row.pop(at))
    return {"columns": columns, "rows": rows}


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return {"bytes": value.hex}
    if isinstance(value, bytes | memoryview):
        return {"bytes": bytes(value).hex()}
    return value


def _size(home: Path) -> int:
    path = home / "tuyen.sqlite3"
    if not path.exists():
        return 0
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def _bytes(home: Path, before: int, visits: int) -> None:
    """Product and probe wrote the same visits; the probe's log is no larger than ours."""
    events = visits * 2 * ROWS_A_VISIT
    ground.line(
        "bytes a clinical event",
        bytes_an_event=round((_size(home) - before) / events),
        goal={"bytes_an_event": 1536},
    )
