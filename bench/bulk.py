"""Bulk load against raw SQL: the same rows, in the same transactions, on the same engine."""

import datetime as dt
import gc
import itertools
import random
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench import ground

VISITS_A_PERSON = 6
UNITS = 30
_LINKS = (
    "SELECT id, patient_id, unit_id, kind, compartment, valid_from, valid_to, said_hlc "
    "FROM access_carelink"
)
TABLES = ("record_encounter", "record_condition", "changes_bundle")


def groups(people: int, seed: int = 2021) -> Iterator[list[Any]]:
    """One year of visits, person by person, unit by unit."""
    from tuyen.platform.changes.bulk import row_of
    from tuyen.record.models import Condition, Encounter

    chance = random.Random(seed)
    units = [uuid.UUID(int=chance.getrandbits(128)) for _ in range(UNITS)]
    serial = itertools.count(1)

    def new_id() -> uuid.UUID:
        return uuid.UUID(int=0x017F << 112 | next(serial) << 80 | 7 << 76 | chance.getrandbits(74))

    for number in range(people):
        patient_id, unit_id = new_id(), units[number * UNITS // people]
        rows: list[Any] = []
        for _ in range(VISITS_A_PERSON):
            day = dt.date(2021, 1, 1) + dt.timedelta(days=chance.randrange(365))
            at = dt.datetime(day.year, day.month, day.day, 1, chance.randrange(60), tzinfo=dt.UTC)
            encounter_id = new_id()
            rows += (
                row_of(
                    Encounter,
                    encounter_id,
                    patient_id=patient_id,
                    compartment="custody",
                    unit_id=unit_id,
                    practitioner_name="Lò Thị Mẫu",
                    day=day,
                    occurred_at=at,
                    recorded_at=at,
                ),
                row_of(
                    Condition,
                    new_id(),
                    patient_id=patient_id,
                    compartment="custody",
                    encounter_id=encounter_id,
                    code="J06.9",
                    name="Nhiễm khuẩn hô hấp trên cấp, không đặc hiệu",
                    day=day,
                ),
            )
        yield rows


class Batch(NamedTuple):
    """One transaction as the raw probe writes it."""

    rows: dict[str, list[Any]]
    counts: list[Any]
    links: list[Any]


def batches_of(path: Path) -> list[Batch]:
    """What the load wrote, transaction by transaction, ready to bind."""
    with sqlite3.connect(path) as db:
        links = {(row[1], row[2], row[4]): row for row in db.execute(_LINKS)}
        by_clock: dict[int, dict[str, list[Any]]] = {}
        for table in TABLES:
            at = [column[1] for column in db.execute(f"PRAGMA table_info({table})")].index("hlc")
            for row in db.execute(f"SELECT * FROM {table} ORDER BY rowid"):
                by_clock.setdefault(row[at], {name: [] for name in TABLES})[table].append(row)
    return [_batch(rows, links) for rows in by_clock.values()]


def _batch(rows: dict[str, list[Any]], links: dict[Any, Any]) -> Batch:
    from tuyen.record.models import Encounter

    at = [field.attname for field in Encounter._meta.concrete_fields].index
    person, unit, day, kind = at("patient_id"), at("unit_id"), at("day"), at("kind")
    compartment = at("compartment")
    cells = Counter((row[unit], row[day], row[kind], row[compartment]) for row in rows[TABLES[0]])
    counts = [
        ("visits", c[0], c[1], int(c[1][:4] + c[1][5:7]), c[2], c[3], "", n)
        for c, n in sorted(cells.items())
    ]
    named = {(row[person], row[unit], row[compartment]) for row in rows[TABLES[0]]}
    return Batch(rows, counts, [links[key] for key in sorted(named)])


def raw(path: Path, like: Path, batches: list[Batch]) -> ground.Stopwatch:
    """The same rows by sqlite3 alone, with the product's settings of durability and cache."""
    from django.conf import settings

    from tuyen.platform.access.links import _UPSERT as LINK
    from tuyen.platform.changes.bulk import _CACHE_WHILE_LOADING_KB
    from tuyen.platform.tally.sink import _UPSERT as COUNT

    tables = (*TABLES, "tally_tally", "access_carelink")
    with sqlite3.connect(like) as source:
        schema = [
            row[0]
            for row in source.execute("SELECT sql, tbl_name FROM sqlite_master WHERE sql NOT NULL")
            if row[1] in tables
        ]
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(settings.SQLITE_PRAGMAS)
    db.execute(f"PRAGMA cache_size=-{_CACHE_WHILE_LOADING_KB}")
    db.executescript(";".join(schema))
    inserts = {
        table: f"INSERT INTO {table} VALUES ({', '.join('?' * len(batches[0].rows[table][0]))})"
        for table in TABLES
    }
    with ground.measured() as watch:
        for batch in batches:
            db.execute("BEGIN IMMEDIATE")
            for table, rows in batch.rows.items():
                db.executemany(inserts[table], rows)
            db.executemany(COUNT.replace("%s", "?"), batch.counts)
            db.executemany(LINK.replace("%s", "?"), batch.links)
            db.execute("COMMIT")
    db.close()
    return watch


def size_of(path: Path) -> int:
    """Bytes on disk once the write-ahead log is emptied into the file."""
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def run(*, quick: bool = False) -> None:
    home = ground.fresh_home()
    ground.start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.changes import bulk

    path = home / "tuyen.sqlite3"
    people = 300 if quick else 20_000
    empty, ready = size_of(path), list(groups(people))
    gc.freeze()  # the rows in waiting belong to the bench, not to the load
    with ground.measured() as ours:
        for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=ready):
            pass
    visits = people * VISITS_A_PERSON
    batches = batches_of(path)
    probe = raw(home / "raw.sqlite3", path, batches)
    ground.line(
        "bulk load",
        visits=visits,
        transactions=len(batches),
        visits_a_second=round(visits / ours.wall_s),
        raw_visits_a_second=round(visits / probe.wall_s),
        ratio_to_raw=round(probe.wall_s / ours.wall_s, 3),
        cpu_ratio_to_raw=round(probe.cpu_s / ours.cpu_s, 3),
        cpu_us_a_visit=round(ours.cpu_s / visits * 1e6, 1),
        bytes_a_visit=round((size_of(path) - empty) / visits),
        goal={"ratio_to_raw": 0.4, "bytes_a_visit": 1536},
    )
