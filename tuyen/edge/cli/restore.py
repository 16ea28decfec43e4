"""tuyen restore FILE"""

from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli.backup import KeyFile, secret_of
from tuyen.edge.cli.console import Quiet, commands, progress, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Tệp sao lưu"))],
    yes: Annotated[bool, typer.Option("--yes", help=_("Thay CSDL hiện có, không hỏi"))] = False,
    key: KeyFile = None,
    quiet: Quiet = False,
) -> None:
    start_django()
    from tuyen.platform.backups.actions import bring_back
    from tuyen.platform.backups.manifest import SEALED

    if not yes and _holds_something():
        raise refuse(_("Cơ sở dữ liệu đang có dữ liệu. Thêm --yes để thay bằng bản sao lưu."))
    secret = secret_of(key, is_sealed=file.name.endswith(SEALED))
    with progress(_("Đang phục hồi …"), quiet=quiet):
        done = bring_back(file, secret)
    say(_("Đã phục hồi dữ liệu lúc {at}.").format(at=done.manifest.made_at))
    if done.replaced:
        say(_("Cơ sở dữ liệu cũ được giữ ở {path}.").format(path=done.replaced))
    if done.is_older:
        say(_("Bản sao lưu cũ hơn chương trình. Chạy: tuyen migrate"))


def _holds_something() -> bool:
    """A database with a node in it has been used."""
    from django.db import connection

    from tuyen.platform.changes.models import Node

    return Node._meta.db_table in connection.introspection.table_names() and Node.objects.exists()
