"""A journey of pages, played with every desk on a machine of its own.

    def test_…(spread, hospital):       # the fixtures and the journey of tests/journeys as they are
        directives.test_a_directive…(hospital)
        assert spread.faults() == []

Whoever signs in works at the machine of the unit of the post; the machine is bought, let in and filled at the
first sign-in (`most` of them; who comes later works at the hub, as a unit without a machine does). Every act
is done with the line cut. The line comes back when somebody at another machine, or the test itself, looks:
first in bad weather, which breaks the conversation in the middle, then in good. What the test does itself
(preparing, looking into tables) happens at the hub.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.bad_line import Weather
from tests.sync.handing import held
from tests.sync.net import Net, Node
from tests.sync.wired import Wires
from tests.sync.world import World
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import CompartmentGrant, ReadLog, RoleAssignment
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.outbox import queries
from tuyen.record.models import Task

CUTTING = Weather(kbit=64, cut_going=0.3, cut_coming=0.3, twice=0.2, old=0.2)


class _Browser(Client):
    """Kept as they are before a journey plays with them."""

    plain_login = Client.force_login
    plain_request = Client.request


@dataclass(eq=False)
class Spread:
    net: Net
    hub: Node
    like: Node | None = None  # where the lists of the release are loaded
    most: int = 3
    are_hubs: bool = False  # each has everything of the units below its own
    nodes: dict[UUID, Node] = field(default_factory=dict)  # unit: its machine
    restless: set[Node] = field(default_factory=set)  # acted since everybody last heard
    is_talking: bool = False
    talks: int = 0
    granted: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.net, self.hub, {}, {}, {"hub": self.hub})
        self.wires = Wires(self.world, grants=self.granted)

    # who sits where

    def node_of(self, account: Account) -> Node:
        return self.node_of_unit(self._unit_of(account))

    def node_of_unit(self, unit_id: UUID | None) -> Node:
        if unit_id is None:
            return self.hub
        if unit_id not in self.nodes and len(self.nodes) < self.most:
            self._buy(unit_id)
        return self.nodes.get(unit_id, self.hub)

    def _unit_of(self, account: Account) -> UUID | None:
        with self.net.at(self.hub):
            posts = RoleAssignment.objects.filter(account_id=account.id)
            found: UUID | None = posts.values_list("unit_id", flat=True).first()
        return found

    def _buy(self, unit_id: UUID) -> None:
        """A machine with the lists of the release and nothing else; the rest comes over the line."""
        name = f"leaf{len(self.nodes)}"
        with self.net.at(self.hub):
            posts = RoleAssignment.objects.filter(unit_id=unit_id).values("account_id")
            grants = CompartmentGrant.objects.filter(account_id__in=posts)
            self.granted[name] = tuple(sorted(set(grants.values_list("compartment", flat=True))))
        node = self.net.node(name, like=self.like) if self.like else self.net.node(name)
        self.nodes[unit_id] = self.world.nodes[name] = node
        self.world.units[name] = unit_id
        self.wires.let_in(node, are_hubs=self.are_hubs)
        self.restless.add(node)

    def signed_in(self, node: Node, account: Account) -> None:
        """The account, as the unit's own administrator made it at the machine."""
        with self.net.at(self.hub):
            made = Account.objects.get(pk=account.pk)
        with self.net.at(node):
            if not Account.objects.filter(pk=made.pk).exists():
                made.save(force_insert=True)

    # the line

    def acted(self, node: Node) -> None:
        self.restless.add(node)

    def catch_up(self, besides: Node | None = None) -> None:
        """The line comes back, breaks, comes back: everybody has heard everything."""
        if self.is_talking:
            return
        self.is_talking = True
        try:
            restless = {each for each in self.restless | {self.hub} if self._has_acted(each)}
            if not restless - {besides}:
                return
            self.talks += 1
            for node in sorted(restless - {self.hub}, key=str):
                self.wires.talk(node, CUTTING, seed=self.talks)
            self._settle()
            self._gather_readers()
            self.restless.clear()
        finally:
            self.is_talking = False
            if clock.now() < self.net.now:  # else the test has gone ahead by itself
                clock._stopped_at.set(self.net.now)

    def _has_acted(self, node: Node) -> bool:
        with self.net.at(node):
            return feeder.is_behind() or bool(queries.due(clock.now(), 1))

    def _settle(self, most: int = 12) -> None:
        """As everybody would, each minute; who has nothing to say or to hear is left in peace."""
        leaves = list(self.nodes.values())
        for _ in range(most):
            for node in (self.hub, *leaves):
                self.wires._work(node)
            waits = [each for each in leaves if self._waits_for(each)]
            if not waits:
                return
            self.net.later(seconds=20)
            for leaf in waits:
                assert self.wires.talk(leaf) is not None, leaf
        raise AssertionError(waits)

    def _waits_for(self, leaf: Node) -> bool:
        with self.net.at(self.hub):
            to = sum(post.waiting(leaf.id).values())
        return bool(to or self.wires.waiting(leaf))

    def _gather_readers(self) -> None:
        """Who read what is kept at the machine where it was read; whoever audits asks each of them."""
        for leaf in self.nodes.values():
            with self.net.at(leaf):
                read = list(ReadLog.objects.all())
            with self.net.at(self.hub):
                ReadLog.objects.bulk_create(read, ignore_conflicts=True)

    def heard(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """The test itself asks the hub, or writes there."""
        if not self.is_talking and not context["connection"].in_atomic_block:
            self.catch_up(besides=self.hub)
        return execute(sql, params, many, context)

    def at_desk(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """An action of the product that a journey calls itself: done at the machine of whoever does it."""

        def done(*said: Any, **named: Any) -> Any:
            by = next(each for each in (*said, *named.values()) if isinstance(each, Actor))
            node = self.node_of_unit(by.unit_id)
            self.catch_up(besides=node)
            with self.net.at(node):
                found = act(*said, **named)
            self.restless.add(node)
            return found

        return done

    # what must hold in the end

    def faults(self) -> list[str]:
        """Held bundles, rows that differ, projections that are not what the log says."""
        self.catch_up()
        leaves, said = list(self.nodes.values()), []
        assert leaves, "nobody worked at a machine of their own"
        everyone = [self.hub, *leaves]
        for node in everyone:
            said += [f"{node}: {why}" for why in held(self.world, node)]
        said += judge.verdict(self.world, self._acts(), everyone)
        for leaf in leaves:
            grants = self.granted.get(leaf.name, ())
            said += judge.lacking(self.world, leaf, grants)
            said += self._tasks_lacking(leaf)
            said += [] if "custody" in grants else judge.let_out(self.world, leaf)
        return said

    def _acts(self) -> Acts:
        """Every bundle that a machine wrote, as the ledger of what must be at the hub."""
        acts = Acts(self.world)
        for node in self.nodes.values():
            with self.net.at(node):
                ours = Bundle.objects.filter(from_peer=None, origin_node=node.id)
                acts.ledger.update(dict.fromkeys(ours.values_list("id", flat=True), node))
        return acts

    def _tasks_lacking(self, leaf: Node) -> list[str]:
        """A unit's list of work is the same at its own machine and at the hub."""
        unit_id = self.world.units[leaf.name]
        seen: list[list[Any]] = []
        for node in (self.hub, leaf):
            with self.net.at(node):
                rows = Task.objects.filter(unit_id=unit_id)
                seen.append(sorted(rows.values_list("kind", "subject_id", "status"), key=str))
        return [f"{leaf}: tasks {seen[1]}, at the hub {seen[0]}"] if seen[0] != seen[1] else []


@contextlib.contextmanager
def spreading(spread: Spread, monkeypatch: Any) -> Iterator[Spread]:
    """Browsers ask the machine of whoever sits before them."""

    def force_login(self: Any, user: Any, backend: Any = None) -> None:
        self.of, self.cookies_of = user, {}

    def request(self: Any, **asked: Any) -> Any:
        account = getattr(self, "of", None)
        if account is None or spread.is_talking:
            return _Browser.plain_request(self, **asked)
        node = spread.node_of(account)
        spread.catch_up(besides=node)
        with spread.net.at(node):
            if node not in self.cookies_of:
                spread.signed_in(node, account)
                _Browser.plain_login(self, account)
                self.cookies_of[node] = self.cookies
            answer = _Browser.plain_request(self, **asked)
        spread.acted(node)
        return answer

    monkeypatch.setattr(Client, "force_login", force_login)
    monkeypatch.setattr(Client, "request", request)
    with spread.net.at(spread.hub), spread.hub.database.execute_wrapper(spread.heard):
        yield spread


def plain(fixture: Any) -> Any:
    """What a fixture of a journey does, to be done when the hub's machine stands."""
    return fixture.__wrapped__


LONG = bool(os.environ.get("TUYEN_SYNC_JOURNEYS"))
long_journey = pytest.mark.skipif(not LONG, reason="long: played with TUYEN_SYNC_JOURNEYS=1")
