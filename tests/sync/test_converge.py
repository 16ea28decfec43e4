"""Nodes that work alone for a while end with the same records, lose nothing and hide no conflict.

Hypothesis plays people at work on four nodes and a line that loses, repeats and mixes what it carries.
TUYEN_SYNC_EXAMPLES=300 makes a long run, with days that nobody has played before; TUYEN_SYNC_SHRINK=1
looks for the shortest day that shows a fault.
"""

import datetime as dt
import os
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.sync import judge
from tests.sync.acts import ACTS, Acts
from tests.sync.handing import Star, held
from tests.sync.net import Net, Node
from tests.sync.world import World, again, founded, joined

# On PostgreSQL every node of every example is a database that the server must make: fewer there.
DEFAULT_EXAMPLES = "2" if "TUYEN_TEST_DATABASE_URL" in os.environ else "12"
EXAMPLES = int(os.environ.get("TUYEN_SYNC_EXAMPLES", DEFAULT_EXAMPLES))
# Making a failing day shorter takes minutes: asked for by whoever looks for the fault.
SHRINK = (Phase.shrink,) if os.environ.get("TUYEN_SYNC_SHRINK") else ()
LEAVES = ("hospital", "ban", "muong", "prison")
SMALL = st.integers(0, 6)


class Nodes(RuleBasedStateMachine):
    """Each rule is one act at one node, or one hand-over between two."""

    founder: ClassVar[World]

    @initialize(skews=st.lists(st.integers(-20, 20), min_size=4, max_size=4))
    def begin(self, skews: list[int]) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="tuyen-nodes-")
        self.net = Net(self.founder.net.template, Path(self.folder.name))
        self.world = again(self.net, self.founder)
        for name, hours in zip(LEAVES, skews, strict=True):
            joined(self.world, name, skew=dt.timedelta(hours=hours / 2))
        self.acts, self.star = Acts(self.world), Star(self.world)
        for number, name in enumerate(LEAVES):
            self.acts.do("register", self.world.nodes[name], number, number * 3)
        self.star.settle()

    def _node(self, at: int) -> Node:
        names = ("hub", *LEAVES)
        return self.world.nodes[names[at % len(names)]]

    @rule(name=st.sampled_from(sorted(ACTS)), at=st.integers(0, 4), a=SMALL, b=SMALL)
    def somebody_acts(self, name: str, at: int, a: int, b: int) -> None:
        self.acts.do(name, self._node(at), a, b)

    @rule(name=st.sampled_from(sorted(ACTS)), at=st.integers(0, 4), a=SMALL, b=SMALL, c=SMALL)
    def two_act_apart(self, name: str, at: int, a: int, b: int, c: int) -> None:
        """The same thing at two nodes that have not heard of each other's."""
        self.acts.do(name, self._node(at), a, b)
        self.acts.do(name, self._node(at + 1), a, c)

    @rule(
        leaf=st.sampled_from(LEAVES),
        upwards=st.booleans(),
        count=st.integers(1, 12),
        mixed=st.integers(0, 3),
        lost=st.booleans(),
    )
    def the_line_carries(
        self, leaf: str, upwards: bool, count: int, mixed: int, lost: bool
    ) -> None:
        ends = (self.world.nodes[leaf], self.world.hub)
        source, target = ends if upwards else ends[::-1]
        self.star.hand(source, target, count, mixed=mixed, lost=lost)

    @rule()
    def all_hear_everything(self) -> None:
        self.star.settle()

    def teardown(self) -> None:
        if not hasattr(self, "star"):
            return
        try:
            self._judged()
        finally:
            self.net.close()
            self.folder.cleanup()

    def _judged(self) -> None:
        self.star.settle()
        nodes: list[Node] = list(self.world.nodes.values())
        assert {node.name: held(self.world, node) for node in nodes} == {
            node.name: {} for node in nodes
        }
        found = judge.verdict(self.world, self.acts, nodes)
        assert found == [], "\n".join([*self.acts.done, *found[:20]])


@pytest.mark.django_db
@pytest.mark.capability("J1", "J2")
def test_nodes_that_worked_apart_end_with_the_same_records(net: Net) -> None:
    Nodes.founder = founded(net)

    run_state_machine_as_test(
        Nodes,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate, *SHRINK),
            suppress_health_check=list(HealthCheck),
            derandomize="TUYEN_SYNC_EXAMPLES" not in os.environ,
        ),
    )
