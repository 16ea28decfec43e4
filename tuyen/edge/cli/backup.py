"""tuyen backup [DIR] | drill | key"""

import os
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tuyen.edge.cli.console import (
    AsJson,
    Quiet,
    answer,
    commands,
    progress,
    refuse,
    say,
    start_django,
)
from tuyen.edge.cli.words import _

PASSPHRASE = "TUYEN_BACKUP_PASSPHRASE"  # for a program that cannot be asked

KeyFile = Annotated[Path | None, typer.Option("--key", help=_("Tệp khóa mở bản đã mã hóa"))]


class _TakesByDefault(TyperGroup):
    """`tuyen backup DIR` is `tuyen backup take DIR`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or args[0] not in (*self.commands, "--help"):
            args = ["take", *args]
        return super().parse_args(ctx, args)


app = commands(cls=_TakesByDefault)


def secret_of(key: Path | None, *, is_sealed: bool) -> Any:
    """What opens a sealed backup: the file, the passphrase from the environment, or as typed now."""
    from tuyen.platform.backups.keys import Secret

    if key or not is_sealed:
        return Secret(file=key)
    return Secret(os.environ.get(PASSPHRASE) or getpass(_("Mật khẩu sao lưu: ")))


@app.command(
    help=_("Sao lưu ngay; không ghi thư mục thì như sao lưu định kỳ, có chép ra ổ thứ hai")
)
def take(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=_("Thư mục chứa bản sao lưu"))
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    from tuyen.platform.backups import actions, keys, routine

    with progress(_("Đang sao lưu …"), quiet=quiet):
        file = actions.take(folder, keys.recipient()) if folder else routine.run()
    size = file.stat().st_size
    text = _("Đã sao lưu và kiểm tra: {file} ({size:,} byte)").format(file=file, size=size)
    copied = routine.copy_out() if folder is None and routine.is_copy_due() else None
    if copied:
        text += "\n" + _("Đã chép và đọc lại: {file}").format(file=copied)
    answer({"file": file, "bytes": size, "copied": copied}, as_json=as_json, text=text)


@app.command(help=_("Phục hồi thử bản mới nhất vào chỗ riêng, mở ra, đếm và kiểm tra"))
def drill(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help=_("Thư mục chứa bản sao lưu"))
    ] = None,
    key: KeyFile = None,
    ask: Annotated[bool, typer.Option("--ask", help=_("Hỏi mật khẩu để mở bản đã mã hóa"))] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    from dataclasses import asdict

    from tuyen.platform.backups import drill as drills

    is_openable = ask or key is not None or PASSPHRASE in os.environ
    secret = secret_of(key, is_sealed=True) if is_openable else None
    with progress(_("Đang phục hồi thử …"), quiet=quiet):
        done = drills.run(folder, secret)
    answer(asdict(done), as_json=as_json, text=drills.sentence(done))


@app.command(help=_("Đặt khóa mã hóa bản sao lưu: mật khẩu hoặc tệp khóa"))
def key(
    file: Annotated[
        Path | None, typer.Option("--file", help=_("Tạo tệp khóa mới, cất xa máy này"))
    ] = None,
    none: Annotated[bool, typer.Option("--none", help=_("Thôi mã hóa"))] = False,
) -> None:
    start_django()
    from tuyen.platform.backups import keys

    if none:
        keys.keep(None)
        say(_("Từ nay bản sao lưu không mã hóa."))
        return
    to = keys.of_new_file(file) if file else keys.of_passphrase(_typed_twice())
    keys.keep(to)
    say(_("Từ nay bản sao lưu được mã hóa (khóa {mark}).").format(mark=to.mark))
    say(_("Mất mật khẩu hoặc tệp khóa thì không ai mở được. Ghi lại và cất ở nơi khác."))


def _typed_twice() -> str:
    if given := os.environ.get(PASSPHRASE):
        return given
    first = getpass(_("Mật khẩu sao lưu mới: "))
    if getpass(_("Gõ lại: ")) != first:
        raise refuse(_("Hai lần gõ khác nhau. Chạy lại."))
    return first
