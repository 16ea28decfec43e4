"""Everything wrong that may come to a hub, over its real doors: each refused or put aside with a sentence
that a person understands, counted, and nothing else stops."""

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import zstandard
from django.test import Client

from tests.sync.acts import Acts
from tests.sync.engines import Template
from tests.sync.net import Net, Node
from tests.sync.talk import enrol, talk
from tests.sync.world import World, founded, joined, twin
from tuyen.edge.sync import batches, frames, messages
from tuyen.edge.sync.batches import Sent
from tuyen.edge.sync.ends import MailEnds
from tuyen.edge.sync.pages import held as held_page
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.nodes import envelope, queries, refusals
from tuyen.platform.nodes.models import Peer, Refusal

DAYS_AHEAD = 3
PUSH = "/sync/push"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(
    template: Template, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with django_db_blocker.unblock():
        made = founded(Net(template, tmp_path_factory.mktemp("wrong")))
        for node in joined(made, "ban", "hospital"):
            enrol(made, node)
            talk(made, node)
        yield made
        made.net.close()


@dataclass
class Door:
    """A station that has something to say, and the hub's door as it is served."""

    world: World
    acts: Acts

    @property
    def ban(self) -> Node:
        return self.world.nodes["ban"]

    def upstream(self) -> Peer:
        found = queries.upstream()
        assert found is not None
        return found

    def letters(self) -> list[Sent]:
        """What the station would send now."""
        assert self.acts.do("register", self.ban, 0, 1)
        with self.world.net.at(self.ban):
            packed = MailEnds(self.upstream()).letters(2**20)
        assert packed is not None
        return batches.unpack(packed)

    def sealed(self, payload: bytes, path: str = PUSH) -> bytes:
        with self.world.net.at(self.ban):
            return envelope.seal(payload, peer=self.upstream(), path=path)

    def knock(self, body: bytes) -> int:
        with self.world.net.at(self.world.hub):
            kind = "application/octet-stream"
            return Client().post(PUSH, data=body, content_type=kind).status_code

    def push(self, sent: list[Sent]) -> int:
        return self.knock(self.sealed(_pushed(sent)))

    def refused(self) -> dict[str, int]:
        with self.world.net.at(self.world.hub):
            return dict(Refusal.objects.values_list("code", "times"))

    def held(self) -> list[Held]:
        with self.world.net.at(self.world.hub):
            return list(Held.objects.filter(state="held"))

    def of(self, node: Node) -> set[UUID]:
        """What the hub has of a node's acts."""
        with self.world.net.at(self.world.hub):
            return set(Bundle.objects.filter(origin_node=node.id).values_list("id", flat=True))


def _pushed(sent: list[Sent]) -> bytes:
    return frames.pack(messages.Push(batches.pack(sent), [0, 0, 0]))


@pytest.fixture
def door(begun: World, net: Net) -> Door:
    world = twin(net, begun)
    return Door(world, Acts(world))


def _signed_by_nobody(door: Door) -> bytes:
    body = bytearray(door.sealed(_pushed(door.letters())))
    body[-1] ^= 1
    return bytes(body)


def _again(door: Door) -> bytes:
    body = door.sealed(_pushed(door.letters()))
    assert door.knock(body) == 200
    return body


def _cut(door: Door) -> bytes:
    return door.sealed(_pushed(door.letters())[:-20])


def _cut_outside(door: Door) -> bytes:
    return door.sealed(_pushed(door.letters()))[:-20]


def _too_big(_door: Door) -> bytes:
    return bytes(envelope.MOST_BYTES + 1)


def _bomb(door: Door) -> bytes:
    """A gigabyte of nothing in a few kilobytes."""
    told = zstandard.ZstdCompressionParameters.from_level(
        19, format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False
    )
    squeezed = zstandard.ZstdCompressor(compression_params=told).compressobj()
    zeros = bytes(2**20)
    grown = b"".join(squeezed.compress(zeros) for _ in range(64)) + squeezed.flush()
    return door.sealed(bytes((frames.NEWEST, frames.DICTIONARY)) + grown)


@pytest.mark.parametrize(
    "made, code",
    [
        pytest.param(_signed_by_nobody, "bad_signature", id="forged"),
        pytest.param(_again, "replayed", id="replayed"),
        pytest.param(_cut, "bad_body", id="truncated before it was signed"),
        pytest.param(_cut_outside, "bad_body", id="truncated on the way"),
        pytest.param(_too_big, "too_big", id="oversized"),
        pytest.param(_bomb, "bad_body", id="decompression bomb"),
    ],
)
def test_a_message_that_is_not_what_it_says_is_refused_counted_and_followed_by_the_next(
    door: Door, made: Callable[[Door], bytes], code: str
) -> None:
    body = made(door)
    before = door.of(door.ban)

    status = door.knock(body)

    assert status == 403
    assert door.of(door.ban) == before
    assert door.refused() == {code: 1}
    assert refusals.sentence_of(code).endswith((".", "?"))
    assert door.acts.do("register", door.ban, 2, 1)
    talk(door.world, door.ban)
    assert door.of(door.ban) > before
    assert door.held() == []


class Spoilt(NamedTuple):
    """Why it is put aside, and how a bundle is made so."""

    why: str
    make: Callable[[Sent, World], Sent]


def _remade(sent: Sent, raw: bytes | None = None, **said: Any) -> Sent:
    header = dataclasses.replace(sent.header, **said)
    raw = sent.raw if raw is None else raw
    return sent._replace(header=header, raw=raw, sha=header.sha256(raw))


def _ahead(sent: Sent, _world: World) -> Sent:
    return _remade(sent, hlc=sent.header.hlc + (DAYS_AHEAD * 86_400_000 << 16))


def _for_others(sent: Sent, world: World) -> Sent:
    return _remade(sent, actor_unit_id=world.units["hospital"])


def _of_no_table(sent: Sent, _world: World) -> Sent:
    return _remade(sent, sent.raw.replace(b'"persons.person"', b'"persons.nobody"'))


def _of_another_chain(sent: Sent, _world: World) -> Sent:
    return _remade(sent, prev_sha=bytes(32))


@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param(Spoilt("clock_ahead", _ahead), id="future-dated"),
        pytest.param(Spoilt("not_yours", _for_others), id="for a unit not its own"),
        pytest.param(Spoilt("unknown_model", _of_no_table), id="unknown model"),
        pytest.param(Spoilt("broken_chain", _of_another_chain), id="another past"),
    ],
)
def test_a_bundle_that_cannot_stand_waits_with_its_reason_and_stops_nobody(
    door: Door, spoilt: Spoilt
) -> None:
    letters = door.letters()
    wrong = [spoilt.make(each, door.world) for each in letters]

    status = door.push(wrong)

    kept = door.held()
    assert status == 200
    assert spoilt.why in {each.why for each in kept}
    assert {each.id for each in kept}.isdisjoint(door.of(door.ban))
    for each in kept:
        with door.world.net.at(door.world.hub):
            why, helps = held_page.why_of(each)
        assert why.endswith(".")
        assert helps.endswith(".")
    hospital = door.world.nodes["hospital"]
    before = door.of(hospital)
    assert door.acts.do("register", hospital, 1, 1)
    talk(door.world, hospital)
    assert door.of(hospital) > before


def test_letters_out_of_their_order_are_not_taken_and_come_again_in_order(door: Door) -> None:
    letters = door.letters()
    before = door.of(door.ban)

    status = door.push([each._replace(nseq=each.nseq + 5) for each in letters])

    assert status == 200
    assert door.of(door.ban) == before
    talk(door.world, door.ban)
    assert door.of(door.ban) >= {each.header.bundle_id for each in letters}
    assert door.held() == []
