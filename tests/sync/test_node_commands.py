"""tuyen node: a machine is let in, looked at and shut out without a browser."""

import json
from typing import Any

import pytest

from tests.network import node as unit
from tests.sync.net import Net, Node
from tuyen.edge.cli.app import app
from tuyen.edge.sync import line
from tuyen.edge.sync.exchange import LineBroke
from tuyen.platform.changes.node import mark_demo, this_node
from tuyen.platform.nodes import enrolment, queries
from tuyen.platform.nodes.models import Peer


class Window:
    """A command line at one node; `run` gives what it prints as JSON."""

    def __init__(self, net: Net, node: Node, capsys: pytest.CaptureFixture[str]) -> None:
        self.net, self.node, self.capsys = net, node, capsys

    def code(self, *arguments: str) -> int:
        with self.net.at(self.node), pytest.raises(SystemExit) as ended:
            app(["node", *arguments])
        return int(str(ended.value.code))

    def run(self, *arguments: str) -> Any:
        self.capsys.readouterr()
        assert self.code(*arguments, "--json") == 0
        return json.loads(self.capsys.readouterr().out)


@pytest.fixture
def windows(
    net: Net, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Window, Window]:
    """A station and its hub; what the one posts the other hears."""
    station, hub = net.node("station"), net.node("hub")
    with net.at(hub):
        unit("Trạm Y tế xã Mẫu")

    def post(_url: str, body: bytes) -> bytes:
        with net.at(hub):
            return enrolment.hear(body)

    monkeypatch.setattr(line, "post_once", post)
    return Window(net, station, capsys), Window(net, hub, capsys)


def _let_in(station: Window, hub: Window) -> str:
    """The id of the station."""
    station.run("init", "--name", "Máy trạm Mẫu")
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu")["code"]
    digits = station.run("enrol", "https://hub.example", code)["digits"]
    return str(hub.run("approve", "Máy trạm Mẫu", digits)["id"])


def test_a_machine_is_let_in_with_six_commands(windows: tuple[Window, Window]) -> None:
    station, hub = windows

    id_ = _let_in(station, hub)
    told = hub.run("status")["nodes"]

    assert [(each["id"], each["name"], each["state"]) for each in told] == [
        (id_, "Máy trạm Mẫu", "active")
    ]
    assert station.run("status")["upstream"]["state"] == "pending"  # until its next hello


def test_who_waits_is_told_the_digits_again(windows: tuple[Window, Window]) -> None:
    station, hub = windows
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu")["code"]
    digits = station.run("enrol", "https://hub.example", code)["digits"]

    station.capsys.readouterr()
    station.code("status")

    assert digits in station.capsys.readouterr().out


def test_a_machine_is_stopped_and_taken_back(windows: tuple[Window, Window]) -> None:
    station, hub = windows
    id_ = _let_in(station, hub)

    assert hub.run("revoke", id_[-8:], "--why", "Đem đi sửa")["state"] == "suspended"
    assert hub.run("resume", id_)["state"] == "active"
    assert hub.code("revoke", id_, "--why", " ") == 1


def test_a_waiting_machine_that_nobody_knows_is_turned_away(
    windows: tuple[Window, Window],
) -> None:
    station, hub = windows
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu")["code"]
    station.run("enrol", "https://hub.example", code)
    waiting = hub.run("status")["nodes"][0]["id"]

    assert hub.run("revoke", waiting, "--why", "Không ai biết máy này")["state"] == "rejected"

    assert hub.run("status")["nodes"] == []


@pytest.mark.parametrize(
    "fault", [pytest.param(LineBroke("OSError"), id="no line"), pytest.param(None, id="not safe")]
)
def test_a_hub_out_of_reach_is_one_sentence(
    windows: tuple[Window, Window],
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception | None,
) -> None:
    station, hub = windows
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu")["code"]

    def broken(url: str, _body: bytes) -> bytes:
        raise fault or line.NotSafe(url)

    monkeypatch.setattr(line, "post_once", broken)

    assert station.code("enrol", "http://hub.example", code) == 1
    said = station.capsys.readouterr().err.strip()
    assert said
    assert "Traceback" not in said


def test_demo_data_are_never_joined_with_real_ones(windows: tuple[Window, Window]) -> None:
    station, hub = windows
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu")["code"]
    with station.net.at(station.node):
        mark_demo()

    assert station.code("enrol", "https://hub.example", code) == 1
    assert "mẫu" in station.capsys.readouterr().err


def test_a_machine_that_leaves_works_alone(windows: tuple[Window, Window]) -> None:
    station, hub = windows
    _let_in(station, hub)

    assert station.run("leave") == {"upstream": None}

    with station.net.at(station.node):
        assert queries.upstream() is None
        assert not this_node().is_enrolled
    with hub.net.at(hub.node):
        assert Peer.objects.count() == 1
    assert station.code("leave") == 1


def test_a_machine_that_nobody_knows_is_not_approved(windows: tuple[Window, Window]) -> None:
    _station, hub = windows

    assert hub.code("approve", "Máy nào đó", "1234") == 1
    assert "Máy nào đó" in hub.capsys.readouterr().err


def test_a_machine_with_a_new_disk_is_told_what_to_type(windows: tuple[Window, Window]) -> None:
    station, hub = windows
    id_ = _let_in(station, hub)
    code = hub.run("invite", "--unit", "Trạm Y tế xã Mẫu", "--again", id_)["code"]
    fresh = Window(station.net, station.net.node("fresh"), station.capsys)

    assert fresh.code("rebuild", "https://hub.example", code, "--node", "không phải số") == 1
    digits = fresh.run("rebuild", "https://hub.example", code, "--node", id_)["digits"]

    assert hub.run("approve", id_, digits)["state"] == "active"
    with fresh.net.at(fresh.node):
        assert str(this_node().id) == id_
        assert this_node().epoch == 2


def test_the_clock_is_put_right_only_by_somebody_who_looked_at_it(
    windows: tuple[Window, Window],
) -> None:
    station, _hub = windows

    assert station.code("clock", "--why", "Pin hỏng") == 1
    assert "--yes" in station.capsys.readouterr().err
    assert station.run("clock", "--why", "Pin hỏng", "--yes")["ahead_ms"] == 0


def test_a_hub_tells_its_chain(windows: tuple[Window, Window]) -> None:
    _station, hub = windows

    hub.run("init", "--chain", "moh")

    with hub.net.at(hub.node):
        assert this_node().chain == "moh"
