"""A conversation over a line that breaks: everything arrives once, urgent things first."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from tuyen.edge.sync import batches, messages
from tuyen.edge.sync.batches import Note, Packed
from tuyen.edge.sync.exchange import Conversation, Done, LineBroke
from tuyen.edge.sync.sizes import FIRST, BatchSize

STREAMS = 3


@dataclass
class Side:
    """A mailbox in memory: letters by stream, what was taken in, what the other one has."""

    mail: list[list[bytes]] = field(default_factory=lambda: [[] for _ in range(STREAMS)])
    taken: list[Note] = field(default_factory=list)
    got: list[int] = field(default_factory=lambda: [0] * STREAMS)
    theirs: list[int] = field(default_factory=lambda: [0] * STREAMS)

    def write(self, stream: int, *contents: bytes) -> None:
        self.mail[stream].extend(contents)

    def has(self) -> list[int]:
        return list(self.got)

    def heard(self, has: list[int]) -> None:
        self.theirs = list(has)

    def waiting(self) -> int:
        return sum(len(mail) - has for mail, has in zip(self.mail, self.theirs, strict=True))

    def letters(self, budget: int) -> Packed | None:
        found: list[Note] = []
        for stream, mail in enumerate(self.mail):
            for number in range(self.theirs[stream] + 1, len(mail) + 1):
                if found and sum(len(n.content) for n in found) >= budget:
                    break
                found.append(Note(stream, number, "test", mail[number - 1]))
        return batches.pack([], found) if found else None

    def take_in(self, batch: Packed) -> int:
        before = len(self.taken)
        for note in map(Note._make, batch.notes):
            if note.nseq == self.got[note.stream] + 1:
                self.got[note.stream] += 1
                self.taken.append(note)
        return len(self.taken) - before

    def hello(self) -> messages.Hello:
        return messages.Hello({}, (1, 1), self.has())

    def welcomed(self, answer: messages.Welcome) -> None:
        assert answer.wire == 1


@dataclass
class Hub:
    """The other end, behind a line that loses questions and answers."""

    side: Side
    loses: random.Random | None = None
    paths: list[str] = field(default_factory=list)

    def ask(self, path: str, message: Any, kind: type[Any]) -> Any:
        if self.loses and self.loses.random() < 0.2:
            raise LineBroke("the question is lost")
        self.paths.append(path)
        self.side.heard(message.has)
        answer = self._answer(message)
        if self.loses and self.loses.random() < 0.2:
            raise LineBroke("the answer is lost")
        assert isinstance(answer, kind)
        return answer

    def _answer(self, message: Any) -> Any:
        if isinstance(message, messages.Hello):
            return messages.Welcome({}, 1, self.side.has())
        if isinstance(message, messages.Pull):
            batch = self.side.letters(message.budget)
            sent = len(batch.notes) if batch else 0
            return messages.Pulled(batch, self.side.has(), more=sent < self.side.waiting())
        if isinstance(message, messages.Push):
            self.side.take_in(message.batch)
        return messages.Pushed(self.side.has())


def _talk(here: Side, hub: Hub, **how: bool) -> Done:
    return Conversation(here, hub.ask, BatchSize(), Done()).run(**{"say_hello": False} | how)  # type: ignore[arg-type]


def test_when_nothing_waits_one_question_is_enough() -> None:
    hub = Hub(Side())

    _talk(Side(), hub)

    assert hub.paths == ["/sync/pull"]


def test_both_sides_empty_their_mailboxes_urgent_first() -> None:
    here, hub = Side(), Hub(Side())
    here.write(2, *[b"old" * 9000] * 9)
    here.write(0, b"referral")
    hub.side.write(1, *[b"answer" * 9000] * 9)
    hub.side.write(0, b"alert")

    done = _talk(here, hub, say_hello=True)

    assert (done.given, done.taken) == (10, 10)
    assert hub.side.taken[0].content == b"referral"
    assert here.taken[0].content == b"alert"
    assert (here.waiting(), hub.side.waiting()) == (0, 0)
    assert hub.paths[-1] == "/sync/ack"


@pytest.mark.parametrize("seed", range(12))
def test_over_a_line_that_loses_a_third_everything_arrives_once_and_in_order(seed: int) -> None:
    here, hub = Side(), Hub(Side(), random.Random(seed))
    here.write(1, *[bytes([n]) * 20_000 for n in range(30)])
    hub.side.write(1, *[bytes([n]) * 20_000 for n in range(30)])

    for _ in range(60):
        try:
            _talk(here, hub)
        except LineBroke:
            continue

    assert [note.content for note in hub.side.taken] == here.mail[1]
    assert [note.content for note in here.taken] == hub.side.mail[1]


def test_a_line_that_is_down_makes_the_next_batch_smaller_and_ends_the_conversation() -> None:
    here, size = Side(), BatchSize()
    here.write(1, b"visit")

    def down(*_said: Any) -> Any:
        raise LineBroke("no route")

    with pytest.raises(LineBroke):
        Conversation(here, down, size, Done()).run(say_hello=False)
    assert size.bytes < FIRST


def test_a_hub_restored_from_an_old_backup_gets_again_what_it_lost() -> None:
    here, hub = Side(), Hub(Side())
    here.write(1, b"one", b"two", b"three")
    _talk(here, hub)
    hub.side.got, hub.side.taken = [0, 1, 0], hub.side.taken[:1]

    _talk(here, hub)

    assert [note.content for note in hub.side.taken] == [b"one", b"two", b"three"]


@dataclass
class LateSide(Side):
    """Acts come into the mailbox only when somebody asks for letters, as the feeder does it."""

    acts: list[bytes] = field(default_factory=list)

    def letters(self, budget: int) -> Packed | None:
        self.write(1, *self.acts)
        self.acts = []
        return super().letters(budget)


def test_acts_that_no_mailbox_had_seen_go_up_in_one_conversation() -> None:
    here, hub = LateSide(acts=[b"visit" * 9000] * 9), Hub(Side())

    done = _talk(here, hub)

    assert done.given == 9
    assert here.waiting() == 0


def test_only_giving_asks_for_nothing() -> None:
    here, hub = Side(), Hub(Side())
    here.write(1, b"visit")
    hub.side.write(1, b"answer")

    done = _talk(here, hub, take=False)

    assert (done.given, done.taken, hub.paths) == (1, 0, ["/sync/push"])
