"""Named places where a test kills the process, to see what `kill -9` leaves behind.

TUYEN_FAILPOINT=name or name:n strikes when the place is reached for the n-th time.
"""

import os
import signal

NAMES = (
    "changes.prepared",
    "changes.opened",
    "changes.rows_written",
    "changes.projected",
    "changes.before_commit",
    "changes.after_commit",
    "checkpoints.copied",
    "outbox.leased",
    "outbox.delivered",
)

_armed: dict[str, int] = {}


def arm(name: str, hits: int = 1) -> None:
    """Strike at the `hits`-th time this place is reached from now on."""
    _armed[name] = hits


def reach(name: str) -> None:
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)


if _named := os.environ.get("TUYEN_FAILPOINT"):
    _place, _, _hits = _named.partition(":")
    arm(_place, int(_hits or 1))
