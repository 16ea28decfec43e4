"""The thread that keeps in touch with the hub: soon after an act, and each minute when nothing happens.

It is not the job thread: a slow line must not hold up what else waits there.
"""

import logging
import threading

from django.db import connections

from tuyen.core.errors import Refused
from tuyen.edge.sync import client
from tuyen.edge.sync.turns import Busy
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.nodes import queries
from tuyen.platform.outbox.deliver import where_it_broke
from tuyen.platform.outbox.regular import every

LOOK_EVERY_S = 2.0
POLL_EVERY_S = 60.0
MOST_PAUSE_S = 300.0

_log = logging.getLogger("tuyen.sync")
_starting = threading.Lock()
_thread: threading.Thread | None = None


@every("1m")
def keep_in_touch() -> None:
    """Starts the thread where jobs run, and again should it have died."""
    global _thread  # noqa: PLW0603  one thread a process
    if queries.upstream() is None:
        return
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(
                target=Watcher().work, args=(threading.Event(),), name="tuyen-sync", daemon=True
            )
            _thread.start()


def _waits() -> bool:
    """Is there something to send? Our own acts are put into the mailbox by the asking."""
    feeder.feed()
    upstream = queries.upstream()
    return upstream is not None and any(post.waiting(upstream.id).values())


class Watcher:
    """When to talk: at once after an act, later and later while the line is down."""

    def __init__(self) -> None:
        self.quiet_s, self.pause_s = 0.0, 0.0

    def work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.look()
            stop.wait(LOOK_EVERY_S)
        connections.close_all()

    def look(self) -> bool:
        """One look; did it talk?"""
        self.quiet_s += LOOK_EVERY_S
        try:
            is_due = self.quiet_s >= (self.pause_s or POLL_EVERY_S)
            if not is_due and (self.pause_s or not _waits()):
                return False
            self.quiet_s = 0.0
            client.sync_once()
            self.pause_s = 0.0
        except Busy:
            return False
        except Refused:
            self.pause_s = min(max(self.pause_s * 2, 5.0), MOST_PAUSE_S)
        except Exception as fault:
            self.pause_s = min(max(self.pause_s * 2, 5.0), MOST_PAUSE_S)
            _log.warning("sync: %s", where_it_broke(fault))
            connections.close_all()
        return True
