"""The measures still run: a smoke run of each part prints lines that can be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

pytestmark = pytest.mark.slow


def _of_sqlite(**more: str) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "TUYEN_DATABASE_URL"}
    return given | more


_MAKE = """
from bench import ground
ground.start_django()
from tuyen.registry.areas.load import load_areas
from tuyen.registry.terms.catalogue import load_catalogues
load_areas()
load_catalogues(schemes=["icd10"])
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with areas and codes for all parts: most of a smoke run would go into its own."""
    home = tmp_path_factory.mktemp("empty")
    subprocess.run(
        [sys.executable, "-c", _MAKE],
        cwd=ROOT,
        env=_of_sqlite(TUYEN_HOME=str(home), DJANGO_SETTINGS_MODULE="tuyen.settings"),
        check=True,
    )
    return home / "tuyen.sqlite3"


@pytest.mark.parametrize(
    "part",
    [
        "bulk",
        "capability",
        "carry",
        "consults",
        "day",
        "dispense",
        "forms",
        "line_list",
        "machine",
        "matrix",
        "report",
        "slices",
        "start",
        "sync",
        "visits",
    ],
)
def test_a_part_of_the_bench_runs_and_prints_json_lines(part: str, empty: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", part, "--quick"],
        cwd=ROOT,
        env=_of_sqlite(TUYEN_BENCH_EMPTY=str(empty)),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["row"] == "machine"
    assert all("goal" in row for row in rows[1:])
