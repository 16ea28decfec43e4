"""The current fails in the middle of a morning: what was acknowledged is there, whole (rulings 36)."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from tests.faults.recorded_disk import LIKELIHOODS
from tuyen.settings import SQLITE_PRAGMAS

MOMENTS = int(os.environ.get("TUYEN_POWER_CUTS", "60"))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What each way of writing left behind, over some hundred disks."""
    given = {
        **os.environ,
        "TUYEN_HOME": str(tmp_path_factory.mktemp("power")),
        "TUYEN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "tuyen.settings",
    }
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.power_cut", str(MOMENTS)],
        cwd=settings.CHECKOUT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.engine_free
@pytest.mark.slow
def test_as_shipped_no_power_cut_loses_an_acknowledged_visit_or_damages_the_database(
    found: Any,
) -> None:
    shipped = found["FULL"]

    assert "synchronous=FULL" in SQLITE_PRAGMAS
    assert shipped["said"] == 12
    assert shipped["sync"] >= shipped["said"]
    assert shipped["states"] > MOMENTS * len(LIKELIHOODS) / 2
    assert shipped["faults"] == []


@pytest.mark.engine_free
@pytest.mark.slow
def test_the_proof_goes_red_where_the_disk_is_not_waited_for(found: Any) -> None:
    assert found["NORMAL"]["faults"] == ["lost"]
    assert {"lost", "damaged"} <= set(found["OFF"]["faults"])
