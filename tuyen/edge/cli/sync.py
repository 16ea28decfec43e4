"""tuyen sync push|pull|watch|export|import: records to and from the hub, by network or in a file."""

import contextlib
import errno
import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, Quiet, answer, commands, note, refuse, start_django
from tuyen.edge.cli.words import _

app = commands()

PASSPHRASE = "TUYEN_FILE_PASSPHRASE"
Which = Annotated[str, typer.Option("--to", help=_("Máy nhận: UUID; để trống: máy trung tâm"))]
Secret = Annotated[bool, typer.Option("--passphrase", help=_("Khóa bằng mật khẩu; sẽ được hỏi"))]


@app.command(help=_("Gửi hết hồ sơ đang chờ lên máy trung tâm"))
def push(as_json: AsJson = False, quiet: Quiet = False) -> None:
    _talk(as_json=as_json, quiet=quiet, take=False)


@app.command(help=_("Gửi và nhận hết: hồ sơ trước, tệp đính kèm sau cùng"))
def pull(as_json: AsJson = False, quiet: Quiet = False) -> None:
    _talk(as_json=as_json, quiet=quiet, take=True)


@app.command(help=_("Gửi và nhận liên tục; dừng: Ctrl+C"))
def watch(
    every: Annotated[float, typer.Option(min=1, help=_("Giây giữa hai lần hỏi"))] = 5.0,
    quiet: Quiet = False,
) -> None:
    start_django()
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            _look(quiet=quiet)
            time.sleep(every)


def _look(*, quiet: bool) -> None:
    """Goes on whatever the line does; ends where there is nobody to talk to."""
    from tuyen.core.errors import Refused
    from tuyen.edge.sync.turns import Busy

    try:
        if _once(take=True, quiet=quiet) is None:
            raise _alone()
    except Refused as fault:
        note(str(fault.message), quiet=quiet)
    except Busy:
        return


@app.command(help=_("Ghi hồ sơ đang chờ vào một tệp cho máy khác (USB)"))
def export(
    path: Annotated[Path, typer.Argument(help=_("Tệp sẽ ghi, ví dụ /media/usb/gui.tuyen"))],
    to: Which = "",
    passphrase: Secret = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.edge.sync import sticks

    peer, secret = _peer(to), _secret(asked=passphrase, confirm=True)
    try:
        carried = sticks.export(peer, path, secret)
    except OSError as fault:
        raise refuse(_unwritten(fault, path)) from None
    text = _("Đã ghi {n} việc cho {name} vào {path} ({bytes} byte).")
    said = text.format(n=carried.letters, name=carried.peer, path=path, bytes=carried.bytes)
    answer(vars(carried), as_json=as_json, text=said)


def _unwritten(fault: OSError, path: Path) -> str:
    """No half a file stays behind; what waits is still here and goes into the next one."""
    if fault.errno == errno.ENOSPC:
        said = _("USB đầy, chưa ghi được {path}. Xóa bớt tệp trên USB rồi làm lại.")
    elif fault.errno == errno.ENOENT:
        said = _("Không có thư mục để ghi {path}. Cắm lại USB, xem lại đường dẫn rồi làm lại.")
    else:
        said = _("Không ghi được {path}. Bỏ khóa ghi của USB hoặc dùng USB khác rồi làm lại.")
    return said.format(path=path)


@app.command("import", help=_("Nhận hồ sơ từ một tệp của máy khác (USB)"))
def import_(
    path: Annotated[Path, typer.Argument(help=_("Tệp .tuyen"))],
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.edge.sync import sticks, usb

    if not path.is_file():
        raise refuse(_("Không có tệp {name}.").format(name=path))
    is_locked = usb.read_lid(path).lock == "passphrase"
    carried = sticks.import_(path, _secret(asked=is_locked, confirm=False))
    text = _("Đã nhận {new} việc từ {name}; {held} việc để riêng chờ xem.")
    said = text.format(new=carried.new, name=carried.peer, held=carried.held)
    answer(vars(carried), as_json=as_json, text=said)


def _secret(*, asked: bool, confirm: bool) -> str:
    if not asked:
        return ""
    if given := os.environ.get(PASSPHRASE):
        return given
    said: str = typer.prompt(
        _("Mật khẩu của tệp"), hide_input=True, confirmation_prompt=confirm, err=True
    )
    return said


def _peer(which: str) -> Any:
    from uuid import UUID

    from tuyen.platform.nodes import queries
    from tuyen.platform.nodes.models import Peer

    if not which:
        found = queries.upstream()
    else:
        try:
            found = Peer.objects.filter(pk=UUID(which)).first()
        except ValueError:
            found = None
    if found is None and not which:
        said = _(
            "Máy này không gửi lên máy nào. Ghi thêm máy nhận: --to UUID (xem tuyen node status)"
        )
        raise refuse(said)
    if found is None:
        raise refuse(_("Không có máy này. Xem danh sách: tuyen node status"))
    return found


def _talk(*, as_json: bool, quiet: bool, take: bool) -> None:
    start_django()
    from tuyen.edge.sync.turns import Busy

    try:
        done = _once(take=take, quiet=quiet, greet=True)
    except Busy:
        raise refuse(_("Máy đang gửi, nhận ở một cửa sổ khác. Xin đợi rồi thử lại.")) from None
    if done is None:
        raise _alone()
    if not _is_let_in():
        raise refuse(_("Máy này còn chờ duyệt nên chưa gửi gì. Xem dãy số: tuyen node status"))
    text = _("Đã gửi {given} việc, đã nhận {taken} việc.")
    answer(vars(done), as_json=as_json, text=text.format(given=done.given, taken=done.taken))


def _alone() -> typer.Exit:
    return refuse(_("Máy này chưa ghép với máy trung tâm nào: tuyen node enrol"))


def _is_let_in() -> bool:
    from tuyen.platform.nodes import queries

    upstream = queries.upstream()
    return upstream is not None and upstream.state == "active"


def _once(*, take: bool, quiet: bool, greet: bool = False) -> Any:
    from tuyen.edge.sync import client

    told = 0.0

    def say(done: Any, waiting: int) -> bool:
        nonlocal told
        if time.monotonic() - told > 1:
            told = time.monotonic()
            text = _("Đã gửi {given}, đã nhận {taken}, còn {waiting} chờ gửi")
            said = text.format(given=done.given, taken=done.taken, waiting=waiting)
            note(said, quiet=quiet)
        return True

    return client.sync_once(client.Wanted(take=take, files=take, greet=greet, watch=say))
