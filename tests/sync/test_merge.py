"""One field on several nodes, written and delivered in every order: the merge against the oracle.

The oracle (oracle.py) sees all changes at once; a node sees them one by one, in its own order, and lets
one wait that speaks of a change which is not here yet.
"""

import json
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.oracle import CREATION, History, Token, Write
from tuyen.platform.changes.merge import Verdict, verdict


@dataclass
class Place:
    """One field at one node."""

    node8: str
    stands: Token = CREATION
    value: str = "0"
    clock: int = 0
    had: set[Token] = field(default_factory=set)
    lost: set[Token] = field(default_factory=set)
    waiting: list[Write] = field(default_factory=list)

    def write(self, value: str, wall: int, *, decides: bool) -> Write:
        self.clock = max(wall, self.clock + 1)
        seen = {self.stands, *(self.lost if decides else ())}
        made = Write((self.clock, self.node8), frozenset(seen), json.dumps(value), "")
        self._take(made, Verdict.FOLLOWS)
        return made

    def hear(self, write: Write) -> None:
        self.waiting.append(write)
        while sum(self._heard(each) for each in list(self.waiting)):
            pass

    def _heard(self, write: Write) -> bool:
        if write.token in self.had:
            self.waiting.remove(write)
            return True
        found = verdict(self.stands, write.seen, write.token)
        if found is Verdict.WAITS:
            return False
        self.waiting.remove(write)
        self._take(write, found)
        return True

    def _take(self, write: Write, found: Verdict) -> None:
        self.had.add(write.token)
        self.clock = max(self.clock, write.token[0])
        self.lost -= set(write.seen)
        if found is Verdict.LOSES:
            if write.values != self.value:
                self.lost.add(write.token)
            return
        if found is Verdict.WINS and write.values != self.value and self.stands != CREATION:
            self.lost.add(self.stands)
        self.stands, self.value = write.token, write.values


NODES = 4
Step = tuple[str, int, int, int]
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(
        st.sampled_from(("write", "decide", "hear")),
        st.integers(0, NODES - 1),
        st.integers(0, 3),
        st.integers(0, 40),
    ),
    max_size=30,
)


def played(steps: list[Step], *, in_order: bool) -> tuple[list[Place], History]:
    """in_order: each node hears a change after those that were seen when it was made."""
    places = [Place(f"{number:08x}") for number in range(NODES)]
    history, queues = History(), [list[Write]() for _ in range(NODES)]
    for what, at, value, number in steps:
        if what == "hear":
            if queues[at]:
                places[at].hear(queues[at].pop(0 if in_order else number % len(queues[at])))
            continue
        made = places[at].write(str(value), number, decides=what == "decide")
        history.writes[made.token] = made
        for other in range(NODES):
            if other != at:
                queues[other].append(made)
    for place, queue in zip(places, queues, strict=True):
        for write in queue:
            place.hear(write)
    return places, history


@settings(max_examples=400)
@given(STEPS, st.booleans())
def test_every_node_ends_at_the_same_value_and_has_every_loser_on_record(
    steps: list[Step], in_order: bool
) -> None:
    places, history = played(steps, in_order=in_order)
    if not history.writes:
        return

    standing, losers = history.standing(), {each.values for each in history.losers()}

    for place in places:
        assert place.waiting == []
        assert (place.stands, place.value) == (standing.token, standing.values)
        assert losers <= {history.writes[token].values for token in place.lost}


@settings(max_examples=300)
@given(STEPS)
def test_a_change_that_was_seen_is_never_called_a_loser_when_changes_come_in_order(
    steps: list[Step],
) -> None:
    places, history = played(steps, in_order=True)
    if not history.writes:
        return

    seen = history.ancestors_of(history.standing())

    for place in places:
        assert not place.lost & seen
