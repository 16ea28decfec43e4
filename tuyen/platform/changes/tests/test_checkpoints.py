"""SQLite's log is copied by the thread, begins anew, and stays bounded where the thread does nothing."""

import json
import os
import subprocess
import sys

import pytest

# A database of its own in a file: the log of a test database in memory is no file.
BEGIN = """
import json, os, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
from tuyen.platform.changes import checkpoints
from tuyen.platform.changes.turns import write_turn

PATH = str(settings.DATABASES["default"]["NAME"])
def log_size(): return os.stat(PATH + "-wal").st_size
def write(times):
    for _time in range(times):
        with write_turn(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO line VALUES (randomblob(9000))")
def ask(sql):
    with connection.cursor() as cursor:
        return cursor.execute(sql).fetchone()[0]
ask("SELECT 1")
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE line (said BLOB)")
"""

BY_HAND = """
checkpoints.leave_to_the_thread(connection)
sizes = []
for _turn in range(6):
    write(40)
    sizes.append(log_size())
    checkpoints.checkpoint()
print(json.dumps(sizes))
"""

BY_THREAD = """
mine = checkpoints.Checkpoints(acts=40)
mine.start()
guard = ask("PRAGMA wal_autocheckpoint")
write(40)
before = os.stat(PATH).st_size
for _act in range(40):
    mine.wrote()
until = time.monotonic() + 60
while os.stat(PATH).st_size == before and time.monotonic() < until:
    time.sleep(0.01)
print(json.dumps({"guard": guard, "copied": os.stat(PATH).st_size > before}))
sys.stdout.flush()
os._exit(0)
"""


@pytest.fixture
def ran(tmp_path):
    environment = {**os.environ, "TUYEN_HOME": str(tmp_path)}
    environment["DJANGO_SETTINGS_MODULE"] = "tuyen.settings"
    environment.pop("TUYEN_DATABASE_URL", None)

    def run(script):
        told = subprocess.check_output([sys.executable, "-c", BEGIN + script], env=environment)
        return json.loads(told.splitlines()[-1])

    return run


def test_after_a_checkpoint_the_log_begins_anew(ran):
    sizes = ran(BY_HAND)

    assert max(sizes[1:]) <= sizes[0] * 1.1
    assert sizes[0] > 40 * 9_000


def test_the_thread_copies_after_so_many_acts_and_sqlite_guards_the_rest(ran):
    found = ran(BY_THREAD)

    assert found == {"guard": 16_000, "copied": True}
