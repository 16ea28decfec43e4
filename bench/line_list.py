"""A line list of a million cases: its weekly counts made anew, and one case mended amid it."""

import statistics
import time
from typing import Any

from bench import ground

EDITS = 30
# what differs from the one case and the one person of whom the others are copies
_CASE = {
    "id": "CAST(printf('case%012d', n) AS BLOB)",
    "patient_id": "CAST(printf('pers%012d', n) AS BLOB)",
    "area_id": "CAST(printf('area%012d', n % 110) AS BLOB)",
    "onset_on": "date('2020-01-01', '+' || (n * 7919 % 2190) || ' days')",
    "notified_at": "datetime('2020-01-01', '+' || (n * 7919 % 2190 + n % 23) || ' days') || '.000000'",
    "classification": "CASE n % 5 WHEN 0 THEN 'suspected' WHEN 4 THEN 'discarded' ELSE 'lab_confirmed' END",
}
_PERSON = {
    "id": "CAST(printf('pers%012d', n) AS BLOB)",
    "birth_date": "date('1960-01-01', '+' || (n * 104729 % 21900) || ' days')",
    "sex": "CASE n % 2 WHEN 0 THEN 'female' ELSE 'male' END",
}


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    rows = 20_000 if quick else 1_000_000
    known, doctor = _real_cases(EDITS)
    _copies("persons_person", _PERSON, rows)
    _copies("record_case", _CASE, rows)
    _recount(rows)
    _edits(known, doctor, rows)


def _real_cases(count: int) -> tuple[list[Any], Any]:
    from tests.network import actor_at, node
    from tests.people import person
    from tuyen.core import clock
    from tuyen.record.actions import cases
    from tuyen.record.actions.queue import enqueue

    doctor = actor_at(node("Trạm Y tế xã Mẫu"), "station_doctor", name="Bác sĩ Mẫu")
    told = cases.Told(disease="measles", onset_on=clock.today())
    made = []
    for _ in range(count):
        someone = person(doctor)
        enqueue(person_id=someone.id, by=doctor)
        made.append(cases.notify_case(person=someone.id, told=told, by=doctor))
    return made, doctor


def _copies(table: str, differ: dict[str, str], rows: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        names = [
            each.name for each in connection.introspection.get_table_description(cursor, table)
        ]
        values = ", ".join(differ.get(name, f'one."{name}"') for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {rows}) "
            f"INSERT INTO {table} ({columns}) SELECT {values} FROM numbers, "
            f"(SELECT * FROM {table} LIMIT 1) AS one"
        )


def _recount(rows: int) -> None:
    from tuyen.domains.surveillance import recount

    with ground.measured() as watch:
        cells = recount.rebuild()
    ground.line(
        "weekly counts of a line list made anew",
        cases=rows,
        cells=cells,
        seconds=round(watch.wall_s, 2),
        cpu_s=round(watch.cpu_s, 2),
        goal={"seconds": 5},
    )


def _edits(known: list[Any], doctor: Any, rows: int) -> None:
    """Another day of onset: the row, its log, and two weeks counted anew."""
    import datetime as dt

    from tuyen.record.actions import cases

    took = []
    for case in known:
        changed = {"onset_on": case.onset_on - dt.timedelta(days=9)}
        began = time.perf_counter()
        cases.correct_case(case=case, changed=changed, why="Nhầm ngày", by=doctor)
        took.append(1000 * (time.perf_counter() - began))
    ground.line(
        "one case mended",
        cases=rows,
        ms=round(statistics.median(took), 2),
        most_ms=round(max(took), 2),
        goal={"ms": 10},
    )
