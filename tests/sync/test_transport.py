"""Records between a station and its hub by the product's own client and server, on lines good and bad."""

import contextlib
import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.sync.acts import Acts
from tests.sync.net import Net, Node
from tests.sync.talk import Recorded, enrol, post_to, talk
from tests.sync.world import World, founded, joined
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.edge.sync import frames, messages, server, sticks
from tuyen.edge.sync.batches import pack
from tuyen.edge.sync.tests import made_up
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import store
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.nodes import actions, envelope, queries
from tuyen.platform.nodes.models import NodeAct, Peer, Refusal
from tuyen.platform.nodes.refusals import Declined
from tuyen.record.models import Document, Encounter, Referral
from tuyen.registry.persons.models import Person

HEADERS = 300  # of a question and its answer in HTTP; measured over a real line in test_two_servers


@pytest.fixture
def world(net: Net) -> World:
    return founded(net)


@pytest.fixture
def ban(world: World) -> Node:
    (node,) = joined(world, "ban")
    enrol(world, node)
    talk(world, node)
    return node


@pytest.fixture
def acts(world: World) -> Acts:
    return Acts(world)


def _count(world: World, node: Node, model: Any) -> int:
    with world.net.at(node):
        found: int = model.objects.count()
        return found


def test_a_visit_at_a_station_stands_at_the_hub_after_one_conversation(
    world: World, ban: Node, acts: Acts
) -> None:
    acts.do("register", ban, 0, 1)
    acts.do("visit", ban, 0, 1)

    done = talk(world, ban)

    assert done.given
    assert _count(world, world.hub, Encounter) == 1
    assert _same_chart(world, ban)


def test_a_referral_goes_up_and_the_answer_comes_back(world: World, ban: Node, acts: Acts) -> None:
    acts.do("register", ban, 0, 1)
    acts.do("visit", ban, 0, 1)
    acts.do("refer", ban, 0, 2)
    talk(world, ban)
    acts.do("step_referral", world.hub, 0, 0)

    talk(world, ban)

    assert _statuses(world, ban) == _statuses(world, world.hub) != []


def _statuses(world: World, node: Node) -> list[tuple[Any, ...]]:
    with world.net.at(node):
        return list(Referral.objects.order_by("id").values_list("id", "status"))


def _same_chart(world: World, ban: Node) -> bool:
    return _encounters(world, ban) == _encounters(world, world.hub)


def _encounters(world: World, node: Node) -> list[tuple[Any, ...]]:
    with world.net.at(node):
        return list(Encounter.objects.order_by("id").values_list("id", "hlc", "reason", "status"))


def test_an_empty_machine_has_the_tree_of_units_after_its_first_conversation(world: World) -> None:
    node = world.nodes["muong"] = world.net.node("muong")
    enrol(world, node)

    talk(world, node)

    assert _count(world, node, ScopeNode) == _count(world, world.hub, ScopeNode)
    assert _count(world, node, Held) == 0


def test_when_nothing_is_new_one_question_of_less_than_a_kilobyte_is_enough(
    world: World, ban: Node
) -> None:
    talk(world, ban)
    line = Recorded(post_to(world))

    talk(world, ban, line)

    assert [path for path, _body, _reply in line.said] == ["/sync/pull"]
    assert line.bytes + HEADERS <= 1024


def test_a_visit_alone_and_a_morning_of_visits_keep_to_their_bytes(
    world: World, ban: Node, acts: Acts
) -> None:
    for number in range(21):
        acts.do("register", ban, number, 1)
    talk(world, ban)
    acts.do("visit", ban, 0, 1)
    alone = Recorded(post_to(world))
    talk(world, ban, alone)
    for number in range(1, 21):
        acts.do("visit", ban, number, number)
    morning = Recorded(post_to(world))
    talk(world, ban, morning)

    assert _pushed(alone) <= 700
    assert _pushed(morning) / 20 <= 350


def _pushed(line: Recorded) -> int:
    return sum(len(body) for path, body, _reply in line.said if path == "/sync/push")


@pytest.mark.parametrize("seed", range(6))
def test_on_a_line_that_loses_questions_and_answers_nothing_is_lost_or_doubled(
    world: World, ban: Node, acts: Acts, seed: int
) -> None:
    chance = random.Random(seed)
    for number in range(4):
        acts.do("register", ban, number, 1)
        acts.do("visit", ban, number, number)

    def loses(_number: int) -> str:
        return chance.choice(["", "", "question", "answer", "half"])

    for _ in range(30):
        try:
            talk(world, ban, Recorded(post_to(world), loses=loses))
        except Refused:
            continue
    talk(world, ban)

    assert _count(world, world.hub, Encounter) == 4
    assert _same_chart(world, ban)


def test_a_line_that_is_down_is_said_in_words_and_the_work_goes_on(
    world: World, ban: Node, acts: Acts
) -> None:
    acts.do("register", ban, 0, 1)

    with pytest.raises(Refused, match="Không liên lạc được"):
        talk(world, ban, Recorded(post_to(world), loses=lambda _n: "question"))

    with world.net.at(ban):
        said = queries.upstream()
        assert said is not None
        assert "tự gửi lại" in said.last_error
    assert acts.do("visit", ban, 0, 1)


def test_a_request_sent_again_is_refused_and_counted_and_changes_nothing(
    world: World, ban: Node, acts: Acts
) -> None:
    acts.do("register", ban, 0, 1)
    line = Recorded(post_to(world))
    talk(world, ban, line)
    path, body, _reply = next(each for each in line.said if each[0] == "/sync/push")
    before = _count(world, world.hub, Bundle)

    with world.net.at(world.hub):
        _again, status = server.answer(body, path)

    assert status == 403
    assert _count(world, world.hub, Bundle) == before
    assert _refused(world) == {"replayed": 1}


def _refused(world: World) -> dict[str, int]:
    with world.net.at(world.hub):
        return dict(Refusal.objects.values_list("code", "times"))


_BOMB = b"\x01\x01" + bytes(200)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(_BOMB, id="no frame of ours"),
        pytest.param(frames.pack(messages.Push(pack(made_up.visits(1)), [0]))[:-9], id="cut"),
        pytest.param(frames.pack({"a": 1}), id="another message"),
    ],
)
def test_a_known_node_that_says_what_nobody_understands_is_refused_and_goes_on_working(
    world: World, ban: Node, acts: Acts, payload: bytes
) -> None:
    with world.net.at(ban):
        upstream = queries.upstream()
        assert upstream is not None
        body = envelope.seal(payload, peer=upstream, path="/sync/push")
    with world.net.at(world.hub):
        _reply, status = server.answer(body, "/sync/push")

    assert status == 403
    assert _refused(world) == {"bad_body": 1}
    acts.do("register", ban, 0, 1)
    talk(world, ban)
    assert _count(world, world.hub, Person) == 1


def test_a_suspended_node_hears_why_and_gives_nothing(world: World, ban: Node, acts: Acts) -> None:
    with world.net.at(world.hub):
        actions.suspend(peer=Peer.objects.get(pk=ban.id), why="Máy đổi chỗ", by=SYSTEM)
    acts.do("register", ban, 0, 1)

    with pytest.raises(Refused, match="tạm ngừng"):
        talk(world, ban)
    assert _count(world, world.hub, Person) == 0


def test_a_file_of_a_record_follows_it_and_goes_on_where_it_broke(
    world: World, ban: Node, acts: Acts
) -> None:
    sha256 = _document(world, ban, acts)
    halves = iter(["", "", "", "", "answer", "question"])
    with contextlib.suppress(Refused):
        talk(world, ban, Recorded(post_to(world), loses=lambda _n: next(halves, "")))

    talk(world, ban)
    talk(world, ban)

    with world.net.at(world.hub):
        assert store.is_whole(sha256)


def _document(world: World, node: Node, acts: Acts) -> str:
    """A photographed paper in the chart of the first person."""
    acts.do("register", node, 0, 1)
    with world.net.at(node):
        by = world.doctor(node)
        blob = attachments.keep(chunks=[_photograph()], by=by)
        row = Document(
            patient_id=Person.objects.get().id,
            kind="photo",
            title="Giấy mẫu",
            sha256=blob.sha256,
            content_type=blob.content_type,
            size_bytes=blob.size_bytes,
            added_at=clock.now(),
            added_by=by.account_id,
        )
        with changes.apply(actor=by, reason="test.document") as log:
            log.create(row)
    return blob.sha256


def _photograph() -> bytes:
    """Noise, so that it is as large as it looks: some 200 KB, four pieces."""
    file = io.BytesIO()
    noise = random.Random(1).randbytes(260 * 260 * 3)
    Image.frombytes("RGB", (260, 260), noise).save(file, "PNG")
    return file.getvalue()


def test_a_node_gets_only_files_that_its_own_mailbox_names(
    world: World, ban: Node, acts: Acts
) -> None:
    sha256 = _document(world, ban, acts)
    talk(world, ban)
    talk(world, ban)
    with world.net.at(world.hub):
        bundle = Bundle.objects.filter(reason="test.document").get()
        peer = Peer.objects.get(pk=ban.id)
        asked = messages.GetPiece(bundle.id, bytes.fromhex(sha256), 0, 100)
        answer = server.files.answer(peer, asked)

    assert answer.refused == "not_yours"
    assert answer.piece == b""


def test_a_stick_carries_what_the_network_does_not(
    world: World, ban: Node, acts: Acts, tmp_path: Path
) -> None:
    acts.do("register", ban, 0, 1)
    acts.do("visit", ban, 0, 1)
    path = tmp_path / "gửi.tuyen"

    with world.net.at(ban):
        upstream = queries.upstream()
        assert upstream is not None
        written = sticks.export(upstream, path)
    with world.net.at(world.hub):
        came = sticks.import_(path)

    assert came.new == written.letters
    assert _same_chart(world, ban)
    with world.net.at(world.hub), pytest.raises(Refused, match="trước đó"):
        sticks.import_(path)
    with world.net.at(ban), pytest.raises(Refused, match="không phải máy này"):
        sticks.import_(path)
    assert talk(world, ban).given == 0 or _same_chart(world, ban)


def test_a_cut_stick_gives_nothing(world: World, ban: Node, acts: Acts, tmp_path: Path) -> None:
    acts.do("register", ban, 0, 1)
    path = tmp_path / "x.tuyen"
    with world.net.at(ban):
        upstream = queries.upstream()
        assert upstream is not None
        sticks.export(upstream, path)
    path.write_bytes(path.read_bytes()[:-70])

    with world.net.at(world.hub), pytest.raises(Refused, match="cắt cụt"):
        sticks.import_(path)
    assert _count(world, world.hub, Person) == 0


def test_the_doors_want_a_post_and_no_token_of_a_browser(world: World, ban: Node) -> None:
    browser = Client(enforce_csrf_checks=True)

    with world.net.at(world.hub):
        assert browser.get("/sync/push").status_code == 405
        answers = [
            browser.post(f"/sync/{name}", b"nobody", content_type="application/octet-stream")
            for name in ("hello", "push", "pull", "ack", "blob", "enrol")
        ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 403, 200]
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_a_body_larger_than_an_envelope_is_not_even_read(world: World, ban: Node) -> None:
    with world.net.at(world.hub):
        answer = Client().post(
            "/sync/push", bytes(envelope.MOST_BYTES + 1), content_type="application/octet-stream"
        )

    assert answer.status_code == 403
    assert _refused(world) == {"too_big": 1}


@pytest.mark.capability("J2", where="/nodes/")
def test_a_stolen_machine_is_shut_out_and_the_people_on_it_are_listed(
    world: World, ban: Node, acts: Acts
) -> None:
    for name in ("register", "visit"):
        assert acts.do(name, ban, 0, 1)
    talk(world, ban)
    with world.net.at(world.hub):
        peer, person = Peer.objects.get(pk=ban.id), Person.objects.get()
        bundles = Bundle.objects.count()

        actions.report_lost(peer=peer, why="Mất trộm ở trạm đêm qua", by=SYSTEM)
        exposed = queries.exposed_patients(peer)

    assert acts.do("visit", ban, 0, 2)
    with pytest.raises(Declined, match="báo mất"):
        talk(world, ban)
    assert [(patient, until) for patient, _since, until in exposed] == [(person.id, None)]
    with world.net.at(world.hub):
        assert Bundle.objects.count() == bundles + 1  # the act of reporting it
        assert NodeAct.objects.filter(node_id=ban.id, act="lost").exists()
    with world.net.at(ban):
        upstream = queries.upstream()
        assert upstream is not None
        assert "báo mất" in upstream.last_error
