"""Where the next number of the log comes from.

SQLite has one lane. On PostgreSQL each worker process writes to a lane of its own, or one counter row
would serialise the hub; which lane it is does not matter for correctness, the row is locked.
"""

import os
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tuyen.platform.changes import writer
from tuyen.platform.changes.models import Lane
from tuyen.platform.changes.node import this_node

LANES = 16

_SELECT = (
    "SELECT lane.seq, lane.sha, node.id, node.epoch FROM changes_lane lane, changes_node node "
    "WHERE lane.number = %s"
)


@dataclass(slots=True)
class Taken:
    number: int
    seq: int
    sha: bytes
    node_id: uuid.UUID
    epoch: int


def _number() -> int:
    return os.getpid() % LANES if connection.vendor == "postgresql" else 0


def take(cursor: Any) -> Taken:
    """Lock this worker's lane until the transaction ends; made on its first use."""
    number = _number()
    lock = " FOR UPDATE OF lane" if connection.vendor == "postgresql" else ""
    cursor.execute(_SELECT + lock, [number])
    found = cursor.fetchone()
    if found is None:
        this_node()
        Lane.objects.get_or_create(number=number)
        cursor.execute(_SELECT + lock, [number])
        found = cursor.fetchone()
    seq, sha, node_id, epoch = found
    id_ = uuid.UUID(bytes=node_id) if isinstance(node_id, bytes) else node_id
    return Taken(number, seq, bytes(sha), id_, epoch)


def give_back(cursor: Any, lane: Taken, hlc: int, wall_ms: int) -> None:
    sql = writer.update_sql(Lane, ("seq", "sha", "hlc", "wall_ms"), ("number",))
    cursor.execute(sql, [lane.seq, lane.sha, hlc, wall_ms, lane.number])
