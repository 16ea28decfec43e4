"""tuyen sync: what waits goes by network or in a file, and whoever cannot send is told why and what to do."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from tests.network import actor_at
from tests.people import person
from tests.sync.net import Net
from tests.sync.trust import Pair
from tuyen.core.actor import SYSTEM
from tuyen.edge.cli import sync as commands
from tuyen.edge.cli.app import app
from tuyen.edge.sync import client, server, usb
from tuyen.edge.sync.exchange import LineBroke
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.nodes import actions
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.persons.models import Person


class Desk:
    """The command line of a station whose hub answers in the same process."""

    def __init__(self, pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
        self.pair, self.capsys, self.is_broken = pair, capsys, False
        with pair.net.at(pair.hub):
            self.nurse = actor_at(pair.unit, "station_nurse")

    def at_station(self, *arguments: str) -> tuple[int, str, str]:
        return self._run(self.pair.station, *arguments)

    def at_hub(self, *arguments: str) -> tuple[int, str, str]:
        return self._run(self.pair.hub, *arguments)

    def post(self, path: str, body: bytes) -> bytes:
        if self.is_broken:
            raise LineBroke("no line")
        with self.pair.net.at(self.pair.hub):
            return server.answer(body, path)[0]

    def register(self, name: str) -> None:
        with self.pair.net.at(self.pair.station):
            person(self.nurse, name)

    def people_of_the_hub(self) -> int:
        with self.pair.net.at(self.pair.hub):
            return Person.objects.count()

    def _run(self, node: Any, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        with self.pair.net.at(node), pytest.raises(SystemExit) as ended:
            app(["sync", *arguments])
        said = self.capsys.readouterr()
        return int(str(ended.value.code or 0)), said.out, said.err


@pytest.fixture
def pair(net: Net) -> Pair:
    """A hub with the real tree, which the station gets with its first pull."""
    hub = net.node("hub")
    with net.at(hub):
        top = create_unit(
            parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
        )
        station = create_unit(parent=top, kind="health_station", name="Trạm Y tế mẫu", by=SYSTEM)
    made = Pair(net, hub=hub)
    with net.at(hub):
        made.unit = ScopeNode.objects.get(unit_id=station.id)
    return made


@pytest.fixture
def desk(pair: Pair, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(pair, capsys)

    class Wire:
        def __init__(self, _url: str) -> None:
            self.post = made.post

        def __enter__(self) -> "Wire":
            return self

        def __exit__(self, *_fault: object) -> None:
            return None

    monkeypatch.setattr(client, "Line", Wire)
    client.forget()
    return made


@pytest.fixture
def joined_desk(desk: Desk) -> Desk:
    desk.pair.enrol()
    assert desk.at_station("pull")[0] == 0  # the unit's own list of units
    return desk


def test_what_waits_is_sent_and_counted(joined_desk: Desk) -> None:
    joined_desk.register("Lò Thị Mẫu")

    code, out, _err = joined_desk.at_station("push", "--json")

    assert code == 0
    assert json.loads(out)["given"] > 0
    assert joined_desk.people_of_the_hub() == 1


@pytest.mark.parametrize("command", ["push", "pull", "watch"])
def test_a_machine_without_a_hub_is_told_how_to_get_one(desk: Desk, command: str) -> None:
    code, _out, err = desk.at_station(command)

    assert code == 1
    assert "tuyen node enrol" in err


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_machine_that_waits_for_approval_has_not_sent(desk: Desk, command: str) -> None:
    desk.pair.ask(desk.pair.code())

    code, out, err = desk.at_station(command)

    assert (code, out) == (1, "")
    assert "chờ duyệt" in err


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_suspended_machine_hears_it_also_when_nothing_waits(
    joined_desk: Desk, command: str
) -> None:
    with joined_desk.pair.net.at(joined_desk.pair.hub):
        actions.suspend(peer=joined_desk.pair.child(), why="Đem đi sửa", by=SYSTEM)

    code, out, err = joined_desk.at_station(command)

    assert (code, out) == (1, "")
    assert "tạm ngừng" in err


def test_a_broken_line_is_one_sentence(joined_desk: Desk) -> None:
    joined_desk.is_broken = True

    code, _out, err = joined_desk.at_station("push")

    assert code == 1
    assert "Hồ sơ vẫn ở đây" in err
    assert "Traceback" not in err


def test_whoever_watches_goes_on_through_a_broken_line_until_stopped(
    joined_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined_desk.is_broken, pauses = True, []
    joined_desk.register("Lò Thị Mẫu")

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        joined_desk.is_broken = False
        if len(pauses) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(commands.time, "sleep", pause)

    code, _out, err = joined_desk.at_station("watch", "--every", "3")

    assert (code, pauses) == (0, [3.0, 3.0])
    assert "Không liên lạc được" in err
    assert joined_desk.people_of_the_hub() == 1


def test_a_stick_carries_what_waits_and_is_taken_once(joined_desk: Desk, tmp_path: Path) -> None:
    joined_desk.register("Lò Thị Mẫu")
    stick = tmp_path / "gui.tuyen"

    written = joined_desk.at_station("export", str(stick))
    taken = joined_desk.at_hub("import", str(stick))
    again = joined_desk.at_hub("import", str(stick))

    assert (written[0], taken[0], again[0]) == (0, 0, 1)
    assert joined_desk.people_of_the_hub() == 1
    assert "đã được nhận" in again[2]


@pytest.mark.parametrize(
    "number, word",
    [(errno.ENOSPC, "USB đầy"), (errno.ENOENT, "Cắm lại USB"), (errno.EROFS, "khóa ghi")],
)
def test_a_stick_that_cannot_be_written_is_one_sentence(
    joined_desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    word: str,
) -> None:
    stick = tmp_path / "gui.tuyen"

    def full(_handle: int) -> None:
        raise OSError(number, "made up")

    monkeypatch.setattr(usb.os, "fsync", full)

    code, _out, err = joined_desk.at_station("export", str(stick))

    assert code == 1
    assert word in err
    assert list(tmp_path.glob("gui*")) == []


def test_a_folder_that_is_not_there_is_said(joined_desk: Desk, tmp_path: Path) -> None:
    code, _out, err = joined_desk.at_station("export", str(tmp_path / "usb" / "gui.tuyen"))

    assert code == 1
    assert "Cắm lại USB" in err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a spreadsheet", usb.MAGIC + b"\xff" * 40])
def test_a_file_that_is_no_stick_of_ours_is_refused(
    joined_desk: Desk, tmp_path: Path, content: bytes
) -> None:
    stick = tmp_path / "gui.tuyen"
    stick.write_bytes(content)

    code, _out, err = joined_desk.at_hub("import", str(stick))

    assert code == 1
    assert err.strip()
    assert "Traceback" not in err


def test_a_stick_cut_short_or_meant_for_another_is_refused(
    joined_desk: Desk, tmp_path: Path
) -> None:
    joined_desk.register("Lò Thị Mẫu")
    stick = tmp_path / "gui.tuyen"
    joined_desk.at_station("export", str(stick))

    own = joined_desk.at_station("import", str(stick))
    stick.write_bytes(stick.read_bytes()[:-100])
    cut = joined_desk.at_hub("import", str(stick))

    assert (own[0], cut[0]) == (1, 1)
    assert "không phải máy này" in own[2]
    assert "bị hỏng hoặc bị cắt" in cut[2]
    assert joined_desk.people_of_the_hub() == 0


def test_a_stick_of_a_suspended_machine_is_left_alone(joined_desk: Desk, tmp_path: Path) -> None:
    joined_desk.register("Lò Thị Mẫu")
    stick = tmp_path / "gui.tuyen"
    joined_desk.at_station("export", str(stick))
    with joined_desk.pair.net.at(joined_desk.pair.hub):
        actions.suspend(peer=joined_desk.pair.child(), why="Đem đi sửa", by=SYSTEM)

    code, _out, err = joined_desk.at_hub("import", str(stick))

    assert code == 1
    assert "tạm ngừng" in err
    assert joined_desk.people_of_the_hub() == 0


def test_a_file_or_a_machine_that_is_not_there(joined_desk: Desk, tmp_path: Path) -> None:
    missing = joined_desk.at_hub("import", str(tmp_path / "no.tuyen"))
    code, _out, err = joined_desk.at_station("export", str(tmp_path / "x"), "--to", "ai đó")

    assert missing[0] == 1
    assert "Không có tệp" in missing[2]
    assert "no.tuyen" in missing[2]
    assert code == 1
    assert "tuyen node status" in err
