"""Who runs the jobs: a thread inside the served process on a station, `tuyen worker` on a hub."""

import logging
import threading

from django.db import connection, connections

from tuyen.platform.outbox import apart, bell
from tuyen.platform.outbox.deliver import run_due, where_it_broke
from tuyen.platform.outbox.regular import Elsewhere, run_regular

LOOK_EVERY_S = 2.0
REGULAR_EVERY_LOOKS = 15  # regular jobs are looked for each half minute

_log = logging.getLogger("tuyen.jobs")
_started = threading.Lock()
_thread: threading.Thread | None = None


def work(
    stop: threading.Event,
    look_every_s: float = LOOK_EVERY_S,
    elsewhere: Elsewhere | None = None,
) -> None:
    """Until `stop` is set. A database that is away for a while does not end the worker.

    elsewhere: does the heavy regular jobs, where this process serves pages too (`regular.run_regular`).
    """
    looks = 0
    while not stop.is_set():
        busy = _look(elsewhere, with_regular=looks % REGULAR_EVERY_LOOKS == 0)
        looks += 1
        if not busy:
            bell.wait(look_every_s)
    connections.close_all()


def _look(elsewhere: Elsewhere | None, *, with_regular: bool) -> int:
    try:
        tried = run_due()
        if with_regular:
            run_regular(elsewhere)
    except Exception as fault:
        _log.warning("job worker: %s", where_it_broke(fault))
        connections.close_all()
        return 0
    return tried


def start_job_thread() -> threading.Thread | None:
    """Call once when the served process is up. On PostgreSQL nothing starts: run `tuyen worker`."""
    global _thread  # noqa: PLW0603  one thread a process
    if connection.vendor != "sqlite":
        return None
    with _started:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(
                target=work,
                args=(threading.Event(), LOOK_EVERY_S, apart.run),
                name="tuyen-jobs",
                daemon=True,
            )
            _thread.start()
        return _thread
