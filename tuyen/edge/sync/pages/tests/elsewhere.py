"""Another node, as far as its bundles tell: a chain of its own and a clock that may run ahead or behind."""

import uuid
from typing import Any

from tuyen.core.ids import uuid7
from tuyen.platform.changes import codec
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import now_ms, pack
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import SyncedModel


class Elsewhere:
    """Bundles of somebody at another machine; nothing is applied by writing them."""

    def __init__(self, unit_id: uuid.UUID, *, ahead_ms: int = 0) -> None:
        self.node_id, self.unit_id, self.ahead_ms = uuid.uuid4(), unit_id, ahead_ms
        self.seq, self.sha = 0, b""

    def changes(self, row: SyncedModel, **values: Any) -> Incoming:
        """The row as it was made is what they saw."""
        return self.says(row, [row._meta.label_lower, row.id, values, 1])

    def says(self, row: SyncedModel, *ops: Any) -> Incoming:
        self.seq += 1
        patient_id, unit_id, compartment = row.log_key()
        header = Header(
            bundle_id=uuid7(),
            txn_id=uuid7(),
            origin_node=self.node_id,
            origin_lane=0,
            origin_epoch=1,
            origin_seq=self.seq,
            hlc=pack(now_ms() + self.ahead_ms, self.seq),
            schema_ver=2,
            actor_id=uuid7(),
            actor_name="Bs. Vàng Thị Mẫu",
            actor_unit_id=self.unit_id,
            reason="persons.update",
            why="",
            patient_id=patient_id,
            unit_id=unit_id,
            compartment=compartment,
            prev_sha=self.sha,
        )
        raw = codec.written(list(ops))
        self.sha = header.sha256(raw)
        return Incoming(header, raw)
