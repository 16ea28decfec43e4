"""What must hold in a country of nodes that have heard everything: who may know a row sees the same.

Who may know is asked of the node above, from the care links that stand there: a node whose care ended
keeps what it had, and is told nothing more.
"""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db.models import Q

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.net import Node
from tests.sync.wired import Wires
from tuyen.core import clock
from tuyen.core.fields import IdField
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes.models import Bundle, Held
from tuyen.registry.persons.identity import linked_with
from tuyen.registry.persons.models import Person

_OF_A_PRISON = frozenset(
    {"access.assign_role", "access.grant", "test.stock", "test.recall", "queue.enqueue"}
)


def verdict(wires: Wires, acts: Acts) -> list[str]:
    world = wires.world
    nodes = [world.hub, *wires.talking()]
    said = [*_differences(wires, nodes), *_missing(wires, acts)]
    for node in nodes:
        with world.net.at(node):
            rows = Held.objects.filter(state="held")
            told = rows.values_list("why", "why_detail", "reason", "origin_node")
            said += [f"{node}: held {each}" for each in told]
    for node in nodes:
        said += judge.missing_rows(world, node)
        said += judge.wrongly_standing(world, node)
        said += judge.unrecorded(world, node)
        said += judge.broken(world, node)
        said += judge.miscounted(world, node)
    said += _lacking(wires, nodes)
    said += judge.linked_differently(world, nodes, _knows(wires, nodes))
    return [*said, *_traces(wires, "custody"), *_uninvited(wires), *_of_prisons(wires)]


def _of_prisons(wires: Wires) -> list[str]:
    """Staff, stock and books of a prison are known in its own chain only; what names a unit of the other
    chain goes there."""
    world, said = wires.world, []
    police = [world.units["police"], world.units["prison"]]
    for node in [world.hub, *world.leaves]:
        if node.name in ("police", "prison"):
            continue
        with world.net.at(node):
            came = Bundle.objects.filter(unit_id__in=police).exclude(from_peer=None)
            others = came.exclude(origin_node=world.hub.id).values_list("reason", flat=True)
            said += [f"{node}: {each}" for each in others if each in _OF_A_PRISON]
    return said


def _patient_of(label: str, id_: str, values: dict[str, Any]) -> uuid.UUID | None:
    model: Any = apps.get_model(label)
    if model.shape.shard != "patient":
        return None
    found: uuid.UUID = values["patient_id"] if "patient_id" in values else uuid.UUID(id_)
    return found


def cared_for(wires: Wires, node: Node, by: Node) -> set[uuid.UUID]:
    """People for whom a unit below `node` cares, with the records joined to theirs, as `by` knows it."""
    world, grants = wires.world, ["", *wires.grants.get(node.name, ())]
    with world.net.at(by):
        path = ScopeNode.objects.get(unit_id=world.units[node.name]).path
        units = ScopeNode.objects.filter(path__startswith=path).values("unit_id")
        is_open = Q(valid_to=None) | Q(valid_to__gte=clock.today() + dt.timedelta(days=1))
        links = CareLink.objects.filter(is_open, unit_id__in=units, compartment__in=grants)
        found = set(links.values_list("patient_id", flat=True))
        return {one for each in found for one in linked_with(each)}


def _knows(wires: Wires, nodes: list[Node]) -> dict[str, set[uuid.UUID]]:
    """People of whom a node must know everything that any other such node knows."""
    world = wires.world
    police = world.nodes["police"]
    found: dict[str, set[uuid.UUID]] = {}
    for node in sorted(nodes, key=lambda each: len(wires.above_all(each))):
        if node is world.hub:
            with world.net.at(world.hub):
                found[node.name] = set(Person.objects.values_list("id", flat=True))
            with world.net.at(police):
                theirs = set(Person.objects.values_list("id", flat=True))
            found[node.name] -= theirs - cared_for(wires, world.hub, police)
        elif node is police:
            with world.net.at(police):
                found[node.name] = set(Person.objects.values_list("id", flat=True))
            with world.net.at(world.hub):
                told = set(Person.objects.values_list("id", flat=True))
            found[node.name] -= told - cared_for(wires, police, world.hub)
        else:
            hub = wires.hub_of(node)
            found[node.name] = cared_for(wires, node, hub) & found.get(hub.name, set())
    return found


def _differences(wires: Wires, nodes: list[Node]) -> list[str]:
    world, knows = wires.world, _knows(wires, nodes)
    held: dict[judge.Row, dict[str, dict[str, Any]]] = defaultdict(dict)
    for node in nodes:
        for key, values in judge.rows_of(node, world).items():
            patient = _patient_of(*key, values)
            is_given_away = key[0] == "record.task" and node not in wires.hubs()
            if not is_given_away and (patient is None or patient in knows[node.name]):
                held[key][node.name] = values
    return [
        f"{label} {id_[-6:]}.{name}: {first}={one[name]} {other}={two[name]}"
        for (label, id_), by_node in held.items()
        for first, one in list(by_node.items())[:1]
        for other, two in list(by_node.items())[1:]
        for name in one
        if one[name] != two[name]
    ]


def _lacking(wires: Wires, nodes: list[Node]) -> list[str]:
    """Rows of people cared for at a node, that the node above holds and this one does not."""
    world, knows, said = wires.world, _knows(wires, nodes), []
    has = {node.name: judge.rows_of(node, world) for node in nodes}
    for node in nodes:
        if node in wires.hubs():
            continue
        granted = ("", *wires.grants.get(node.name, ()))
        for key, values in has[wires.hub_of(node).name].items():
            is_open = values.get("compartment", "") in granted
            if is_open and _patient_of(*key, values) in knows[node.name]:
                said += [f"{node} lacks {key}"] if key not in has[node.name] else []
    return said


def _missing(wires: Wires, acts: Acts) -> list[str]:
    """Acts that a node had said were written, and that the node above does not have, up to the top of
    its chain."""
    world, has = wires.world, {}
    for hub in wires.hubs():
        with world.net.at(hub):
            has[hub.name] = set(Bundle.objects.values_list("id", flat=True))
    said = []
    for id_, node in acts.ledger.items():
        at = node
        while at in wires.talking() and at.name != "police":
            at = wires.hub_of(at)
            if id_ not in has[at.name]:
                said.append(f"{node}: {id_} is not at {at}")
    return said


def _traces(wires: Wires, compartment: str) -> list[str]:
    """Any row of any table, on a node without the grant, that names a person of a compartment."""
    world = wires.world
    hidden: set[uuid.UUID] = set()
    for node in (world.nodes["police"], world.nodes["prison"]):
        with world.net.at(node):
            rows = Person.objects.filter(compartment=compartment)
            hidden |= set(rows.values_list("id", flat=True))
    if not hidden:
        return []
    said = []
    for node in [world.hub, *world.leaves]:
        if compartment in wires.grants.get(node.name, ()):
            continue
        with world.net.at(node):
            said += [f"{node}: {where}" for where in _tables_naming(hidden)]
            if Bundle.objects.filter(compartment=compartment).exists():
                said.append(f"{node}: bundles of {compartment}")
    return said


def _tables_naming(ids: set[uuid.UUID]) -> list[str]:
    found = []
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields if _keeps_ids(f)]
        asked = Q()
        for name in names:
            asked |= Q(**{f"{name}__in": list(ids)})
        if names and model._base_manager.filter(asked).exists():
            found.append(model._meta.label)
    return found


def _keeps_ids(field: Any) -> bool:
    return isinstance(getattr(field, "target_field", field), IdField)


def _uninvited(wires: Wires) -> list[str]:
    """People on a leaf for whom no unit of it ever cared, as the node itself knows it."""
    world = wires.world
    said = []
    for node in world.leaves:
        if node in wires.hubs():
            continue
        with world.net.at(node):
            here = set(Person.objects.values_list("id", flat=True))
            links = CareLink.objects.filter(unit_id=world.units[node.name])
            cared = set(links.values_list("patient_id", flat=True))
            joined = {one for each in cared for one in linked_with(each)}
        said += [f"{node}: {id_} is nobody's here" for id_ in here - joined]
    return said
