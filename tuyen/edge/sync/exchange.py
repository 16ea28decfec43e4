"""One conversation of a node with the node above it, as a machine without network or database.

`ends` is this node's own side, `ask` carries one message there and its answer back. Urgent letters go
first in both directions, because mailboxes give them first. A line that breaks makes the next batch
smaller; what was already taken is never sent again, because each side says what it has.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tuyen.edge.sync import messages
from tuyen.edge.sync.batches import Packed
from tuyen.edge.sync.sizes import BatchSize

Reply = TypeVar("Reply", covariant=True)
TRIES = 3


class LineBroke(Exception):
    """Nothing came back, or not all of it. It is worth asking again."""


class Ask(Protocol):
    """Raises LineBroke; whatever else it raises ends the conversation."""

    def __call__(self, path: str, message: Any, kind: type[Reply]) -> Reply: ...


class Ends(Protocol):
    """This node's own side."""

    def has(self) -> list[int]:
        """What it has applied of the other's letters, by stream."""
        ...

    def heard(self, has: list[int]) -> None:
        """What the other one has of ours; less than before when it was restored."""
        ...

    def letters(self, budget: int) -> Packed | None:
        """The next letters for the other, at least one when any waits."""
        ...

    def waiting(self) -> int: ...

    def take_in(self, batch: Packed) -> int:
        """Apply; how many letters were new."""
        ...

    def hello(self) -> messages.Hello: ...

    def welcomed(self, answer: messages.Welcome) -> None: ...


@dataclass
class Done:
    """What came of it."""

    given: int = 0
    taken: int = 0
    asked: int = 0
    broke: int = 0


Watch = Callable[[Done, int], bool]  # after each turn: what is done, what waits; False ends it


def go_on(_done: Done, _waiting: int) -> bool:
    return True


@dataclass
class Conversation:
    """Push and pull in turns until nothing waits on either side."""

    ends: Ends
    ask: Ask
    size: BatchSize
    done: Done
    other_wants: bool = False  # files of ours that have not reached the other one

    def run(
        self, *, say_hello: bool, give: bool = True, take: bool = True, watch: Watch = go_on
    ) -> Done:
        if say_hello:
            self._hello()
        has_more, told = take, self.ends.has()
        while True:
            gave = give and self._give()
            left = self.ends.waiting()
            if has_more:
                told = self.ends.has()
                has_more = self._take()
            waits = self.ends.waiting()
            lost = give and waits > left  # the other one was restored, and says so
            if not watch(self.done, waits) or not (gave or has_more or lost):
                break
        if take and self.ends.has() != told:
            self._asked("/sync/ack", messages.Ack(self.ends.has()), messages.Pushed)
        return self.done

    def _hello(self) -> None:
        answer = self._asked("/sync/hello", self.ends.hello(), messages.Welcome)
        self.ends.welcomed(answer)
        self.ends.heard(answer.has)

    def _give(self) -> bool:
        """One batch, smaller after each break. Did the other one take any of it?"""
        for _ in range(TRIES):
            batch = self.ends.letters(self.size.bytes)
            before = (
                self.ends.waiting()
            )  # asking for letters may have put new ones into the mailbox
            if batch is None:
                return False
            try:
                answer = self._once(
                    "/sync/push", messages.Push(batch, self.ends.has()), messages.Pushed
                )
            except LineBroke as fault:
                broke = fault
                continue
            self.size.went_well()
            self.ends.heard(answer.has)
            self.done.given += len(batch.counts) + len(batch.notes)
            return self.ends.waiting() < before
        raise broke

    def _take(self) -> bool:
        for _ in range(TRIES):
            message = messages.Pull(self.ends.has(), self.size.bytes)
            try:
                answer = self._once("/sync/pull", message, messages.Pulled)
            except LineBroke as fault:
                broke = fault
                continue
            self.ends.heard(answer.has)
            self.other_wants = answer.wants
            if answer.batch is not None:
                self.size.went_well()
                self.done.taken += self.ends.take_in(answer.batch)
            if answer.call:
                self._hello()
            return answer.more
        raise broke

    def _asked(self, path: str, message: Any, kind: type[Reply]) -> Reply:
        for _ in range(TRIES):
            try:
                return self._once(path, message, kind)
            except LineBroke as fault:
                broke = fault
        raise broke

    def _once(self, path: str, message: Any, kind: type[Reply]) -> Reply:
        self.done.asked += 1
        try:
            return self.ask(path, message, kind)
        except LineBroke:
            self.done.broke += 1
            self.size.broke()
            raise
