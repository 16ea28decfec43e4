"""tuyen backup DIR"""

from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli.console import AsJson, Quiet, answer, commands, progress, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Thư mục chứa bản sao lưu"))],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    from tuyen.platform.backups.actions import take

    with progress(_("Đang sao lưu …"), quiet=quiet):
        file = take(folder)
    size = file.stat().st_size
    text = _("Đã sao lưu và kiểm tra: {file} ({size:,} byte)").format(file=file, size=size)
    answer({"file": file, "bytes": size}, as_json=as_json, text=text)
