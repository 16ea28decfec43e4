"""Real processes of a hub and of a node below it, one of which is killed (`kill -9`) while both work.

Each process is forked from this one, which has the program loaded and no connection open: a start costs
milliseconds. The two talk by the product's client over HTTP on the loopback. What a process was told is
written it says aloud through a pipe; that ledger lives here, outside of them.
"""

import itertools
import os
import random
import select
import signal
import time
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from socketserver import TCPServer
from typing import Any, NamedTuple
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIHandler

from tests.sync import judge, process_memory
from tests.sync.acts import Acts
from tests.sync.net import Node
from tests.sync.world import World
from tuyen.core.errors import Refused
from tuyen.edge.sync import client
from tuyen.edge.sync.line import Line
from tuyen.edge.sync.turns import turn_with
from tuyen.platform.changes import failpoints
from tuyen.platform.nodes import queries

ACTS = (
    "visit",
    "note_allergy",
    "phone",
    "born",
    "correct_allergy",
    "refer",
    "step_referral",
    "move_stock",
    "address",
)
MOST_TURNS = 40  # of a process that waits for its death
ACT_EVERY = 3  # requests at the hub
PATIENCE_S = 90.0
WRITING = tuple(name for name in failpoints.NAMES if name.startswith("changes."))
# An order to forget has a test of its own; nothing goes on from a machine without others below it.
SELDOM = ("mailbox.forgetting", "mailbox.delivered")
MAIL = tuple(name for name in failpoints.MAILBOX if name not in SELDOM)
PLACES = {
    "leaf": (*WRITING, *failpoints.ARRIVING, *MAIL, *failpoints.ASKING),
    "hub": (*WRITING, *failpoints.ARRIVING, *MAIL, "mailbox.delivered", *failpoints.ANSWERING),
}


class Round(NamedTuple):
    """Who dies, and where: at the n-th time it comes to a named place, or after some milliseconds."""

    leaf: str
    dies: str  # leaf or hub
    place: str = ""
    hits: int = 1
    after_ms: int = 0


def rounds(count: int, leaves: tuple[str, ...]) -> list[Round]:
    """Every place at every kind of machine once or more, in half of the rounds; the others by the clock."""
    dice = random.Random(37)
    named = [(kind, place) for kind, places in PLACES.items() for place in places]
    found = []
    for number in range(count):
        leaf = leaves[number % len(leaves)]
        if number < len(named) or number % 2:
            kind, place = named[number % len(named)]
            found.append(Round(leaf, kind, place, dice.randint(1, 2)))
        else:
            found.append(
                Round(leaf, ("leaf", "hub")[number % 4 // 2], after_ms=dice.randint(1, 50))
            )
    dice.shuffle(found)
    return found


@dataclass
class Process:
    """A forked process and what it says: `wrote ID`, `port N`, `fault WORDS`."""

    pid: int
    out: int
    heard: bytes = b""
    status: int | None = None

    def said(self, word: str) -> list[str]:
        lines = self.heard.decode(errors="replace").split("\n")
        return [line[len(word) + 1 :] for line in lines if line.startswith(word + " ")]

    def hear(self, timeout_s: float) -> bool:
        """A piece of what it says; False when it has nothing more to say."""
        if not select.select([self.out], [], [], timeout_s)[0]:
            raise TimeoutError(self.heard.decode(errors="replace")[-2000:])
        piece = os.read(self.out, 65536)
        self.heard += piece
        return bool(piece)

    def until(self, word: str) -> str:
        while not self.said(word):
            if not self.hear(PATIENCE_S):
                raise AssertionError(self.heard.decode(errors="replace"))
        return self.said(word)[0]

    def kill(self) -> None:
        if self.status is None:  # not waited for: the number is still its own
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Wait for its end."""
        while self.hear(PATIENCE_S):
            pass
        os.close(self.out)
        if self.status is None:
            self.status = os.waitpid(self.pid, 0)[1]

    def has_ended(self) -> bool:
        """Is it dead by `kill -9`?"""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None and os.WIFSIGNALED(self.status)


def forked(work: Callable[["Voice"], None]) -> Process:
    hear, out = os.pipe()
    pid = os.fork()
    if pid:
        os.close(out)
        return Process(pid, hear)
    os.close(hear)
    voice = Voice(out)
    try:
        process_memory.forget()
        work(voice)
    except BaseException:
        voice.say("fault", traceback.format_exc().replace("\n", "\\n"))
    finally:
        os._exit(0)


def ended_at(place: str, world: World, work: Callable[[], object]) -> bool:
    """Let a process do this until it dies at that place; did it?"""
    for node in world.net.nodes:
        node.database.close()

    def armed(_voice: "Voice") -> None:
        failpoints.arm(place)
        work()

    process = forked(armed)
    process.end()
    return process.has_ended()


@dataclass
class Voice:
    """How a process says something aloud before it goes on."""

    out: int
    told: set[uuid.UUID] = field(default_factory=set)

    def say(self, word: str, what: object) -> None:
        os.write(self.out, f"{word} {what}\n".encode())

    def acknowledge(self, acts: Acts) -> None:
        for id_ in set(acts.ledger) - self.told:
            self.say("wrote", id_)
            self.told.add(id_)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None: ...


class Server(WSGIServer):
    """Its own name is not asked of anybody."""

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])
        self.setup_environ()


@dataclass
class Killing:
    """The rounds of one network."""

    world: World
    acts: Acts
    application: Any = field(default_factory=WSGIHandler)
    survived: list[Round] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def run(self, each: Round, seed: int) -> None:
        """One round. What was acknowledged in it is in the ledger afterwards, and what was wrong is known.

        Chance may leave a place aside (nothing came that could arrive): then once more, with other acts.
        """
        if not self._dies(each, seed) and not self._dies(each._replace(hits=1), -seed - 1):
            self.survived.append(each)

    def _dies(self, each: Round, seed: int) -> bool:
        for node in self.world.net.nodes:
            node.database.close()
        hub = forked(lambda voice: self._serve(voice, each, random.Random(seed)))
        port = int(hub.until("port"))
        leaf = forked(lambda voice: self._talk(voice, each, port, random.Random(-seed)))
        victim = leaf if each.dies == "leaf" else hub
        if each.after_ms:
            victim.until("begun")
            time.sleep(each.after_ms / 1000)
            victim.kill()
        leaf.end()
        is_dead = victim.has_ended()
        hub.kill()
        hub.end()
        self._note(each, self.world.nodes[each.leaf], leaf)
        self._note(each, self.world.hub, hub)
        self.world.net.later(seconds=400)
        return is_dead

    def _note(self, each: Round, node: Node, process: Process) -> None:
        wrote = {uuid.UUID(said) for said in process.said("wrote")}
        self.acts.ledger.update(dict.fromkeys(wrote, node))
        said = [*process.said("fault"), *judge.halves(self.world, node, wrote)]
        self.wrong += [f"{each} {node}: {why}" for why in said]

    def _serve(self, voice: Voice, each: Round, dice: random.Random) -> None:
        """The hub's machine: a server, and somebody who works there."""
        self.acts.ledger.clear()
        hub = self.world.hub
        with self.world.net.at(hub), Server(("127.0.0.1", 0), Quiet) as server:
            server.set_app(self.application)
            voice.say("port", server.server_port)
            self._arm(each, "hub")
            for turn in itertools.count():
                if turn % ACT_EVERY == 0:
                    self._act(voice, hub, dice)
                if turn == 0:
                    voice.say("begun", "")
                server.handle_request()

    def _talk(self, voice: Voice, each: Round, port: int, dice: random.Random) -> None:
        """A machine below: somebody works, and after each act it talks to the hub while that lives."""
        self.acts.ledger.clear()
        node = self.world.nodes[each.leaf]
        with self.world.net.at(node):
            self._arm(each, "leaf")
            voice.say("begun", "")
            for _ in range(MOST_TURNS):
                self._act(voice, node, dice)
                if not self._exchanged(port) and each.dies == "hub":
                    self._act(voice, node, dice)
                    return

    def _arm(self, each: Round, kind: str) -> None:
        if each.place and each.dies == kind:
            failpoints.arm(each.place, each.hits)

    def _act(self, voice: Voice, node: Node, dice: random.Random) -> None:
        self.acts.do(dice.choice(ACTS), node, dice.randrange(6), dice.randrange(6))
        voice.acknowledge(self.acts)

    def _exchanged(self, port: int) -> bool:
        upstream = queries.upstream()
        assert upstream is not None
        url = f"http://127.0.0.1:{port}"
        with turn_with(upstream.id) as turn, Line(url) as line, suppress(Refused):
            client.converse(upstream, line.post, turn=turn)
            return True
        return False
