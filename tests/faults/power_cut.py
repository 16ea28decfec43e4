"""Visits on a disk that remembers; then every disk that a power cut may leave is opened and judged.

Run as `python -m tests.faults.power_cut MOMENTS`; prints one JSON line {synchronous: what was wrong}.
It uses a file database in a fresh TUYEN_HOME.
"""

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any

import django

from tests.faults.harness import one_visit
from tests.faults.recorded_disk import Notebook, disks_after

VISITS, A_CHECKPOINT = 12, 4
NAME = "tuyen.sqlite3"
MODES = ("FULL", "NORMAL", "OFF")


def home() -> Path:
    return Path(os.environ["TUYEN_HOME"])


def connect(database: Path, synchronous: str = "FULL") -> None:
    """From here on this process works on that file, as a new process would."""
    from django.conf import settings
    from django.db import connection

    from tuyen.platform.changes import bundles

    connection.close()
    connection.settings_dict["NAME"] = str(database)
    usual = settings.SQLITE_PRAGMAS
    changed = usual.replace("synchronous=FULL", f"synchronous={synchronous}")
    connection.settings_dict["OPTIONS"]["init_command"] = changed
    bundles.restart_clock()


def write_visits(notebook: Notebook) -> None:
    """A morning: visits, copies of the log back into the database, one restart of the server."""
    from django.db import connection

    from tuyen.core.actor import Actor
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes import checkpoints

    actor = Actor(uuid7(), "Mẫu", "station_nurse", uuid.UUID(int=7), "Trạm", "/a/", "moh")
    for number in range(1, VISITS + 1):
        notebook.says(one_visit(actor, uuid7()).bytes)
        if number % A_CHECKPOINT == 0:
            checkpoints.checkpoint()
        if number == VISITS // 2:
            connection.close()
    one_visit(actor, uuid7())


def judge(database: Path, said: list[bytes]) -> list[str]:
    """Faults of one disk; none when the node can go on as if nothing had happened."""
    from django.db import DatabaseError, connection

    try:
        connect(database)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            if cursor.fetchone()[0] != "ok":
                return ["damaged"]
        return _judge_content(said)
    except DatabaseError:
        return ["damaged"]
    finally:
        connection.close()


def _judge_content(said: list[bytes]) -> list[str]:
    from tuyen.platform.changes.history import broken_links
    from tuyen.platform.changes.models import Lane
    from tuyen.platform.tally import recount
    from tuyen.record.models import Condition, Encounter, Observation

    kept = set(Encounter.objects.values_list("id", flat=True))
    faults = ["lost" for visit in said if uuid.UUID(bytes=visit) not in kept]
    if not len(kept) == Condition.objects.count() == Observation.objects.count() / 2:
        faults.append("half")
    for lane in Lane.objects.all():
        faults += [f"chain: {link.what}" for link in broken_links(lane.number)]
    if recount.kept() != recount.recounted():
        faults.append("miscounted")
    return faults


def one_mode(notebook: Notebook, empty: bytes, synchronous: str, moments: int) -> dict[str, Any]:
    place, left = home() / f"on-{synchronous}", home() / f"left-{synchronous}"
    place.mkdir()
    left.mkdir()
    (place / NAME).write_bytes(empty)
    connect(place / NAME, synchronous)
    notebook.begin(place)
    write_visits(notebook)
    events = notebook.end()

    states, faults = 0, []
    for said, files in disks_after(events, {NAME: empty}, moments, seed=36):
        for old in left.iterdir():
            old.unlink()
        for name, content in files.items():
            (left / name).write_bytes(content)
        states += 1
        faults += judge(left / NAME, said)
    kinds = {
        kind: sum(event.kind == kind for event in events) for kind in ("write", "sync", "said")
    }
    return {"states": states, **kinds, "faults": sorted(set(faults)), "how_often": len(faults)}


def main(moments: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tuyen.platform.changes.node import this_node

    call_command("migrate", verbosity=0)
    this_node()
    connection.close()
    empty = (home() / NAME).read_bytes()
    notebook = Notebook()
    notebook.install()
    found = {mode: one_mode(notebook, empty, mode, moments) for mode in MODES}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
