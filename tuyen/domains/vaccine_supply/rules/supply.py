"""Which step a request may take, and how what there is is shared out. No Django here."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Step(StrEnum):
    ASKED = "asked"
    ALLOCATED = "allocated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


NEXT = {
    Step.ASKED: {Step.ALLOCATED, Step.DECLINED, Step.WITHDRAWN},
    Step.ALLOCATED: {Step.ALLOCATED},
    Step.DECLINED: {Step.ALLOCATED},
    Step.WITHDRAWN: set(),
}


class Way(StrEnum):
    """By what the upper level shares out."""

    NEED = "need"
    RISK = "risk"


class Wish(NamedTuple):
    """What one unit asks for. `risk`: 1 as usual, 2 high, 3 an outbreak now."""

    doses: int
    risk: int = 1


def may_follow(now: str, then: str) -> bool:
    return Step(then) in NEXT[Step(now)]


def shares(available: int, doses_a_vial: int, wishes: Sequence[Wish], way: Way) -> list[int]:
    """Doses for each wish, whole vials, together never more than there is and nobody more than asked.

    In proportion to what was asked, or to that times the risk; what is left of a vial goes where the
    most is missing of the share.
    """
    wanted = [wish.doses // doses_a_vial for wish in wishes]
    weights = [
        vials * (wish.risk if way is Way.RISK else 1)
        for vials, wish in zip(wanted, wishes, strict=True)
    ]
    given = [0] * len(wishes)
    left = min(available // doses_a_vial, sum(wanted))
    while left:
        open_ones = [i for i, most in enumerate(wanted) if given[i] < most]
        whole = sum(weights[i] for i in open_ones)
        parts = {i: left * weights[i] / whole for i in open_ones}
        taken = {i: min(int(parts[i]), wanted[i] - given[i]) for i in open_ones}
        if not any(taken.values()):
            first = max(open_ones, key=lambda i: (parts[i], weights[i], -i))
            taken = {first: 1}
        for i, vials in taken.items():
            given[i] += vials
        left -= sum(taken.values())
    return [vials * doses_a_vial for vials in given]


class Standing(NamedTuple):
    """Where a request stands, in doses."""

    asked: int
    allocated: int
    sent: int
    received: int
    on_the_way: int

    @property
    def shortage(self) -> int:
        """What was asked for and has not come."""
        return max(0, self.asked - self.received)

    @property
    def may_send(self) -> int:
        return max(0, self.allocated - self.sent)
