"""One bundle of another node meets what stands here: what it would change, or why it cannot be applied.

Nothing is written here. A `Plan` holds the rows as they would be, the conflicts that come to light and the
ones that it decides; `incoming.py` takes it over or holds the bundle back.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tuyen.platform.changes import clocks, codec, reading, steps
from tuyen.platform.changes.bulk import row_of
from tuyen.platform.changes.clocks import CREATION, Clock
from tuyen.platform.changes.codec import attnames
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.merge import Verdict, verdict
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.reading import Op, Unreadable
from tuyen.platform.changes.world import Key, World, copied

REOPEN = "sync.reopen"  # of an act that takes a choice back: what it has seen waits again


class Incoming(NamedTuple):
    """A bundle as it travels. raw: the JSON of its operations; for a bundle of schema 1 its compressed
    body as the origin made it, which its hash is taken over. clamp_hlc: see `Bundle.clamp_hlc`."""

    header: Header
    raw: bytes
    clamp_hlc: int | None = None
    stream: int = 1

    @property
    def hlc(self) -> int:
        """The clock under which its changes count."""
        return self.header.hlc if self.clamp_hlc is None else self.clamp_hlc


class Met(NamedTuple):
    """Two changes of one group, made without knowing of each other."""

    row: ChangingModel
    leader: str
    loser: Clock
    winner: Clock
    loser_values: dict[str, Any]
    winner_values: dict[str, Any]
    newcomer_lost: bool
    stands: steps.Stands | None  # what the table of steps says, where there is one


class Settled(NamedTuple):
    """A conflict whose loser this bundle has seen. values: what it says instead. reopens: the choice is
    taken back, so that it waits for one again."""

    row: ChangingModel
    leader: str
    loser: Clock
    values: dict[str, Any]
    before: dict[str, Any]
    reopens: bool = False


@dataclass
class Plan:
    """What a bundle does. `rows` are pairs (as it stands here or None, as it would be)."""

    incoming: Incoming
    layer: dict[Key, tuple[SyncedModel, set[str]]] = field(default_factory=dict)
    rows: list[tuple[SyncedModel | None, SyncedModel]] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    settled: list[Settled] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return self.incoming.hlc, clocks.node8(self.incoming.header.origin_node)


def keys_of(ops: Sequence[Op], values: Sequence[dict[str, Any]]) -> set[Key]:
    """Rows that must be read before these operations can be planned."""
    found: set[Key] = set()
    for op, said in zip(ops, values, strict=True):
        model = reading.model_of(op.label)
        found.add((model, op.id))
        for name, target in reading.references(model):
            if (id_ := said.get(name)) is not None:
                found.add((target, id_))
    return found


def plan(
    incoming: Incoming, ops: Sequence[Op], values: Sequence[dict[str, Any]], world: World
) -> Plan:
    """Raises Unreadable with the reason when the bundle cannot be applied as things stand."""
    made = Plan(incoming)
    for op, said in zip(ops, values, strict=True):
        model = reading.model_of(op.label)
        if op.seen == 0:
            _create(made, model, op, said, world)
        else:
            _change(made, model, op, said, world)
    _require_references(made, world)
    return made


def _create(
    made: Plan, model: type[SyncedModel], op: Op, said: dict[str, Any], world: World
) -> None:
    key: Key = (model, op.id)
    if key in made.layer:
        raise Unreadable("failed_check", f"{op.label} {op.id}")
    row = row_of(model, op.id, **{**reading.unsaid(model), **said, "hlc": made.incoming.hlc})
    row.__dict__["_made_hlc"] = made.incoming.hlc
    _require_key(made.incoming.header, row)
    stood = world.get(key)
    if stood is not None:
        _made_twice(made, key, stood, row)
        return
    names = [f.attname for f in model._meta.concrete_fields]
    row.remember(names, [row.__dict__[name] for name in names])
    made.layer[key] = (row, set())
    made.rows.append((None, row))


def _made_twice(made: Plan, key: Key, stood: SyncedModel, row: SyncedModel) -> None:
    """The same row from two nodes says the same. Only a row whose id is made of what it is about
    (version 5: a listener's) may differ: then every node takes the smaller of the two."""
    differing = [name for name in _compared(stood) if _plain(stood, name) != _plain(row, name)]
    if not differing:
        return
    if not isinstance(stood, ChangingModel) or row.id.version != 5:
        raise Unreadable("other_content", f"{row._meta.label_lower}.{differing[0]}")
    one = copied(stood)
    fields = {name for name in differing if smaller(_plain(row, name), _plain(stood, name))}
    for name in fields:
        setattr(one, name, getattr(row, name))
    one.hlc = max(stood.hlc, row.hlc)
    made.layer[key] = (one, fields)
    made.rows.append((stood, one))


def _compared(stood: SyncedModel) -> list[str]:
    """Fields as they were when the row was made; what was changed since then is not asked."""
    model = type(stood)
    if not isinstance(stood, ChangingModel):
        return list(attnames(model))
    changed = clocks.read(stood.clocks)
    return [n for n in attnames(model) if clocks.leader_of(type(stood), n) not in changed]


def smaller(one: Any, other: Any) -> bool:
    """An order of values that every node shares."""
    return codec.written([one]) < codec.written([other])


def _plain(row: SyncedModel, name: str) -> Any:
    value = getattr(row, name)
    return bytes(value) if isinstance(value, memoryview) else value


def _change(
    made: Plan, model: type[SyncedModel], op: Op, said: dict[str, Any], world: World
) -> None:
    if not issubclass(model, ChangingModel):
        raise Unreadable("failed_check", f"{op.label}: {op.id}")
    key: Key = (model, op.id)
    stood = made.layer[key][0] if key in made.layer else world.get(key)
    if stood is None:
        raise Unreadable("waits", op.label, waits_for=op.id)
    row = copied(stood)
    fields: set[str] = set()
    for leader in dict.fromkeys(clocks.leader_of(model, name) for name in said):
        fields |= _move(made, row, leader, op, said, world)
    row.hlc = max(row.hlc, made.incoming.hlc)
    _require_key(made.incoming.header, row, said)
    made.layer[key] = (row, made.layer[key][1] | fields if key in made.layer else fields)
    made.rows.append((stood, row))


def _move(
    made: Plan, row: ChangingModel, leader: str, op: Op, said: dict[str, Any], world: World
) -> set[str]:
    """One group of fields; returns the fields that get another value or clock here."""
    model, origin8 = type(row), made.clock[1]
    known = clocks.read(row.clocks)
    stands = known.get(leader, CREATION)
    named = [clocks.seen_by(each, origin8) for each in op.tokens.get(leader, [0])]
    seen = [each if each == stands else world.as_counted(each) for each in named]
    found = verdict(stands, seen, made.clock)
    if found is Verdict.WAITS:
        raise Unreadable("waits", f"{op.label}.{leader}", waits_for=op.id)
    if found is Verdict.KNOWN:
        return set()
    here = {name: getattr(row, name) for name in clocks.members(model, leader) if name in said}
    comes = {name: said[name] for name in here}
    is_back = made.incoming.header.reason == REOPEN
    made.settled += [
        Settled(row, leader, each, comes, here, is_back)
        for each in seen
        if each not in (stands, CREATION)
    ]
    if found is not Verdict.FOLLOWS and comes != here:
        _note(made, row, leader, stands, here, comes, found)
    if found is Verdict.LOSES:
        return set()
    for name, value in comes.items():
        setattr(row, name, value)
    row.clocks = clocks.written({**known, leader: made.clock})
    return set(comes)


def _note(
    made: Plan,
    row: ChangingModel,
    leader: str,
    stands: Clock,
    here: dict[str, Any],
    comes: dict[str, Any],
    found: Verdict,
) -> None:
    """A conflict, unless the newer value may simply follow the older one in the table of steps."""
    lost = found is Verdict.LOSES
    older, newer = (comes, here) if lost else (here, comes)
    judged: steps.Stands | None = None  # what the table says, where there is one
    stepping = steps.field_with_steps(type(row), tuple(here))
    if stepping is not None and here[stepping] != comes[stepping]:
        if steps.is_allowed(type(row), stepping, older[stepping], newer[stepping]):
            return
        judged = steps.judged(type(row), stepping, newer[stepping], older[stepping])
    pair = (made.clock, stands) if lost else (stands, made.clock)
    made.met.append(Met(row, leader, *pair, older, newer, lost, judged))


def _require_key(header: Header, row: SyncedModel, said: dict[str, Any] | None = None) -> None:
    """A bundle speaks of the rows of the one person or unit that its header names.

    The place of a row may have been changed on another node meanwhile: then what the bundle says counts.
    """
    asked = row
    if said is not None:
        asked = copied(row)
        asked.__dict__.update(said)
    patient_id, unit_id, compartment = asked.log_key()
    if (patient_id, unit_id, compartment) == (
        header.patient_id,
        header.unit_id,
        header.compartment,
    ):
        return
    moved = clocks.read(row.clocks) if isinstance(row, ChangingModel) else {}
    if said is None or patient_id != header.patient_id or not moved:
        raise Unreadable("failed_check", f"{row._meta.label_lower} {row.id}: key")


def _require_references(made: Plan, world: World) -> None:
    for (model, _id), (row, _fields) in made.layer.items():
        for name, target in reading.references(model):
            id_: uuid.UUID | None = row.__dict__[name]
            if id_ is None or (target, id_) in made.layer:
                continue
            if world.get((target, id_)) is None:
                raise Unreadable("waits", f"{model._meta.label_lower}.{name}", waits_for=id_)
