"""tuyen upgrade: backup, migrate, doctor; says how to go back."""

from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli import doctor
from tuyen.edge.cli.console import Quiet, commands, progress, say, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def upgrade(
    folder: Annotated[
        Path | None, typer.Option("--backup", help=_("Thư mục sao lưu; mặc định trong TUYEN_HOME"))
    ] = None,
    quiet: Quiet = False,
) -> None:
    start_django()
    from django.conf import settings

    from tuyen.edge.cli.migrate import bring_up
    from tuyen.platform.backups.actions import take

    with progress(_("Đang sao lưu …"), quiet=quiet):
        kept = take(folder or settings.TUYEN_HOME / "backups")
    say(_("Nếu cần quay lại: cài lại phiên bản trước, rồi chạy"))
    say(f"  tuyen restore {kept} --yes")
    bring_up(quiet=quiet)
    found = doctor.diagnosis()
    say(doctor.as_text(found))
    if not found["is_fit"]:
        raise typer.Exit(1)
