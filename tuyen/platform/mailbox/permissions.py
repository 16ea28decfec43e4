"""May this machine write this? Asked by the hub of every bundle, before it is kept (ruling 14)."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tuyen.core import clock
from tuyen.core.actor import NOBODY_ID
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import hlc, projections
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox.models import Trace
from tuyen.platform.mailbox.patients import care_of
from tuyen.platform.nodes.models import Peer, Role

Rows = Sequence[tuple[Any, Any]]  # (before, after); before is None for a new row


def judge_of(peer: Peer) -> Callable[[Incoming, Rows], str]:
    """The `may_write` of whoever applies a batch of this peer."""
    judge = MayWrite(peer)

    def why_not(incoming: Incoming, rows: Rows) -> str:
        refused = judge.why_not(incoming.header, rows)
        return "" if refused == "unit" and _only_puts_before_others(incoming, rows) else refused

    return why_not


def _only_puts_before_others(incoming: Incoming, rows: Rows) -> bool:
    """The same row that another node's listener made: it was made here as well, nothing of theirs changed."""
    if not incoming.raw or not all(after.shape.for_others for _before, after in rows):
        return False
    return all(op[3] == 0 for op in msgspec.json.decode(incoming.raw))


class MayWrite:
    """For one batch of one peer. `why_not(header, rows)` is a short reason, or empty.

    The units of a batch are asked once each; a person's links once a person.
    """

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._paths: dict[UUID, str] = {}
        self._cared: dict[tuple[UUID, dt.date], bool] = {}
        self._given: set[UUID] = set()  # rows of this batch that they put before others

    def why_not(self, header: Header, rows: Rows) -> str:
        if self._peer.role == Role.UPSTREAM:
            return ""
        if header.compartment and header.compartment not in self._peer.compartments:
            return "compartment"
        if header.actor_unit_id != NOBODY_ID and not self._is_below(header.actor_unit_id):
            return "actor"
        if header.patient_id is not None:
            said = clock.day_of(dt.datetime.fromtimestamp(hlc.ms_of(header.hlc) / 1000, dt.UTC))
            on = min(said, clock.today()) - dt.timedelta(days=1)
            return "" if self._may_write_of(header.patient_id, on, rows) else "patient"
        if header.unit_id is not None:
            return "" if self._may_write_at(header.unit_id, rows) else "unit"
        return "reference"

    def _may_write_of(self, patient_id: UUID, on: dt.date, rows: Rows) -> bool:
        """A unit of theirs cared for the person when this was written (an act of the day on which care ends
        still counts: it may come by a later stream): by the links we have, or by those that the bundle
        brings; or they open the record, or opened it in an emergency, which is told of itself."""
        key = (patient_id, on)
        if key not in self._cared:
            care = care_of([patient_id], on).get(patient_id, ())
            self._cared[key] = any(self._covers(link.path) for link in care)
        if self._cared[key]:
            return True
        self._cared[key] = any(self._brings_care(before, after) for before, after in rows)
        return self._cared[key]

    def _brings_care(self, before: Any, after: Any) -> bool:
        if before is None and (after.id == after.log_key()[0] or _is_opening(after)):
            return True
        links = (
            delta
            for delta in projections.deltas_of(type(after), before, after)
            if isinstance(delta, Link)
        )
        return any(self._is_below(link.unit_id) for link in links)

    def _may_write_at(self, unit_id: UUID, rows: Rows) -> bool:
        """A unit of theirs; or every row names one of theirs, or is of a kind put before others."""
        if self._is_below(unit_id):
            return True
        return bool(rows) and all(self._has_to_do_with(before, after) for before, after in rows)

    def _has_to_do_with(self, before: Any, after: Any) -> bool:
        shape = after.shape
        if shape.for_others and (before is None or self._gave(after.id)):
            self._given.add(after.id)
            return True
        said = before if before is not None else after
        units = (getattr(said, column) for column in shape.to)
        return any(unit is not None and self._is_below(unit) for unit in units)

    def _gave(self, row_id: UUID) -> bool:
        """Whoever put a row before another unit may take it back: the bundle that made it is theirs."""
        if row_id in self._given:  # in this batch: not in the log yet
            return True
        spoken = Trace.objects.filter(row_id=row_id).values("bundle_id")
        made = Bundle.objects.filter(pk__in=spoken).order_by("hlc", "id").first()
        if made is None:
            return False
        return self._peer.id in (made.from_peer, made.origin_node) or self._is_below(
            made.actor_unit_id
        )

    def _is_below(self, unit_id: UUID) -> bool:
        return self._covers(self._path(unit_id))

    def _covers(self, path: str) -> bool:
        return bool(path and self._peer.path and path.startswith(self._peer.path))

    def _path(self, unit_id: UUID) -> str:
        if unit_id not in self._paths:
            found = ScopeNode.objects.filter(unit_id=unit_id).values_list("path", flat=True)
            self._paths[unit_id] = found.first() or ""
        return self._paths[unit_id]


def _is_opening(row: Any) -> bool:
    """A chart opened by break-glass: it says itself who, where and why, and a privacy officer looks."""
    return bool(row._meta.label_lower == "access.breakglass")
