"""What must hold between nodes that have heard everything: compared row by row, from outside."""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.models import Count, Max, Q, Sum

from tests.sync.acts import Acts
from tests.sync.net import Node
from tests.sync.oracle import Write, histories
from tests.sync.world import World
from tuyen.core import clock
from tuyen.domains.pharmacy.models import StockBalance, StockMovement
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes import steps
from tuyen.platform.changes.codec import ops_of
from tuyen.platform.changes.history import broken_links
from tuyen.platform.changes.models import Bundle, Conflict, Held, Lane, SyncedModel
from tuyen.platform.mailbox.models import Counter, Holding, Letter
from tuyen.platform.tally import recount
from tuyen.registry.persons.identity import linked_with, speaker_of
from tuyen.registry.persons.models import Person

Row = tuple[str, str]


def synced_models() -> list[type[SyncedModel]]:
    found = [m for m in apps.get_models() if issubclass(m, SyncedModel)]
    return [model for model in found if model.shape.is_synced]


def rows_of(node: Node, world: World) -> dict[Row, dict[str, Any]]:
    """Every synced row of a node: what travels, and its clocks. `hlc` may differ: it says when it was
    written here."""
    found: dict[Row, dict[str, Any]] = {}
    with world.net.at(node):
        for model in synced_models():
            left_out = {"hlc", *getattr(model, "local_fields", ())}
            for row in model.objects.all():
                values = {
                    field.attname: _plain(field.attname, getattr(row, field.attname))
                    for field in model._meta.concrete_fields
                    if field.attname not in left_out
                }
                found[model._meta.label_lower, row.id.hex] = values
    return found


def _plain(name: str, value: Any) -> Any:
    if name == "clocks":
        return json.loads(bytes(value)) if value else {}
    return bytes(value) if isinstance(value, memoryview) else value


def differences(world: World, nodes: Iterable[Node]) -> list[str]:
    """Rows that two nodes hold and see differently."""
    held: dict[Row, dict[str, dict[str, Any]]] = defaultdict(dict)
    for node in nodes:
        behind = behind_of(world, node)
        for key, values in rows_of(node, world).items():
            if person_of(key, values) not in behind:
                held[key][node.name] = values
    said = []
    for (label, id_), by_node in held.items():
        names = list(by_node)
        for other in names[1:]:
            one, two = by_node[names[0]], by_node[other]
            for name in one:
                if one[name] != two[name]:
                    said.append(
                        f"{label} {id_[-6:]}.{name}: {names[0]}={one[name]} {other}={two[name]}"
                    )
    return said


def behind_of(world: World, node: Node) -> set[Any]:
    """People for whom nobody cares at a node any more: it keeps what it had, and is told nothing since."""
    with world.net.at(world.hub):
        left = Holding.objects.filter(peer_id=node.id, is_behind=True)
        return set(left.values_list("patient_id", flat=True))


def person_of(key: Row, values: dict[str, Any]) -> Any:
    return UUID(key[1]) if key[0] == "persons.person" else values.get("patient_id")


def missing(world: World, acts: Acts) -> list[str]:
    """Acts that a node had said were written, and that the hub does not have."""
    with world.net.at(world.hub):
        here = set(Bundle.objects.values_list("id", flat=True))
    return [f"{node}: {id_}" for id_, node in acts.ledger.items() if id_ not in here]


def missing_rows(world: World, node: Node) -> list[str]:
    """Rows that the log of a node made, and that are not in its tables."""
    here = set(rows_of(node, world))
    with world.net.at(node):
        made = {
            (op[0], op[1]) for bundle in Bundle.objects.all() for op in ops_of(bundle) if op[3] == 0
        }
    return [f"{node}: {label} {id_}" for label, id_ in made - here]


def unrecorded(world: World, node: Node) -> list[str]:
    """Concurrent losers, by the oracle over the raw log of this node, that no conflict tells of."""
    with world.net.at(node):
        places = histories(Bundle.objects.all())
        told = {
            (row.model, row.row_id.hex, row.field, row.loser_hlc, row.loser_node8)
            for row in Conflict.objects.all()
        }
    values_told = {
        (label, id_, leader, places[label, id_, leader].writes[hlc, node8].values)
        for label, id_, leader, hlc, node8 in told
        if (hlc, node8) in places[label, id_, leader].writes
    }
    return [
        f"{node}: {label}.{leader} {write.values} ({write.reason})"
        for (label, id_, leader), history in places.items()
        for write in history.losers()
        if (label, id_, leader, write.values) not in values_told
        if not _may_follow(label, leader, write, history.standing())
    ]


def _may_follow(label: str, leader: str, lost: Write, stands: Write) -> bool:
    """A step that may simply come after the other one, such as accepted and then taken back: no conflict."""
    model: Any = apps.get_model(label)
    if lost.token > stands.token or steps.field_with_steps(model, (leader,)) is None:
        return False
    before, after = json.loads(lost.values), json.loads(stands.values)
    return steps.is_allowed(model, leader, before[leader], after[leader])


def wrongly_standing(world: World, node: Node) -> list[str]:
    """Fields that do not stand where the oracle says they must."""
    with world.net.at(node):
        places = histories(Bundle.objects.all())
        ids: dict[str, set[str]] = defaultdict(set)
        for label, id_, _leader in places:
            ids[label].add(id_)
        rows = {
            (label, row.id.hex): row
            for label, meant in ids.items()
            for row in _of(label).filter(pk__in=list(meant))
        }
        said = []
        for (label, id_, _leader), history in places.items():
            row: Any = rows.get((label, id_))
            if row is None:
                said.append(f"{node}: {label} {id_} is not there")
                continue
            model = type(row)
            for name, value in json.loads(history.standing().values).items():
                field = next(f for f in model._meta.concrete_fields if f.attname == name)
                meant = None if value is None else field.to_python(value)
                if getattr(row, name) != meant:
                    said.append(f"{node}: {label}.{name} is {getattr(row, name)}, not {meant}")
    return said


def _of(label: str) -> Any:
    model: Any = apps.get_model(label)
    return model.objects.all()


def broken(world: World, node: Node) -> list[str]:
    with world.net.at(node):
        lanes = [lane.number for lane in Lane.objects.all()]
        return [f"{node}: {link}" for lane in lanes for link in broken_links(lane)]


def halves(world: World, node: Node, wrote: Iterable[Any]) -> list[str]:
    """After a sudden end: acts that were acknowledged and are not here, numbers of letters with a hole."""
    with world.net.at(node):
        lost = set(wrote) - set(Bundle.objects.values_list("id", flat=True))
        return [f"lost {id_}" for id_ in lost] + holes()


def holes() -> list[str]:
    """Streams of this node whose letters are not numbered 1, 2, 3, … up to what the counter says."""
    lines = Letter.objects.values("peer_id", "stream").annotate(n=Count("id"), top=Max("nseq"))
    kept = {(row["peer_id"], row["stream"]): (row["n"], row["top"]) for row in lines}
    given = Counter.objects.exclude(last=0).values_list("peer_id", "stream", "last")
    said = {(peer_id, stream): (last, last) for peer_id, stream, last in given}
    return [
        f"letters {key}: {kept.get(key)} of {said.get(key)}" for key in kept.keys() ^ said.keys()
    ] + [
        f"letters {key}: {kept[key]} of {said[key]}"
        for key in kept.keys() & said.keys()
        if kept[key] != said[key]
    ]


def miscounted(world: World, node: Node) -> list[str]:
    """What is kept beside the rows, against the same counted anew."""
    with world.net.at(node):
        said = []
        if recount.kept() != recount.recounted():
            said.append(f"{node}: tallies")
        sums = StockMovement.objects.values("lot_id").annotate(n=Sum("quantity"))
        kept = dict(StockBalance.objects.exclude(quantity=0).values_list("lot_id", "quantity"))
        if kept != {row["lot_id"]: row["n"] for row in sums if row["n"]}:
            said.append(f"{node}: stock")
        for person in Person.objects.all():
            members = linked_with(person.id)
            meant = speaker_of(members) if len(members) > 1 else None
            if person.canonical_id != meant:
                said.append(f"{node}: who speaks for {person.id}")
        return said


def links_of(world: World, node: Node) -> dict[uuid.UUID, set[tuple[str, ...]]]:
    """Who cares for whom from tomorrow on, outside hidden compartments, by person. Who is present is in
    the unit's own book, which goes to no other unit."""
    found: dict[uuid.UUID, set[tuple[str, ...]]] = defaultdict(set)
    with world.net.at(node):
        tomorrow = clock.day_of(world.net.now) + dt.timedelta(days=1)
        is_open = Q(valid_to=None) | Q(valid_to__gte=tomorrow)
        for link in CareLink.objects.filter(is_open, compartment="").exclude(kind="present"):
            until = str(link.valid_to or "")
            found[link.patient_id].add((link.unit_id.hex[-8:], link.kind, until))
    return found


def linked_differently(
    world: World, nodes: Iterable[Node], knows: dict[str, set[uuid.UUID]] | None = None
) -> list[str]:
    """Two nodes that know a person and do not agree on who cares for him."""
    seen: dict[uuid.UUID, dict[str, set[tuple[str, ...]]]] = defaultdict(dict)
    for node in nodes:
        found = links_of(world, node)
        with world.net.at(node):
            here = set(Person.objects.filter(compartment="").values_list("id", flat=True))
        for id_ in here if knows is None else here & knows[node.name]:
            seen[id_][node.name] = found[id_]
    return [
        f"who cares for {id_.hex[-6:]}: {by_node}"
        for id_, by_node in seen.items()
        if len({frozenset(each) for each in by_node.values()}) > 1
    ]


def in_force(world: World, node: Node) -> set[Row]:
    """Facts that no correction has replaced: must be the same wherever the same rows are."""
    found: set[Row] = set()
    with world.net.at(node):
        for model in synced_models():
            if any(f.attname == "superseded_by_id" for f in model._meta.concrete_fields):
                ids = model.objects.filter(superseded_by_id=None).values_list("id", flat=True)
                found |= {(model._meta.label_lower, id_.hex) for id_ in ids}
    return found


def standing_differently(world: World, nodes: Iterable[Node]) -> list[str]:
    """Facts in force on one node and replaced on another that holds them too."""
    said: list[str] = []
    seen = {node.name: (set(rows_of(node, world)), in_force(world, node)) for node in nodes}
    for name, (here, standing) in seen.items():
        for other, (there, standing_there) in seen.items():
            said += [f"{name}/{other}: {row}" for row in (standing & there) - standing_there & here]
    return said


def files_with(node: Node, words: Iterable[bytes]) -> list[str]:
    """Files of a node's folder in which one of these byte strings stands, journals included."""
    node.database.close()
    return [
        f"{node}: {path.name}"
        for path in Path(node.home).rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        if any(word in content for word in words)
    ]


def verdict(world: World, acts: Acts, nodes: Iterable[Node]) -> list[str]:
    """Everything that is wrong, in words."""
    nodes = list(nodes)
    return [*differences(world, nodes), *missing(world, acts), *_of_each(world, nodes)]


def _of_each(world: World, nodes: list[Node]) -> Iterator[str]:
    yield from standing_differently(world, nodes)
    yield from linked_differently(world, nodes)
    for node in nodes:
        yield from missing_rows(world, node)
        yield from unrecorded(world, node)
        yield from wrongly_standing(world, node)
        yield from broken(world, node)
        yield from miscounted(world, node)


def lacking(world: World, node: Node, grants: Iterable[str] = ()) -> list[str]:
    """Rows of people whom the node's unit cares for, that the hub holds and the node does not."""
    unit_id, seen = world.units[node.name], ["", *grants]
    with world.net.at(world.hub):
        links = CareLink.objects.filter(unit_id=unit_id, compartment__in=seen)
        open_ones = links.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))
        patients = set(open_ones.values_list("patient_id", flat=True))
        meant: set[Row] = set()
        for bundle in Bundle.objects.filter(patient_id__in=patients, compartment__in=seen):
            meant |= {(op[0], op[1]) for op in ops_of(bundle) if op[3] == 0}
    return [f"{node} lacks {label} {id_[-6:]}" for label, id_ in meant - set(rows_of(node, world))]


def let_out(world: World, node: Node, compartment: str = "custody") -> list[str]:
    """Traces of a compartment in a node's own files and tables: ids of its people, its bundles."""
    with world.net.at(world.hub):
        hidden = Person.objects.filter(compartment=compartment).values_list("id", flat=True)
        words = [id_.bytes for id_ in hidden] + [id_.hex.encode() for id_ in hidden]
        words += [str(id_).encode() for id_ in hidden]
    with world.net.at(node):
        told = Bundle.objects.filter(compartment=compartment).count()
        kept = Held.objects.filter(compartment=compartment).count()
    said = [f"{node}: {told} bundles, {kept} held"] if told or kept else []
    return said + (files_with(node, words) if connections["default"].vendor == "sqlite" else [])
