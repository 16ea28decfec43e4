"""SQLite's log of pages goes back into the database in a thread of its own, not inside somebody's visit.

Left alone, SQLite copies at the commit that finds 1,000 pages in the log: about every 28th visit waited
for it. Here the server's thread copies after so many acts. What it misses stays bounded: a commit that
finds `GUARD_PAGES` copies as before. Programs without the thread (commands, imports) keep SQLite's way.
"""

import logging
import threading
from typing import Any

from django.db import connection, connections
from django.db.backends.signals import connection_created

from tuyen.platform.changes import failpoints
from tuyen.platform.changes.turns import write_turn

ACTS = 64  # some 2,500 pages of 4 KB
REST_S = 30.0  # and then what a quiet while has left
GUARD_PAGES = 16_000  # 64 MB, the size that the file may keep (journal_size_limit)

_log = logging.getLogger("tuyen.checkpoints")


class Checkpoints:
    """The thread, and the count of acts that wakes it."""

    def __init__(self, acts: int = ACTS) -> None:
        self._acts, self._written = acts, 0
        self._due = threading.Event()

    def start(self) -> None:
        connection_created.connect(leave_to_the_thread)
        connections.close_all()  # opened before; the next one is told
        threading.Thread(target=self._work, name="tuyen-checkpoints", daemon=True).start()

    def wrote(self) -> None:
        """One more act stands in the log. Two at one moment may count as one."""
        self._written += 1
        if self._written >= self._acts:
            self._due.set()

    def _work(self) -> None:
        while True:
            self._due.wait(REST_S)
            self._due.clear()
            if self._written:
                self._written = 0
                _try()


def leave_to_the_thread(connection: Any, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint={GUARD_PAGES}")


def _try() -> None:
    """A full disk is told to whoever writes; the log waits, and the next turn tries again."""
    try:
        checkpoint()
    except Exception as fault:
        _log.warning("checkpoint: %s", type(fault).__name__)
        connections.close_all()


def checkpoint() -> None:
    """First most of it while others write on; then, in the line of the writers, the little that came
    meanwhile, so that the next writer begins the log anew."""
    _copy()
    failpoints.reach("checkpoints.copied")
    with write_turn():
        _copy()


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        cursor.fetchall()


_ours = Checkpoints()
start, wrote = _ours.start, _ours.wrote
