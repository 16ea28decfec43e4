"""A country of nodes over the real way: mailboxes, care links, signed requests, lines that break.

Hypothesis plays people at work on eight machines of two chains. TUYEN_SYNC_EXAMPLES=300 makes a long run,
with days that nobody has played before; TUYEN_SYNC_SHRINK=1 looks for the shortest day that shows a fault.
"""

import datetime as dt
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.network import actor_at
from tests.sync import tree_judge
from tests.sync.bad_line import Weather
from tests.sync.engines import Template
from tests.sync.net import Net, Node
from tests.sync.releases import CHANGES
from tests.sync.tree import LEAVES, NODES, TREE_ACTS, TreeActs, founded_tree, wires_of
from tests.sync.world import World, twin
from tuyen.core.actor import SYSTEM
from tuyen.edge.sync import waking
from tuyen.edge.sync.pages import letting
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.nodes import actions
from tuyen.platform.nodes.models import Peer, State

pytestmark = pytest.mark.django_db

IS_LONG = "TUYEN_SYNC_EXAMPLES" in os.environ
DEFAULT_EXAMPLES = "1" if "TUYEN_TEST_DATABASE_URL" in os.environ else "2"
EXAMPLES = int(os.environ.get("TUYEN_SYNC_EXAMPLES", DEFAULT_EXAMPLES))
SHRINK = (Phase.shrink,) if os.environ.get("TUYEN_SYNC_SHRINK") else ()
SMALL = st.integers(0, 6)
HOURS = st.sampled_from((0, 0, 0, -72, -5, 3, 20, 60))
BAD = Weather(kbit=32, cut_going=0.2, cut_coming=0.2, twice=0.2, old=0.2)


@pytest.fixture(scope="module")
def begun(
    template: Template, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The country on its first evening: every machine is let in and has what it begins with."""
    with django_db_blocker.unblock():
        made = founded_tree(Net(template, tmp_path_factory.mktemp("country")))
        wires = wires_of(made)
        wires.let_in(*(made.nodes[name] for name in NODES))
        wires.settle()
        yield made
        made.net.close()


class Country(RuleBasedStateMachine):
    """Each rule is one act at one machine, one conversation, or one decision about a machine."""

    begun: ClassVar[World]

    @initialize(
        skews=st.lists(HOURS, min_size=len(LEAVES), max_size=len(LEAVES)), is_old=st.booleans()
    )
    def begin(self, skews: list[int], is_old: bool) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tuyen-country-")
        self.world = twin(Net(self.begun.net.template, Path(self.folder.name)), self.begun)
        self.world.net.later(days=4)  # a clock that is days behind is still after its own last act
        for name, hours in zip(LEAVES, skews, strict=True):
            self.world.nodes[name].skew = dt.timedelta(hours=hours)
        older, newer = CHANGES["added column"]
        for node in self.world.nodes.values():
            node.release = older if is_old and node.name == "ban" else newer
        self.wires, self.acts = wires_of(self.world), TreeActs(self.world)
        self.shut: dict[str, set[uuid.UUID]] = {}
        with self.world.net.at(self.world.nodes["prison"]):
            at = ScopeNode.objects.get(unit_id=self.world.units["prison"])
            actor_at(at, "prison_doctor", name="Bác sĩ trại giam")
        self.acts.do("move_stock", self.world.nodes["prison"], 1, 1)
        self.acts.do("register", self.world.nodes["prison"], 1, 1)
        for number, name in enumerate(LEAVES):
            self.acts.do("register_openly", self.world.nodes[name], number, number * 3)

    @rule(name=st.sampled_from(sorted(TREE_ACTS)), at=st.integers(0, 4), a=SMALL, b=SMALL)
    def somebody_acts(self, name: str, at: int, a: int, b: int) -> None:
        self._act(name, LEAVES[at], a, b)

    @rule(name=st.sampled_from(sorted(TREE_ACTS)), at=st.integers(0, 4), a=SMALL, b=SMALL, c=SMALL)
    def two_act_apart(self, name: str, at: int, a: int, b: int, c: int) -> None:
        self._act(name, LEAVES[at], a, b)
        self._act(name, LEAVES[(at + 1) % 5], a, c)

    @rule(at=st.integers(0, 4), a=SMALL, b=st.integers(0, 4))
    def somebody_comes_is_seen_and_sent_on(self, at: int, a: int, b: int) -> None:
        for name in ("come", "visit", "refer"):
            self._act(name, LEAVES[at], a, b)

    def _act(self, name: str, at: str, a: int, b: int) -> None:
        """A machine that is shut out goes on by itself; what it writes there stays there."""
        kept = dict(self.acts.ledger)
        self.acts.do(name, self.world.nodes[at], a, b)
        if at in self.shut:
            self.acts.ledger = kept

    @rule(at=st.integers(0, 6), seed=st.integers(0, 99), is_bad=st.booleans())
    def two_talk(self, at: int, seed: int, is_bad: bool) -> None:
        self.wires.talk(self.world.nodes[NODES[at]], BAD if is_bad else None, seed=seed)

    @rule()
    def all_hear_everything(self) -> None:
        self.settle()

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.world.net.later(days=days)

    @rule(name=st.sampled_from(("muong", "central")), is_lost=st.booleans())
    def a_machine_is_shut_out(self, name: str, is_lost: bool) -> None:
        node = self.world.nodes[name]
        if name in self.shut:
            return
        with self.world.net.at(self.wires.hub_of(node)):
            peer = Peer.objects.get(pk=node.id)
            stop = actions.report_lost if is_lost else actions.suspend
            stop(peer=peer, why="Mất máy", by=SYSTEM)
        self.shut[name] = self._heard_of(node)
        here = set(self.shut[name])
        self.acts.ledger = {
            id_: at for id_, at in self.acts.ledger.items() if at is not node or id_ in here
        }

    @rule(name=st.sampled_from(("muong", "central")))
    def a_stopped_machine_comes_back(self, name: str) -> None:
        node = self.world.nodes[name]
        with self.world.net.at(self.wires.hub_of(node)):
            peer = Peer.objects.get(pk=node.id)
            if peer.state != State.SUSPENDED:
                return
            actions.resume(peer=peer, by=SYSTEM)
        assert self._heard_of(node) == self.shut.pop(name)

    @rule()
    def the_station_gets_the_new_release(self) -> None:
        """What it could not read yet stood aside whole."""
        self.world.nodes["ban"].release = CHANGES["added column"][1]
        self.world.net.later(minutes=20)
        with self.world.net.at(self.world.nodes["ban"]):
            waking.look_again()

    def _heard_of(self, node: Node) -> set[uuid.UUID]:
        with self.world.net.at(self.wires.hub_of(node)):
            taken = set(Bundle.objects.filter(origin_node=node.id).values_list("id", flat=True))
            return taken | set(
                Held.objects.filter(origin_node=node.id).values_list("id", flat=True)
            )

    def settle(self) -> None:
        """Whose clock runs ahead is let pass by a person, at every hub on the way."""
        for _ in range(4):
            self.wires.settle(most=30)
            if not sum(self._let_pass(hub) for hub in self.wires.hubs()):
                return

    def _let_pass(self, hub: Node) -> int:
        with self.world.net.at(hub):
            found = list(Held.objects.filter(state="held", why="clock_ahead").order_by("hlc"))
            for held in found:
                letting.release(held, by=SYSTEM)
            return len(found)

    def teardown(self) -> None:
        if not hasattr(self, "acts"):
            return
        try:
            self.settle()
            self.the_station_gets_the_new_release()
            self.settle()
            for name, before in self.shut.items():
                assert self._heard_of(self.world.nodes[name]) == before, name
            found = tree_judge.verdict(self.wires, self.acts)
            assert found == [], "\n".join([*self.acts.done, *found[:20]])
        finally:
            self.world.net.close()
            self.folder.cleanup()


@pytest.mark.capability("J1", "J2", "J3")
def test_a_country_of_machines_ends_with_the_same_records(begun: World) -> None:
    Country.begun = begun

    run_state_machine_as_test(
        Country,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate, *SHRINK),
            suppress_health_check=list(HealthCheck),
            derandomize=not IS_LONG,
        ),
    )
