"""How this machine stands beside the one on which the goals in milliseconds were set.

The same four small things were measured there (November 2026: 2 vCPU, AMD EPYC, Python 3.11.7, Django
5.2.19, granian 2.8.7, SQLite 3.40.1). `times_longer` says how much longer each takes here; nothing else in
the bench is scaled by it. The least of many runs counts: what else the machine does must not make it slow.
"""

import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import ground, served, station

# µs of CPU of each thing on the reference machine
REFERENCE = {
    "django_empty_view_in_granian": 175.0,
    "django_template_50_by_10": 2050.0,
    "json_of_a_patient": 1e6 / 82_154,
    "sqlite_point_read": 1e6 / 90_595,
}
ROWS = 100_000


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    here = {
        "django_empty_view_in_granian": _empty_view(100 if quick else 3_000),
        "json_of_a_patient": _json(10 if quick else 200),
        "sqlite_point_read": _point_read(home, 1_000 if quick else ROWS, 10 if quick else 200),
        "django_template_50_by_10": _template(3 if quick else 100),
    }
    longer = {name: took / REFERENCE[name] for name, took in here.items()}
    for name, took in here.items():
        ground.line(
            "this machine and the reference",
            what=name,
            cpu_us=round(took, 1),
            reference_cpu_us=round(REFERENCE[name], 1),
            times_longer=round(longer[name], 2),
            goal={},
        )
    middle = statistics.median(longer.values())
    ground.line("this machine, all four", times_longer=round(middle, 2), goal={})


def _least(do: Callable[[], object], times: int, rounds: int) -> float:
    """µs of CPU of one call, in the quickest round."""
    least = float("inf")
    for _round in range(rounds):
        begun = time.process_time()
        for _n in range(times):
            do()
        least = min(least, time.process_time() - begun)
    return least / times * 1e6


def _json(rounds: int) -> float:
    patient = {
        "resourceType": "Patient",
        "id": "0199a3c2-7b1e-7c33-9a55-3f0f6f0f8a11",
        "identifier": [{"system": "urn:oid:2.16.704.1.1", "value": "012080001234"}],
        "name": [
            {"use": "official", "text": "Lò Thị Mẫu", "family": "Lò", "given": ["Thị", "Mẫu"]}
        ],
        "gender": "female",
        "birthDate": "1980-05-06",
        "telecom": [{"system": "phone", "value": "0912000111", "use": "mobile"}],
        "address": [{"use": "home", "text": "Bản Mẫu, xã Mẫu, tỉnh Điện Biên", "country": "VN"}],
    }
    said = json.dumps(patient)
    return _least(lambda: json.dumps(json.loads(said)), 500, rounds)


def _point_read(home: Path, rows: int, rounds: int) -> float:
    with sqlite3.connect(home / "probe.sqlite3") as db:
        db.execute("CREATE TABLE visit (id INTEGER PRIMARY KEY, patient, unit, day, kind, note)")
        row = (7, 1, "2026-11-22", "outpatient", "Ho 3 ngày, họng đỏ")
        db.executemany("INSERT INTO visit VALUES (?,?,?,?,?,?)", ((n, *row) for n in range(rows)))
        db.commit()
        wanted = iter(range(10**9))

        def read() -> None:
            number = next(wanted) * 7_919 % rows
            db.execute("SELECT * FROM visit WHERE id = ?", (number,)).fetchone()

        return _least(read, 500, rounds)


def _template(rounds: int) -> float:
    from django.template import Context, Engine

    cell = "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}"
    text = f"<table>{{% for row in rows %}}<tr>{cell}</tr>{{% endfor %}}</table>"
    page = Engine().from_string(text)
    rows = [[f"Ô số {row} cột {column}" for column in range(10)] for row in range(50)]
    return _least(lambda: page.render(Context({"rows": rows})), 5, rounds)


def _empty_view(requests: int) -> float:
    """As there: two workers, a kept connection for each client."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
    arguments += ["--blocking-threads", "1", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(
        [*arguments, "bench.empty:application"],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        stdout=sys.stderr,
    )
    try:
        served.wait_until_it_answers(port)
        server = served.Server(process, port)
        asked = [served.Request(station.Browser("", ""), "/")] * requests
        runs = [server.run(asked, 8, lambda status: status == 200) for _round in range(6)]
    finally:
        process.terminate()
        process.wait(timeout=20)
    return min(each.cpu_ms for each in runs) * 1_000
