"""What belongs to one request stays with its thread, in a process that serves pages."""

import os
import subprocess
import sys

from django.conf import settings

PROGRAM = """
import threading
import tuyen.core.by_thread
import django
django.setup()
from django.db import connections
from django.utils import translation
from tuyen.core.by_thread import ByThread

assert isinstance(connections._connections, ByThread)
translation.activate("en")
seen = []

def other():
    seen.append((translation.get_language(), connections["default"] is first))

first = connections["default"]
thread = threading.Thread(target=other)
thread.start()
thread.join()
print(translation.get_language(), *seen[0])
"""


def test_language_and_connection_of_one_thread_are_not_those_of_another(tmp_path):
    environment = {
        **os.environ,
        "TUYEN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tuyen.settings",
    }

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        cwd=settings.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.split() == ["en", "vi", "False"], done.stderr[-1000:]
