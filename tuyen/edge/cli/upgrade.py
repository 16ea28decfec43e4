"""tuyen upgrade: backup, migrate, check; the old data or the new, whole. `--back` undoes it."""

from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli import doctor
from tuyen.edge.cli.console import Quiet, commands, note, progress, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def upgrade(
    folder: Annotated[
        Path | None, typer.Option("--backup", help=_("Thư mục sao lưu; mặc định trong TUYEN_HOME"))
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help=_("Quay lại dữ liệu trước lần nâng cấp"))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Bỏ những gì ghi sau lần nâng cấp"))] = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    if back:
        _go_back(yes=yes, quiet=quiet)
        return
    from django.conf import settings

    from tuyen.platform.backups import change_of_version

    with progress(_("Đang sao lưu và nâng cấp …"), quiet=quiet):
        kept = change_of_version.bring_up(folder or settings.TUYEN_HOME / "backups")
    say(_("Dữ liệu trước lần nâng cấp được giữ ở {file}.").format(file=kept))
    say(_("Nếu cần quay lại: tuyen upgrade --back, rồi cài lại phiên bản trước."))
    found = doctor.diagnosis()
    say(doctor.as_text(found))
    if not found["is_fit"]:
        raise typer.Exit(1)


def _go_back(*, yes: bool, quiet: bool) -> None:
    from tuyen.platform.backups import actions, upgrades

    last = upgrades.last()
    if last is None:
        raise refuse(_("Máy này không có lần nâng cấp nào để quay lại."))
    if not yes:
        text = _("Những gì ghi sau {at} sẽ không còn trong dữ liệu. Thêm --yes để quay lại.")
        raise refuse(text.format(at=last.at))
    with progress(_("Đang quay lại …"), quiet=quiet):
        done = actions.bring_back(Path(last.backup))
    upgrades.forget()
    say(_("Đã quay lại dữ liệu lúc {at}.").format(at=done.manifest.made_at))
    if done.replaced:
        say(_("Cơ sở dữ liệu cũ được giữ ở {path}.").format(path=done.replaced))
    if done.is_older:
        note(_("Bây giờ cài lại Tuyến {version}.").format(version=last.came_from), quiet=quiet)
