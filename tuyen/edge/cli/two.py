"""tuyen two: a hub and a station on this computer, joined, with a cable between them to pull out."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tuyen.edge.cli.cable import Cable
from tuyen.edge.cli.console import commands, note, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()

PATIENCE_S = 120
Step = Callable[..., Any]
_STEPS = ("found_hub", "ask", "let_in", "begin_work", "take_over", "last_words")


@app.command()
def two(
    port: Annotated[
        int, typer.Option(help=_("Cổng máy trung tâm; máy trạm là cổng sau nó"))
    ] = 8000,
    reset: Annotated[bool, typer.Option("--reset", help=_("Xóa hai máy mẫu cũ trước"))] = False,
    hand: Annotated[bool, typer.Option("--hand", hidden=True)] = False,
) -> None:
    if hand:
        _work_here()
        return
    start_django()
    from django.conf import settings

    place = Path(settings.TUYEN_HOME) / "two"
    pair = Pair(place, port)
    if reset:
        pair.forget()
    signal.signal(signal.SIGTERM, _stopped)  # nobody leaves two servers behind
    try:
        with pair.running() as cable:
            _tell(pair)
            _listen(cable)
    except (KeyboardInterrupt, BrokenPipeError):
        pass


def _stopped(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _work_here() -> None:
    """The steps that are asked for on standard input, in the database of this process's folder."""
    start_django()
    for line in sys.stdin:
        name, said = json.loads(line)
        say(json.dumps(_done_here(name, said)))
        sys.stdout.flush()


def _done_here(step: str, said: dict[str, Any]) -> Any:
    from tuyen.edge.cli.migrate import bring_lists, bring_up
    from tuyen.edge.demo import two_machines

    if step == "prepare":
        bring_up(quiet=True)
        bring_lists(quiet=True)
        return {}
    if step not in _STEPS:
        raise refuse(_("Không có bước này."), code=2)
    return getattr(two_machines, step)(**said, **_line(step))


def _line(step: str) -> dict[str, Any]:
    """What a step needs of the line between the two."""
    from tuyen.edge.sync import client
    from tuyen.edge.sync.line import post_once

    if step == "ask":
        return {"post": post_once}
    return {"exchange": client.sync_once} if step in ("begin_work", "last_words") else {}


class Machine:
    """One of the two: a folder with its own database and key, a server of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self.address = f"http://localhost:{port}"
        self.database = home / "tuyen.sqlite3"

    def begin(self, *words: str) -> subprocess.Popen[str]:
        self.home.mkdir(parents=True, exist_ok=True)
        given = {**os.environ, "TUYEN_HOME": str(self.home), "TUYEN_COOKIES": self.home.name}
        given.pop("TUYEN_DATABASE_URL", None)
        with (self.home / "two.log").open("a") as log:
            command = [sys.executable, "-m", "tuyen", *words]
            return subprocess.Popen(
                command,
                env=given,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    @contextlib.contextmanager
    def hand(self) -> Iterator[Step]:
        """Somebody at this machine who does one step after the other."""
        process = self.begin("two", "--hand")
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def done(name: str, **said: Any) -> Any:
            with contextlib.suppress(BrokenPipeError):
                asked.write(json.dumps([name, said]) + "\n")
                asked.flush()
            if answer := answers.readline():
                return json.loads(answer)
            raise self.failed()

        try:
            yield done
        finally:
            process.communicate()

    def failed(self) -> typer.Exit:
        text = _("Không lập được máy mẫu. Xem {log}, hoặc làm lại từ đầu: tuyen two --reset")
        return refuse(text.format(log=self.home / "two.log"))

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        server = self.begin("serve", "--migrate", "--quiet", "--leashed", "--port", str(self.port))
        until = time.monotonic() + PATIENCE_S
        try:
            while not self._answers():
                if server.poll() is not None or time.monotonic() > until:
                    raise self.failed()
                time.sleep(0.1)
            yield
        finally:
            server.terminate()
            server.wait(20)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


class Pair:
    """The hub and the station. Each has cookies of its own, so that one browser signs in at both."""

    def __init__(self, place: Path, port: int) -> None:
        self._whole = place / "joined"
        self.hub = Machine(place / "hub", port)
        self.station = Machine(place / "station", port + 1)
        self._pristine = Machine(place / "pristine", port)
        self._port = port

    def forget(self) -> None:
        self._whole.unlink(missing_ok=True)
        for machine in (self.hub, self.station):
            shutil.rmtree(machine.home, ignore_errors=True)

    @contextlib.contextmanager
    def running(self) -> Iterator[Cable]:
        is_new = not self._whole.exists()
        if is_new:
            note(_("Đang lập hai máy mẫu, lần đầu mất khoảng một phút …"))
            self._prepare()
        with contextlib.ExitStack() as stack:
            cable = stack.enter_context(
                contextlib.closing(Cable(self._cable_port(), self.hub.port))
            )
            if is_new:
                self._begin(stack)
            else:
                stack.enter_context(self.hub.served())
            stack.enter_context(self.station.served())
            yield cable

    def _begin(self, stack: contextlib.ExitStack) -> None:
        """The hub is served from its founding on: the station asks it as in service."""
        url = f"http://localhost:{self._cable_port()}"
        with self.hub.hand() as at_hub, self.station.hand() as at_station:
            code = at_hub("found_hub")["code"]
            stack.enter_context(self.hub.served())
            asked = at_station("ask", url=url, code=code)
            at_hub("let_in", machine=asked["id"], digits=asked["digits"])
            at_station("begin_work")
            at_hub("take_over")
            at_station("last_words")
        self._whole.write_text(str(self._cable_port()))

    def _cable_port(self) -> int:
        """The station remembers the address at which it was let in."""
        return int(self._whole.read_text()) if self._whole.exists() else self._port + 2

    def _prepare(self) -> None:
        """Tables and code lists are made once and kept; nobody writes into that copy."""
        self.forget()
        with self._pristine.hand() as at_home:
            at_home("prepare")
        for machine in (self.hub, self.station):
            machine.home.mkdir(parents=True)
            given, copy = (sqlite3.connect(each.database) for each in (self._pristine, machine))
            with contextlib.closing(given), contextlib.closing(copy):
                given.backup(copy)


def _tell(pair: Pair) -> None:
    from tuyen.edge.demo.accounts import PASSWORD

    say(_("Máy trung tâm, ở bệnh viện: {address}").format(address=pair.hub.address))
    say(_("  bv.bacsi, bv.dieuduong, soyte.may (quản trị các máy), soyte.dulieu"))
    say(_("Máy trạm: {address}").format(address=pair.station.address))
    say("  tram.dieuduong, tram.bacsi, tram.quantri")
    say(_("Mật khẩu của mọi tài khoản: {password}").format(password=PASSWORD))
    say(_("Enter: rút dây mạng giữa hai máy, hoặc cắm lại. Ctrl+C: dừng cả hai."))
    sys.stdout.flush()


def _listen(cable: Cable) -> None:
    """Each Enter pulls the cable out or plugs it in; where nobody types, the machines just run."""
    for _line in sys.stdin:
        if cable.is_plugged:
            cable.pull()
            say(_("Đã rút dây: hai máy không thấy nhau. Enter để cắm lại."))
        else:
            cable.plug()
            say(
                _("Đã cắm dây. Máy trạm tự gửi trong ít phút, hoặc bấm “Gửi ngay” ở trang Chờ gửi.")
            )
        sys.stdout.flush()
    while True:
        time.sleep(3600)
