"""Named places where a test kills the process: TUYEN_FAILPOINT=name makes `kill -9` strike there."""

import os
import signal

_armed = os.environ.get("TUYEN_FAILPOINT", "")

NAMES = (
    "changes.prepared",
    "changes.opened",
    "changes.rows_written",
    "changes.projected",
    "changes.before_commit",
    "changes.after_commit",
    "outbox.leased",
    "outbox.delivered",
)


def reach(name: str) -> None:
    if _armed and _armed == name:
        os.kill(os.getpid(), signal.SIGKILL)
