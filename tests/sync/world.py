"""A small network for nodes: a province with its hospital, two stations and a prison clinic beside them."""

import uuid
from dataclasses import dataclass
from typing import Any

from tests.network import actor_at
from tests.sync.net import Net, Node
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit


@dataclass
class World:
    """Units by name, who works there, and the node on which they work."""

    net: Net
    hub: Node
    units: dict[str, uuid.UUID]
    doctors: dict[str, Actor]
    nodes: dict[str, Node]

    @property
    def leaves(self) -> list[Node]:
        return [node for node in self.net.nodes if node is not self.hub and node.name in self.nodes]

    def doctor(self, node: Node) -> Actor:
        return self.doctors[node.name]


# name: (kind, below, role of whoever works there, grants)
UNITS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "hospital": ("hospital", "hub", "hospital_doctor", ()),
    "ban": ("health_station", "hospital", "station_doctor", ()),
    "muong": ("health_station", "hospital", "station_doctor", ()),
    "prison": ("prison_clinic", "police", "prison_doctor", ("custody",)),
}


def founded(net: Net) -> World:
    """The hub has the tree and the staff; the nodes below start from what it sent them at enrolment."""
    hub = net.node("hub")
    with net.at(hub):
        units = {"hub": _unit(None, "health_department", "Sở Y tế mẫu", chain="moh")}
        units["police"] = _unit(None, "health_bureau", "Cục Y tế mẫu", chain="police")
        for name, (kind, below, _role, _grants) in UNITS.items():
            units[name] = _unit(units[below], kind, f"Đơn vị {name}")
        doctors = {
            name: actor_at(ScopeNode.objects.get(unit_id=units[name].id), role, grants=grants)
            for name, (_kind, _below, role, grants) in UNITS.items()
        }
    doctors["hub"] = doctors["hospital"]
    ids = {name: unit.id for name, unit in units.items()}
    return World(net, hub, ids, doctors, {"hub": hub})


def again(net: Net, founder: World) -> World:
    """The same network with a hub of its own, without the cost of founding it."""
    hub = net.node("hub", like=founder.hub)
    return World(net, hub, founder.units, founder.doctors, {"hub": hub})


def twin(net: Net, of: World) -> World:
    """The whole network as it stands there, in a net of its own."""
    nodes = {node.name: node for node in net.twin_of(of.net).nodes}
    return World(net, nodes[of.hub.name], of.units, of.doctors, nodes)


def joined(world: World, *names: str, **said: Any) -> list[Node]:
    """Nodes of these units."""
    for name in names:
        world.nodes[name] = world.net.node(name, like=world.hub, **said)
    return [world.nodes[name] for name in names]


def _unit(parent: Unit | None, kind: str, name: str, **said: str) -> Unit:
    return create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, **said)
