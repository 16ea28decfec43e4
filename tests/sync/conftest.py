"""A net of nodes for each test; the database that they are copied from is kept once a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sync.engines import Template
from tests.sync.net import Net, Node
from tests.sync.spread import LONG, Spread, spreading
from tests.sync.trust import Pair
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World, founded, twin
from tests.sync.world import joined as join_machines
from tuyen.registry.terms.catalogue import load_catalogues


@pytest.fixture(scope="session")
def template(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Template]:
    with django_db_blocker.unblock():
        made = Template(tmp_path_factory.mktemp("template"))
        yield made
        made.close()


@pytest.fixture
def net(template: Template, db: None, tmp_path: Path) -> Iterator[Net]:
    made = Net(template, tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def first_evening(
    template: Template, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FirstEvening]:
    """A network of these machines, each let in and with what it begins with; kept for the module."""
    nets: list[Net] = []

    def made(*machines: str) -> Wires:
        net = Net(template, tmp_path_factory.mktemp("evening"))
        nets.append(net)
        world = founded(net)
        join_machines(world, *machines)
        wires = Wires(world)
        wires.let_in()
        wires.settle()
        return wires

    with django_db_blocker.unblock():
        yield made
        for net in nets:
            net.close()


@pytest.fixture
def wires(begun: World, net: Net) -> Wires:
    """The network of the module's first evening (`begun`), each test with one of its own."""
    made = Wires(twin(net, begun))
    made.connect()
    return made


@pytest.fixture
def pair(net: Net) -> Pair:
    return Pair(net)


@pytest.fixture
def joined(pair: Pair) -> Pair:
    return pair.enrol()


@pytest.fixture(scope="session")
def equipped(
    template: Template, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Node]:
    """A machine as the release makes it: with lists of codes, without a row of anybody."""
    with django_db_blocker.unblock():
        made = Net(template, tmp_path_factory.mktemp("equipped"))
        node = made.node("equipped")
        with made.at(node):
            load_catalogues(schemes=["technique", "anaesthesia", *(["icd10"] if LONG else [])])
        yield node
        made.close()


@pytest.fixture
def spread(net: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spread]:
    made = Spread(net, net.node("hub"))
    with spreading(made, monkeypatch):
        yield made


@pytest.fixture
def listed(net: Net, equipped: Node, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spread]:
    """The same where the journey needs the lists of codes."""
    made = Spread(net, net.node("hub", like=equipped), equipped)
    with spreading(made, monkeypatch):
        yield made
