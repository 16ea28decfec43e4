"""The year of the police health network: loaded, reported, counted again, beside raw SQL."""

import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ground

# What a recount must ask of the engine: visits by class and month, from the same index.
_RAW = (
    "SELECT unit_id, substr(day, 1, 7), COUNT(*) FROM record_encounter "
    "WHERE day BETWEEN '2021-01-01' AND '2021-12-31' AND status = 'finished' "
    "AND superseded_by_id IS NULL GROUP BY unit_id, substr(day, 1, 7)"
)


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    ground.start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.demo.force import Scenario
    from tuyen.edge.reports import periods, report
    from tuyen.registry.areas.load import load_areas

    load_areas()

    path = home / "tuyen.sqlite3"
    plan = Scenario(1000 if quick else 1)
    ground.say(f"{plan.cost()}")
    with ground.measured() as watch:
        loaded = plan.load()
    visits = sum(loaded.visits.values())
    ground.line(
        "load the year",
        visits=loaded.visits,
        people=loaded.people,
        seconds=round(watch.wall_s),
        cpu_us_a_visit=round(watch.cpu_s / visits * 1e6),
        bytes_a_visit=round(_size(path) / visits),
        goal={"bytes_a_visit": 1536},
    )
    asked = report.Asked(periods.read("2021"))
    kept = _median(lambda: report.activity_report(asked, SYSTEM), 21)
    ground.line(
        "activity report",
        visits=visits,
        **kept,
        four_figures={
            line.code: line.total for line in report.activity_report(asked, SYSTEM).table.lines
        },
        goal={"ms": 20},
    )
    again = _median(
        lambda: report.activity_report(asked, SYSTEM, from_visits=True), 5 if quick else 3
    )
    raw = _median(lambda: _raw(path), 5 if quick else 3)
    proof = report.recount(periods.read("2021"), SYSTEM)
    ground.line(
        "recount",
        **again,
        raw_ms=raw["ms"],
        raw_cpu_ms=raw["cpu_ms"],
        times_raw=round(again["ms"] / raw["ms"], 2),
        cpu_times_raw=round(again["cpu_ms"] / raw["cpu_ms"], 2),
        agrees=not proof.differences and proof.visits == visits,
        goal={"times_raw": 1.3},
    )


def _median(do: Callable[[], Any], rounds: int) -> dict[str, float]:
    do()
    walls, cpus = [], []
    for _n in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        do()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {
        "ms": round(statistics.median(walls) * 1000, 1),
        "cpu_ms": round(statistics.median(cpus) * 1000, 1),
    }


_open: dict[Path, sqlite3.Connection] = {}


def _raw(path: Path) -> Any:
    """On a kept connection with the product's settings, as the product has one."""
    from django.conf import settings

    if path not in _open:
        _open[path] = sqlite3.connect(path)
        _open[path].executescript(settings.SQLITE_PRAGMAS)
    return _open[path].execute(_RAW).fetchall()


def _size(path: Path) -> int:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size
