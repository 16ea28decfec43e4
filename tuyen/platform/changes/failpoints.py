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
# Places outside an act: a load, a file that arrives, a draft, a backup and the way back, a change of version.
ELSEWHERE = (
    "bulk.written",
    "bulk.committed",
    "attachments.arrived",
    "attachments.settled",
    "uploads.written",
    "drafts.written",
    "backup.dumped",
    "backup.copied",
    "backup.described",
    "restore.unpacked",
    "restore.kept",
    "restore.replaced",
    "upgrade.saved",
    "upgrade.migrated",
    "upgrade.replaced",
)
# Bundles of another node on their way in.
ARRIVING = (
    "incoming.read",
    "incoming.rows_written",
    "incoming.projected",
    "incoming.before_commit",
    "incoming.after_commit",
)
# Letters: own acts into the mailboxes, what came on to others, what the peer has, an order to forget.
MAILBOX = (
    "mailbox.routed",
    "mailbox.fed",
    "mailbox.after_feed",
    "mailbox.delivered",
    "mailbox.taken",
    "mailbox.acknowledged",
    "mailbox.forgetting",
)
# A question and its answer: at who asks, at who answers.
ASKING = ("sync.sealed", "sync.replied")
ANSWERING = ("sync.heard", "sync.answered")

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
