"""What is ready when the server of `tuyen serve` begins to answer."""

import json
import os
import subprocess
import sys

# In a process of its own, as the server loads it: what a test run has imported already proves nothing.
LOAD = """
import gc, json, os, sys
import tuyen.edge.cli.served
from django.urls import get_resolver, reverse

loaded = set(sys.modules)
get_resolver().url_patterns
reverse("account_login")
late = [name for name in set(sys.modules) - loaded if name.startswith("tuyen.")]
large = ("psycopg", "xlsxwriter", "numpy", "scipy", "pydicom", "ninja", "pydantic")
heavy = [name for name in large if name in loaded]
print(json.dumps({"late": late, "left_out": gc.get_freeze_count(), "heavy": heavy}))
sys.stdout.flush()
os._exit(0)
"""


def loaded(home):
    environment = {
        **os.environ,
        "TUYEN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tuyen.settings",
    }
    environment.pop("TUYEN_DATABASE_URL", None)
    told = subprocess.check_output([sys.executable, "-c", LOAD], env=environment)
    return json.loads(told.splitlines()[-1])


def test_what_is_loaded_is_all_of_ours_nothing_heavy_and_no_collection_stops_the_pages(tmp_path):
    found = loaded(tmp_path)

    assert found["late"] == []
    assert found["heavy"] == []
    assert found["left_out"] > 100_000
