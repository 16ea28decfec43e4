"""tuyen serve: one WSGI server; on SQLite one worker with a few threads (rulings 18 and 21)."""

import os
import socket
import sys
from contextlib import closing
from importlib import import_module
from typing import Annotated, Any

import typer

from tuyen.edge.cli.app import COMMANDS
from tuyen.edge.cli.console import Quiet, commands, note, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()

HUB_WORKERS = 2
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@app.command()
def serve(
    host: Annotated[str, typer.Option(help=_("Địa chỉ lắng nghe"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Cổng"), envvar="PORT")] = 8000,
    workers: Annotated[int, typer.Option(help=_("Số tiến trình; SQLite luôn là 1"))] = 0,
    migrate: Annotated[bool, typer.Option("--migrate", help=_("Cập nhật CSDL trước"))] = False,
    demo: Annotated[
        bool, typer.Option("--demo", help=_("Tạo mạng lưới mẫu khi CSDL trống"))
    ] = False,
    lan: Annotated[
        bool, typer.Option("--lan", help=_("Cho máy khác và điện thoại trong trạm dùng, qua TLS"))
    ] = False,
    # ends when its input does, with whoever started it
    leashed: Annotated[bool, typer.Option("--leashed", hidden=True)] = False,
    quiet: Quiet = False,
) -> None:
    host = "0.0.0.0" if lan and host in LOOPBACK else host
    _require_free(host, port)
    start_django()
    _require_writable()
    _prepare(migrate=migrate, demo=demo, quiet=quiet)
    arguments = server_arguments(host=host, port=port, workers=_workers(workers))
    if leashed:
        arguments = [*arguments, "--leashed"]
    if lan:
        arguments = [*arguments, *_open_to_network(port)]
    else:
        say(_("Tuyến đang chạy: {address}").format(address=address(host, port)))
    if lan or host in LOOPBACK:
        _show_sign_ins()
    _become_server(arguments)


def address(host: str, port: int) -> str:
    """Passkeys refuse a bare IP, so the printed address of this machine is its name."""
    return f"http://{'localhost' if host in LOOPBACK else host}:{port}"


def server_arguments(*, host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "tuyen.edge.cli.server", "tuyen.edge.cli.served:application"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
    ]


def _open_to_network(port: int) -> list[str]:
    """TLS under this computer's names; what the other devices must know is printed."""
    from django.conf import settings

    from tuyen.core import clock
    from tuyen.platform.lan import addresses, certificates

    names = [addresses.local_name(socket.gethostname()), "localhost"]
    numbers = addresses.own_addresses()
    files = certificates.prepare(settings.TUYEN_HOME, names, ["127.0.0.1", *numbers], clock.now())
    os.environ["TUYEN_LAN"] = "1"
    os.environ["TUYEN_HOSTS"] = ",".join([*settings.ALLOWED_HOSTS, names[0], *numbers])
    _tell_the_network(names[0], numbers, port, certificates.fingerprint(files.authority))
    return ["--ssl-certificate", str(files.certificate), "--ssl-keyfile", str(files.key)]


def _tell_the_network(name: str, numbers: list[str], port: int, fingerprint: str) -> None:
    say(_("Tuyến đang chạy: {address}").format(address=f"https://localhost:{port}"))
    say(_("Máy khác, điện thoại trong trạm: {address}").format(address=f"https://{name}:{port}"))
    for number in numbers:
        say(_("  hoặc {address}").format(address=f"https://{number}:{port}"))
    first = numbers[0] if numbers else name
    say(_("Lần đầu trên mỗi máy, mở {address}").format(address=f"https://{first}:{port}/lan/"))
    say(_("Mã chứng chỉ để so: {fingerprint}").format(fingerprint=fingerprint))


def _become_server(arguments: list[str]) -> None:
    """The server takes the place of this process, whose memory (all of Django) goes away."""
    from django.db import connections

    connections.close_all()
    sys.stdout.flush()
    if os.name == "nt":
        import subprocess

        raise typer.Exit(subprocess.call(arguments))
    os.execv(arguments[0], arguments)


def _workers(wanted: int) -> int:
    from django.db import connection

    if connection.vendor == "sqlite":
        return 1
    return wanted or HUB_WORKERS


def _require_free(host: str, port: int) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            text = _("Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác: --port")
            raise refuse(text.format(port=port)) from None


def _require_writable() -> None:
    """A folder that cannot be written is said at once, not at the first visit."""
    from django.conf import settings

    home = settings.TUYEN_HOME
    if home.exists() and not os.access(home, os.W_OK):
        text = _("Không ghi được vào thư mục dữ liệu {home}. Hãy xem lại quyền ghi và ổ đĩa.")
        raise refuse(text.format(home=home))


def _prepare(*, migrate: bool, demo: bool, quiet: bool) -> None:
    from tuyen.edge.cli.migrate import bring_up
    from tuyen.platform.changes.node import this_node
    from tuyen.platform.health import checks
    from tuyen.platform.ui import demo as banner

    if migrate:
        bring_up(quiet=quiet)
    elif not (found := checks.migrations()).is_ok:
        raise refuse(str(found.advice))
    this_node()
    if demo:
        _fill_when_empty(quiet=quiet)
    banner.remember()
    for finding in checks.readiness():
        if not finding.is_ok:
            note(str(finding.advice), quiet=quiet)


def _demo() -> Any:
    """The demo command, once there is one: `fill_when_empty()` and `sign_ins()`."""
    if "demo" not in COMMANDS:
        return None
    return import_module("tuyen.edge.cli.demo")


def _fill_when_empty(*, quiet: bool) -> None:
    """The demo command fills an empty database only; invented and real people never mix."""
    if demo := _demo():
        demo.fill_when_empty(quiet=quiet)


def _show_sign_ins() -> None:
    """Demo sign-ins work on loopback only, and only in a demo database."""
    from tuyen.platform.changes.node import is_demo

    demo = _demo()
    if demo is None or not is_demo():
        return
    say(_("Tài khoản mẫu:"))
    for username, password, what in demo.sign_ins():
        say(f"  {username:<24} {password:<16} {what}")
