"""The measures still run: a smoke run of each part prints lines that can be read."""

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "part",
    [
        "bulk",
        "capability",
        "consults",
        "day",
        "dispense",
        "machine",
        "matrix",
        "report",
        "slices",
        "visits",
    ],
)
def test_a_part_of_the_bench_runs_and_prints_json_lines(part: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name != "TUYEN_DATABASE_URL"
    }

    done = subprocess.run(
        [sys.executable, "-m", "bench", part, "--quick"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["row"] == "machine"
    assert all("goal" in row for row in rows[1:])
