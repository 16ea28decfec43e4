"""Changes that did not know of each other come to the same end on every node, and none is lost."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tuyen.platform.changes.clocks import CREATION, Clock
from tuyen.platform.changes.merge import Verdict, verdict

A, B, C = (1, "aaaaaaaa"), (2, "bbbbbbbb"), (3, "aaaaaaaa")


def test_a_change_that_saw_what_stands_follows_it() -> None:
    assert verdict(A, [A], B) is Verdict.FOLLOWS
    assert verdict(CREATION, [CREATION], A) is Verdict.FOLLOWS


def test_of_two_that_did_not_see_each_other_the_newer_one_stands() -> None:
    assert verdict(A, [CREATION], B) is Verdict.WINS
    assert verdict(B, [CREATION], A) is Verdict.LOSES


def test_at_the_same_moment_the_node_with_the_larger_end_wins() -> None:
    one, other = (5, "aaaaaaaa"), (5, "bbbbbbbb")

    assert verdict(one, [CREATION], other) is Verdict.WINS
    assert verdict(other, [CREATION], one) is Verdict.LOSES


def test_a_change_waits_for_the_one_that_it_saw() -> None:
    assert verdict(CREATION, [A], B) is Verdict.WAITS
    assert verdict(A, [B], C) is Verdict.WAITS


def test_the_same_change_twice_is_known() -> None:
    assert verdict(B, [A], B) is Verdict.KNOWN


class Store:
    """One group of one row on one node."""

    def __init__(self) -> None:
        self.stands: Clock = CREATION
        self.open: set[Clock] = set()
        self.closed: set[Clock] = set()

    def take(self, seen: tuple[Clock, ...], comes: Clock) -> bool:
        found = verdict(self.stands, seen, comes)
        if found is Verdict.WAITS:
            return False
        self.closed |= set(seen) - {self.stands, CREATION}
        if found is Verdict.WINS:
            self.open.add(self.stands)
        if found is Verdict.LOSES:
            self.open.add(comes)
        if found in (Verdict.WINS, Verdict.FOLLOWS):
            self.stands = comes
        return True

    def take_all(self, changes: list[tuple[tuple[Clock, ...], Clock]]) -> None:
        left = changes
        while left:
            waiting = [each for each in left if not self.take(*each)]
            assert len(waiting) < len(left), "nothing moves"
            left = waiting

    @property
    def undecided(self) -> set[Clock]:
        return self.open - self.closed


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[tuple[Clock, ...], Clock]]:
    """Changes on three nodes, each of which saw one earlier head, some of which decide another one."""
    made: list[tuple[tuple[Clock, ...], Clock]] = []
    heads: list[Clock] = [CREATION]
    for at in range(1, draw(st.integers(2, 6)) + 1):
        clock = (at, draw(st.sampled_from(["aaaaaaaa", "bbbbbbbb", "cccccccc"])))
        saw = draw(st.sampled_from(heads))
        made.append(((saw,), clock))
        heads.append(clock)
    return made


@given(histories())
def test_every_order_of_arrival_ends_alike(changes: list[tuple[tuple[Clock, ...], Clock]]) -> None:
    ends = set()
    for order in itertools.islice(itertools.permutations(changes), 60):
        store = Store()
        store.take_all(list(order))
        ends.add((store.stands, frozenset(store.undecided)))

    assert len(ends) == 1
    assert next(iter(ends))[0] == max(clock for _seen, clock in changes)
