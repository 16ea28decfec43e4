"""A bundle that stands here counts as of another clock: the hub let it pass (`incoming.release`).

The node that wrote it, and whoever heard of it before the hub did, knew it by a clock that ran ahead. Its
rows are worked out once more from the log, as every other node has them, with what follows from them.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models.functions import Coalesce

from tuyen.platform.changes import codec, conflicts, driver, hlc, projections
from tuyen.platform.changes.clocks import leader_of, read, written
from tuyen.platform.changes.meeting import Incoming, Plan, plan
from tuyen.platform.changes.models import Bundle, ChangingModel, Conflict, Held
from tuyen.platform.changes.outgoing import incoming_of
from tuyen.platform.changes.reading import Op, Unreadable, model_of
from tuyen.platform.changes.ready import made_ready
from tuyen.platform.changes.world import Key, World, copied

Place = tuple[Key, str]  # a row, the leader of a group of its fields


def count_as(bundle_id: uuid.UUID, clamp_hlc: int) -> bool:
    """Inside the caller's transaction and turn to write. False: no such bundle, or it counts so already."""
    Held.objects.filter(pk=bundle_id, state="held", hlc__gt=clamp_hlc).update(clamp_hlc=clamp_hlc)
    bundle = Bundle.objects.filter(pk=bundle_id, clamp_hlc=None, hlc__gt=clamp_hlc).first()
    if bundle is None:
        return False
    Bundle.objects.filter(pk=bundle_id).update(clamp_hlc=clamp_hlc)
    once_more = _Replay(bundle)
    once_more.run()
    _stand(once_more, clamp_hlc)
    _judge_again(once_more)
    return True


@dataclass
class _Replay:
    """The log of one person, or of a unit's rows that the bundle speaks of, from the first bundle."""

    bundle: Bundle
    world: World = field(default_factory=World)
    plans: list[Plan] = field(default_factory=list)
    rows: set[Key] = field(default_factory=set)  # of the bundle
    places: set[Place] = field(default_factory=set)  # groups of fields that it changed

    def run(self) -> None:
        own = made_ready(incoming_of(self.bundle))
        for op, said in zip(own.ops, own.values, strict=True):
            key: Key = (model_of(op.label), op.id)
            self.rows.add(key)
            if op.seen:
                self.places |= {(key, leader_of(_changing(key), name)) for name in said}
        said_here = [made_ready(incoming_of(each)) for each in self._bundles()]
        made = {(model_of(op.label), op.id) for each in said_here for op in each.ops if not op.seen}
        meant = made & self.rows if self.bundle.patient_id is None else made
        self.world.without(meant)
        left = [
            (each.incoming, *_only(meant, each.ops, each.values))
            for each in said_here
            if each.fault is None
        ]
        while left:
            waiting = [each for each in left if not self._takes(*each)]
            if len(waiting) == len(left):
                return
            left = waiting

    def _bundles(self) -> Iterable[Bundle]:
        about = Bundle.objects.filter(
            patient_id=self.bundle.patient_id, unit_id=self.bundle.unit_id
        )
        found = about.order_by(Coalesce("clamp_hlc", "hlc"), "origin_node", "origin_seq")
        if self.bundle.patient_id is not None:
            return found
        names = [id_.hex.encode() for _model, id_ in self.rows]
        return (each for each in found.iterator() if _speaks_of(each, names))

    def deltas(self) -> Iterable[projections.Delta]:
        for made in self.plans:
            for before, after in made.rows:
                yield from projections.deltas_of(type(after), before, after)

    def _takes(self, incoming: Incoming, ops: list[Op], values: list[dict[str, Any]]) -> bool:
        try:
            made = plan(incoming, ops, values, self.world)
        except Unreadable:
            return False
        self.world.take(made.layer)
        self.plans.append(made)
        return True


def _speaks_of(bundle: Bundle, names: Sequence[bytes]) -> bool:
    raw = codec.raw_of(bytes(bundle.body))
    return any(name in raw for name in names)


def _only(
    meant: set[Key], ops: Sequence[Op], values: Sequence[dict[str, Any]]
) -> tuple[list[Op], list[dict[str, Any]]]:
    pairs = zip(ops, values, strict=True)
    kept = [(op, said) for op, said in pairs if (model_of(op.label), op.id) in meant]
    return [op for op, _said in kept], [said for _op, said in kept]


def _changing(key: Key) -> type[ChangingModel]:
    model = key[0]
    assert issubclass(model, ChangingModel)
    return model


def _stand(once_more: _Replay, clamp_hlc: int) -> None:
    """The groups of fields that the bundle changed, as the log says now, and what is kept by the clock."""
    world = World()
    world.read(once_more.rows)
    for key in once_more.rows:
        row, meant = world.get(key), once_more.world.get(key)
        if isinstance(row, ChangingModel) and isinstance(meant, ChangingModel):
            leaders = {leader for each, leader in once_more.places if each == key}
            world.take({key: _as_meant(row, meant, leaders)})
    with driver.cursor() as cursor:
        deltas = [each for each in world.write(cursor) if each.sink not in _by_clock]
        for sink, move in _by_clock.items():
            again = [each for each in once_more.deltas() if each.sink == sink]
            move(cursor, once_more.bundle.hlc, clamp_hlc, again)
            deltas += again
        projections.flush(cursor, deltas)


def _as_meant(
    row: ChangingModel, meant: ChangingModel, leaders: set[str]
) -> tuple[ChangingModel, set[str]]:
    one, model = copied(row), type(row)
    names = {each for each in codec.attnames(model) if leader_of(model, each) in leaders}
    for name in names:
        setattr(one, name, getattr(meant, name))
    moved = {leader: at for leader, at in read(meant.clocks).items() if leader in leaders}
    one.clocks, one.hlc = written(read(row.clocks) | moved), meant.hlc
    return one, names


def _judge_again(once_more: _Replay) -> None:
    """Of these fields: who lost to whom, by the clocks that count; what was decided stays decided."""
    asked = {(key[1], leader) for key, leader in once_more.places}
    stood = {
        each.id: each
        for each in Conflict.objects.filter(row_id__in={row_id for row_id, _leader in asked})
        if (each.row_id, each.field) in asked
    }
    Conflict.objects.filter(pk__in=stood).delete()
    conflicts.keep([_about(made, asked) for made in once_more.plans], hlc.now_ms())
    for found in Conflict.objects.filter(pk__in=stood):
        found.at_ms = stood[found.pk].at_ms
        found.decided_at_ms = found.decided_at_ms and (
            stood[found.pk].decided_at_ms or found.decided_at_ms
        )
        found.save(update_fields=["at_ms", "decided_at_ms"])


def _about(made: Plan, asked: set[tuple[uuid.UUID, str]]) -> Plan:
    return replace(
        made,
        met=[each for each in made.met if (each.row.id, each.leader) in asked],
        settled=[each for each in made.settled if (each.row.id, each.leader) in asked],
    )


Move = Callable[[Any, int, int, list[Any]], None]
_by_clock: dict[str, Move] = {}


def by_clock(sink: str) -> Callable[[Move], Move]:
    """For a sink that keeps what it is told by the clock of the act. The function is called with (cursor,
    the clock that ran ahead, the one that counts, what the whole log tells the sink), which then comes."""

    def register(move: Move) -> Move:
        _by_clock[sink] = move
        return move

    return register
