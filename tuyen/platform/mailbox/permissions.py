"""May this machine write this? Asked by the hub of every bundle, before it is kept (ruling 14)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from tuyen.core import clock
from tuyen.core.actor import NOBODY_ID
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes import hlc, projections
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox.models import Trace
from tuyen.platform.mailbox.patients import care_of
from tuyen.platform.mailbox.units import rows_of
from tuyen.platform.nodes.models import Peer, Role

_CHUNK = 500

Rows = Sequence[tuple[Any, Any]]  # (before, after); before is None for a new row


def judge_of(peer: Peer, people: Collection[UUID] = ()) -> Callable[[Incoming, Rows], str]:
    """The `may_write` of whoever applies a batch of this peer. people: of whom the batch speaks."""
    judge = MayWrite(peer, people)

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

    The units of a batch are asked once each; the links of all its people at the first of them.
    """

    def __init__(self, peer: Peer, people: Collection[UUID] = ()) -> None:
        self._peer, self._people = peer, people
        self._ends: dict[UUID, list[dt.date | None]] | None = None  # of links to units of theirs
        self._paths: dict[UUID, str] = {}
        self._cared: dict[tuple[UUID, dt.date], bool] = {}
        self._given: set[UUID] = set()  # rows of this batch that they put before others
        self._planned: set[UUID] = set()  # new rows of this batch that name a unit of theirs

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
        if not self._cared.get(key):
            self._cared[key] = (
                self._was_cared_for(patient_id, on)
                or any(self._brings_care(before, after) for before, after in rows)
                or self._is_cared_for(patient_id, on)
            )
        return self._cared[key]

    def _was_cared_for(self, patient_id: UUID, on: dt.date) -> bool:
        """By the links that stood here before the batch."""
        if self._ends is None:
            self._ends = self._ends_of(self._people)
        return any(end is None or end >= on for end in self._ends.get(patient_id, ()))

    def _ends_of(self, people: Iterable[UUID]) -> dict[UUID, list[dt.date | None]]:
        below = ScopeNode.objects.filter(path__startswith=self._peer.path).values("unit_id")
        asked = sorted(people) if self._peer.path else []
        found: dict[UUID, list[dt.date | None]] = defaultdict(list)
        for at in range(0, len(asked), _CHUNK):
            links = CareLink.objects.filter(patient_id__in=asked[at : at + _CHUNK])
            ends = links.filter(unit_id__in=below).values_list("patient_id", "valid_to")
            for patient, end in ends:
                found[patient].append(end)
        return found

    def _is_cared_for(self, patient_id: UUID, on: dt.date) -> bool:
        """As things stand now: what came before it in the batch may be written already."""
        care = care_of([patient_id], on).get(patient_id, ())
        return any(self._covers(link.path) for link in care)

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
        if any(unit is not None and self._is_below(unit) for unit in units):
            self._planned |= {after.id} if before is None else set()
            return True
        return before is None and (self._belongs_to_planned(after) or self._is_of_a_side(after))

    def _belongs_to_planned(self, row: Any) -> bool:
        """The parts of what they plan with another unit, made with it: the duties of an exchange."""
        return any(getattr(row, column) in self._planned for column in row.shape.along)

    def _is_of_a_side(self, row: Any) -> bool:
        """A part that either side may add, of a row in which one of theirs is named."""
        if not row.shape.by_both:
            return False
        of = {getattr(row, column) for column in row.shape.along}
        spoken = Trace.objects.filter(row_id__in=of).values("bundle_id")
        told = (each for bundle in Bundle.objects.filter(pk__in=spoken) for each in rows_of(bundle))
        return any(self._is_below(unit) for each in told if each.id in of for unit in each.units)

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
