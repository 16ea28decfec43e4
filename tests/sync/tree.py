"""A country for nodes, three levels deep: the national hub, a province with its hospital and two stations,
a national hospital; beside them the police hub, another chain, and the prison clinic below it.
"""

import datetime as dt
from typing import Any

from tests.network import actor_at
from tests.sync import world as worlds
from tests.sync.acts import ACTS, Acts, _person, register
from tests.sync.net import Net
from tests.sync.wired import Wires
from tests.sync.world import World
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Node as ChangesNode
from tuyen.record.actions import referrals
from tuyen.record.transfer import Transfer
from tuyen.registry.persons.actions import registering
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.rules import Birth

__all__ = ["ABOVE", "LEAVES", "TREE_ACTS", "TreeActs", "founded_tree", "wires_of"]

# name: (kind, unit above, role of whoever works there)
UNITS = {
    "province": ("health_department", "hub", ""),
    "hospital": ("hospital", "province", "hospital_doctor"),
    "ban": ("health_station", "province", "station_doctor"),
    "muong": ("health_station", "province", "station_doctor"),
    "central": ("hospital", "hub", "hospital_doctor"),
    "prison": ("prison_clinic", "police", "prison_doctor"),
}
# node: the node above it, where that is not the national hub
ABOVE = {"hospital": "province", "ban": "province", "muong": "province", "prison": "police"}
LEAVES = ("hospital", "ban", "muong", "central", "prison")
NODES = ("province", "police", *LEAVES)
GRANTS = {"prison": ("custody",), "police": ("custody",)}
"""The national hub grants the police hub what is its own: custody still never goes up."""


def founded_tree(net: Net) -> World:
    """Units and staff; nobody is let in yet."""
    hub = net.node("hub")
    with net.at(hub):
        made = {"hub": worlds._unit(None, "ministry", "Bộ Y tế mẫu", chain="moh")}
        made["police"] = worlds._unit(None, "health_bureau", "Cục Y tế mẫu", chain="police")
        for name, (kind, above, _role) in UNITS.items():
            made[name] = worlds._unit(made[above], kind, f"Đơn vị {name}")
        doctors = {
            name: actor_at(
                ScopeNode.objects.get(unit_id=made[name].id), role, grants=GRANTS.get(name, ())
            )
            for name, (_kind, _above, role) in UNITS.items()
            if role
        }
    world = World(net, hub, {name: unit.id for name, unit in made.items()}, doctors, {"hub": hub})
    worlds.joined(world, *NODES)
    for name, chain in (("hub", "moh"), ("police", "police")):
        with net.at(world.nodes[name]):
            ChangesNode.objects.update(chain=chain)  # as `tuyen node init --chain` says it
    return world


def wires_of(world: World) -> Wires:
    made = Wires(world, grants=dict(GRANTS), above=dict(ABOVE))
    made.connect()
    return made


def register_openly(by: Actor, a: int, b: int, world: World) -> None:
    """Somebody who is nobody's prisoner, also at the clinic of the prison: a guard, a visitor."""
    details = Details(
        f"Người Mẫu {a}", Birth(dt.date(1980 + b % 20, 3, 2), "day"), sex=("male", "female")[a % 2]
    )
    numbers = [Number("citizen_id", ("012089001234", "012089005678")[b % 2])] if b % 3 == 0 else []
    registering.register_person(details=details, numbers=numbers, by=by)


def refer_anywhere(by: Actor, a: int, b: int, world: World) -> None:
    to = world.units[LEAVES[b % len(LEAVES)]]
    transfer = Transfer(to, "urgent", "2", "Viêm phổi", "J18.9")
    referrals.refer(person=_person(a).id, transfer=transfer, by=by)


TREE_ACTS: dict[str, Any] = {
    **ACTS,
    "register": register,
    "register_openly": register_openly,
    "refer": refer_anywhere,
}


class TreeActs(Acts):
    """The acts of the small network and those of a country."""

    @property
    def known(self) -> dict[str, Any]:
        return TREE_ACTS


def people(world: World, compartment: str) -> set[Any]:
    """Of the whole country, by who keeps them."""
    found: set[Any] = set()
    for node in world.nodes.values():
        with world.net.at(node):
            found |= set(
                Person.objects.filter(compartment=compartment).values_list("id", flat=True)
            )
    return found
