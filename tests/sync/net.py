"""Many nodes in one process: each with its own database, folder, key and clock (ruling 39).

    net = Net(template, folder)
    station, hub = net.node("station"), net.node("hub")
    with net.at(station):
        add_allergy(…)  # product code as it is: `connection`, settings.TUYEN_HOME and the time are its own

Time stands still and is moved by hand (`net.later(minutes=5)`); a node's clock may be wrong by `skew`.
"""

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections
from django.test import override_settings

from tests.sync import process_memory
from tests.sync.engines import Template
from tuyen.core import clock
from tuyen.platform.changes import hlc, schemas
from tuyen.platform.changes.models import Lane
from tuyen.platform.changes.models import Node as ChangesNode
from tuyen.platform.changes.node import this_node

OURS = schemas.program()


class MachineTime:
    """The time module as the clock of the log sees it: this node's machine."""

    def __init__(self, now: Any) -> None:
        self._now = now

    def time_ns(self) -> int:
        return int(self._now().timestamp() * 1000) * 1_000_000

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


@dataclass(eq=False)
class Node:
    """One installation. `id` is made at its first start, in its own database."""

    name: str
    home: Path
    database: Any
    skew: dt.timedelta = dt.timedelta()
    id: Any = None
    told: dict[str, Any] = field(default_factory=dict)
    release: schemas.Program | None = (
        None  # the tables that its program knows; ours where none is named
    )

    def __repr__(self) -> str:
        return self.name


def morning() -> dt.datetime:
    """Nine o'clock of today in Viet Nam: hours that pass in a journey do not reach the next day."""
    return dt.datetime.combine(clock.today(), dt.time(9), clock.VIETNAM).astimezone(dt.UTC)


class Net:
    """The nodes of one test, and where we are now."""

    def __init__(self, template: Template, folder: Path) -> None:
        self.template, self.folder = template, folder
        self.nodes: list[Node] = []
        self.now = morning()
        self._here: Node | None = None
        self._last: Node | None = None

    def node(
        self, name: str, *, skew: dt.timedelta = dt.timedelta(), like: Node | None = None
    ) -> Node:
        """like: a node whose rows this one has received already, such as the tree of units."""
        home = self.folder / name
        home.mkdir(parents=True)
        database = self.template.copy(home, name, like.database if like else None)
        made = Node(name, home, database, skew)
        self.nodes.append(made)
        with self.at(made):
            made.id = self._born()
        return made

    def twin_of(self, other: "Net") -> "Net":
        """The same nodes as they stand in another net, keys and all; returns this net."""
        self.now = other.now
        for node in other.nodes:
            home = self.folder / node.name
            node.database.close()
            shutil.copytree(node.home, home, ignore=shutil.ignore_patterns("*.sqlite3*"))
            database = self.template.copy(home, node.name, node.database)
            self.nodes.append(Node(node.name, home, database, node.skew, node.id))
        return self

    def _born(self) -> Any:
        """The first start: a number and a key of its own."""
        ChangesNode.objects.all().delete()
        Lane.objects.all().delete()
        return this_node().id

    def later(self, **by: float) -> None:
        self.now += dt.timedelta(**by)

    @property
    def here(self) -> Node:
        assert self._here is not None
        return self._here

    @contextmanager
    def at(self, node: Node) -> Iterator[Node]:
        """From here on this process is that node's."""
        if self._here is node:
            yield node
            return
        before, was = connections["default"], self._here
        with ExitStack() as stack:
            stack.enter_context(override_settings(TUYEN_HOME=node.home))
            stack.enter_context(self._clock_of(node))
            stack.enter_context(schemas.speaking_as(node.release or OURS))
            connections["default"], self._here = node.database, node
            self._forget_others(node)
            try:
                yield node
            finally:
                connections["default"], self._here = before, was
                if was is not None:
                    self._forget_others(was)

    def _forget_others(self, node: Node) -> None:
        if self._last is not node:
            process_memory.forget()
            self._last = node

    @contextmanager
    def _clock_of(self, node: Node) -> Iterator[None]:
        """Both clocks of the product, the one of the log and the one of everything else."""
        module: Any = hlc
        before, module.time = module.time, MachineTime(lambda: self.now + node.skew)
        try:
            with clock.stopped(self.now + node.skew):
                yield
        finally:
            module.time = before

    def close(self) -> None:
        for node in self.nodes:
            node.database.close()
            self.template.drop(node.database)
        process_memory.forget()
