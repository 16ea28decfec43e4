"""Who gets a unit's bundles: by the reach of the tables inside, by the units that rows name, and wherever
the rows that they belong to went before."""

import functools
import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import models

from tuyen.core import clock, facts
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import codec
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.shape import Shape
from tuyen.platform.mailbox.models import Letter, Trace
from tuyen.platform.mailbox.patients import carers, goes_to
from tuyen.platform.mailbox.post import Want
from tuyen.platform.mailbox.rules import (
    Directory,
    Receiver,
    above,
    below,
    directory,
    serving,
    stream_of,
)

_ROUNDS = 8  # a row that belongs to a row that belongs to a row …


class Row(NamedTuple):
    """One operation, as far as it matters for the way: which row, whom it names, which rows it follows
    (goes where they went), which it needs there, of whom it speaks (goes to who cares for that person)."""

    id: UUID
    shape: Shape
    reach: str
    units: frozenset[UUID]
    follows: frozenset[UUID]
    needs: frozenset[UUID]
    people: frozenset[UUID]
    is_traced: bool


@functools.cache
def model_of(label: str) -> Any:
    """None for a table that this release does not have."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _shape(model: Any) -> Shape:
    found: Shape = model.shape
    return found


@functools.cache
def needs_of(label: str) -> tuple[str, ...]:
    """Columns naming rows without which a row of this table cannot stand, or says nothing."""
    shape = _shape(model_of(label))
    return (*(f.attname for f in _parents(model_of(label))), *shape.along, *shape.needs)


def _parents(model: Any) -> "list[models.ForeignKey[Any, Any]]":
    return [
        f
        for f in model._meta.concrete_fields
        if isinstance(f, models.ForeignKey) and _is_told(_shape(f.related_model))
    ]


def _is_told(shape: Shape) -> bool:
    """Rows of units, and of the network itself, which are logged under the unit they tell of."""
    return shape.shard in ("unit", "reference") and shape.is_synced


@functools.cache
def traced_labels() -> frozenset[str]:
    """Tables whose rows may have to be sent again: those that go to others, or come from others, and what
    rows belong to."""
    found = set()
    for model in apps.get_models():
        shape = getattr(model, "shape", None)
        if shape is None or not _is_told(shape):
            continue
        found |= {f.related_model._meta.label_lower for f in _parents(model)}
        is_told = _reach(shape) != "own" or shape.to or shape.along or shape.with_care
        if is_told or shape.for_others:
            found.add(model._meta.label_lower)
    return frozenset(found)


def rows_of(bundle: Bundle) -> list[Row]:
    found = []
    for label, id_, said, *_seen in codec.ops_of(bundle):
        model = model_of(label)
        if model is None:
            continue
        shape = _shape(model)
        found.append(
            Row(
                id=uuid.UUID(id_),
                shape=shape,
                reach=_reach_now(shape, said),
                units=_ids(said, shape.to),
                follows=_ids(said, shape.along),
                needs=_ids(said, needs_of(label)),
                people=_ids(said, [shape.with_care] if shape.with_care else ()),
                is_traced=label in traced_labels(),
            )
        )
    return found


def _reach(shape: Shape) -> str:
    """The tree of units and what hangs on it is everybody's."""
    return "all" if shape.shard == "reference" else shape.reach


def _reach_now(shape: Shape, said: dict[str, Any]) -> str:
    if shape.wide_when is None:
        return _reach(shape)
    column, value = shape.wide_when
    return _reach(shape) if said.get(column) == value else shape.narrow


def _ids(said: dict[str, Any], names: Iterable[str]) -> frozenset[UUID]:
    return frozenset(uuid.UUID(value) for name in names if (value := said.get(name)))


@dataclass
class Ways:
    """What a batch must know: where units stand, who has which row already."""

    receivers: Directory
    places: dict[UUID, tuple[str, str]] = field(default_factory=dict)  # unit: path, chain
    lines: dict[UUID, Any] = field(default_factory=dict)
    bundles: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))  # of a row
    has: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))  # row: peers
    sent: set[tuple[UUID, UUID]] = field(default_factory=set)  # peer, bundle
    care: dict[UUID, set[Receiver]] = field(default_factory=dict)  # person: who cares

    def learn(self, bundles: Sequence[Bundle], rows: dict[UUID, list[Row]]) -> None:
        every = [row for each in rows.values() for row in each]
        units = {each.unit_id for each in bundles if each.unit_id}
        wide = [
            bundle.unit_id
            for bundle in bundles
            if any(row.reach not in ("own", "all") for row in rows[bundle.id])
        ]
        named = units.union(*(row.units for row in every))
        found = ScopeNode.objects.filter(unit_id__in=named)
        self.places = {unit: (p, c) for unit, p, c in found.values_list("unit_id", "path", "chain")}
        if wide:
            self.lines = facts.ask(
                "facilities.lines_of_direction", unit_ids=list(set(wide)), on=clock.today()
            )
        self.care = carers(frozenset().union(*(row.people for row in every)), list(self.receivers))
        self.learn_rows(row for row in every if row.is_traced or row.needs)

    def learn_rows(self, rows: Iterable[Row]) -> None:
        """Which bundles speak of these rows and of those that they belong to, and who has them."""
        asked = {id_ for row in rows for id_ in (row.id, *row.needs)}
        traces = list(Trace.objects.filter(row_id__in=asked).values_list("row_id", "bundle_id"))
        letters = Letter.objects.filter(bundle_id__in={bundle for _row, bundle in traces})
        by_bundle: dict[UUID, set[UUID]] = defaultdict(set)
        for peer, bundle_id in letters.values_list("peer_id", "bundle_id"):
            if bundle_id is not None:
                self.sent.add((peer, bundle_id))
                by_bundle[bundle_id].add(peer)
        for bundle_id, peer in _bringers({bundle for _row, bundle in traces}):
            by_bundle[bundle_id].add(peer)
        for row_id, bundle_id in traces:
            self.bundles[row_id].add(bundle_id)
            self.has[row_id] |= by_bundle[bundle_id]

    def of_row(self, row: Row, unit_id: UUID | None) -> set[Receiver]:
        path, _chain = self.places.get(unit_id, ("", "")) if unit_id else ("", "")
        found = set(serving(self.receivers, path)) | self._by_reach(row, unit_id, path)
        for unit in row.units:
            named_path, named_chain = self.places.get(unit, ("", ""))
            found.update(serving(self.receivers, named_path))
            found.update(each for each in self.receivers.others if each.chain == named_chain)
        found.update(*(self.care.get(each, ()) for each in row.people))
        peers = self.has[row.id].union(*(self.has[each] for each in row.follows))
        known = self.receivers.by_id
        return found | {known[each] for each in peers if each in known}

    def _by_reach(self, row: Row, unit_id: UUID | None, path: str) -> set[Receiver]:
        reach, lines = row.reach, self.lines.get(unit_id) if unit_id else None
        if reach == "all":
            return {each for each in self.receivers if not each.is_other_chain}
        found: set[Receiver] = set()
        if reach in ("up", "both"):
            found.update(above(self.receivers, path))
            for directing in lines.above if lines else ():
                found.update(serving(self.receivers, directing))
        if reach in ("down", "both"):
            found.update(below(self.receivers, path))
            for tied in lines.tied_below if lines else ():
                found.update(below(self.receivers, tied), serving(self.receivers, tied))
        return found


def wants(bundles: Sequence[Bundle], receivers: Sequence[Receiver]) -> list[Want]:
    """What of these bundles goes where; before each, what the receiver must have of its rows."""
    ours = [each for each in bundles if each.patient_id is None and each.unit_id is not None]
    if not ours:
        return []
    rows = {each.id: rows_of(each) for each in ours}
    ways = Ways(directory(receivers))
    ways.learn(ours, rows)
    found: list[Want] = []
    for bundle in ours:
        found += _of_bundle(bundle, rows[bundle.id], ways)
    Trace.objects.bulk_create(_traces(rows), ignore_conflicts=True, batch_size=500)
    return found


def _of_bundle(bundle: Bundle, rows: list[Row], ways: Ways) -> list[Want]:
    goes: set[Receiver] = set(ways.receivers.whole)
    for row in rows:
        goes |= ways.of_row(row, bundle.unit_id)
    stream, found = stream_of(bundle.reason), []
    for receiver in sorted(each for each in goes if goes_to(bundle, each)):
        found += _missing(receiver, rows, ways, besides=bundle.id, stream=stream)
        found.append(Want(receiver.id, stream, bundle.id))
        ways.sent.add((receiver.id, bundle.id))
    for row in rows:
        ways.bundles[row.id].add(bundle.id)
        ways.has[row.id] |= {each.id for each in goes if goes_to(bundle, each)}
        ways.has[row.id] |= {bundle.from_peer} if bundle.from_peer else set()
    return found


def _missing(
    receiver: Receiver, rows: list[Row], ways: Ways, *, besides: UUID, stream: int
) -> list[Want]:
    """Earlier bundles about these rows, and about what they belong to, that the receiver does not have."""
    found: dict[UUID, Bundle] = {}
    asked = rows
    for _round in range(_ROUNDS):
        lacking = {
            bundle_id
            for row in asked
            for id_ in (row.id, *row.needs)
            for bundle_id in ways.bundles.get(id_, ())
            if (receiver.id, bundle_id) not in ways.sent and bundle_id not in found
        } - {besides}
        held = Bundle.objects.in_bulk(lacking) if lacking else {}
        more = {id_: each for id_, each in held.items() if goes_to(each, receiver)}
        if not more:
            break
        found |= more
        asked = [row for each in more.values() for row in rows_of(each)]
        ways.learn_rows(asked)
    ways.sent |= {(receiver.id, id_) for id_ in found}
    for row in asked:
        ways.has[row.id].add(receiver.id)
    oldest_first = sorted(found.values(), key=lambda each: (each.hlc, each.id))
    return [Want(receiver.id, stream, each.id) for each in oldest_first]


def trace(bundles: Iterable[Bundle]) -> None:
    """Note of which rows these bundles speak, without sending them to anybody."""
    left = iter(bundles)
    while batch := list(itertools.islice(left, 1_000)):
        rows = {each.id: rows_of(each) for each in batch}
        Trace.objects.bulk_create(_traces(rows), ignore_conflicts=True, batch_size=500)


def _bringers(bundle_ids: set[UUID]) -> Iterable[tuple[UUID, UUID]]:
    """Whoever brought a bundle about a row has the row too: a task given to another unit tells its giver
    that it is done."""
    brought = Bundle.objects.filter(id__in=bundle_ids, from_peer__isnull=False)
    told = brought.values_list("id", "from_peer") if bundle_ids else ()
    return [(each, peer) for each, peer in told if peer]


def _traces(rows: dict[UUID, list[Row]]) -> list[Trace]:
    return [
        Trace(row_id=row_id, bundle_id=bundle_id)
        for bundle_id, each in rows.items()
        for row_id in sorted(
            {row.id for row in each if row.is_traced}.union(*(row.people for row in each))
        )
    ]
