"""tuyen import KIND FILE: the same engine as the pages, for an administrator at the machine."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import (
    AsJson,
    Quiet,
    answer,
    commands,
    note,
    progress,
    refuse,
    start_django,
)
from tuyen.edge.cli.words import _

app = commands()


@app.command(help=_("Nhập tệp Excel hoặc CSV; các dòng lỗi ra một tệp riêng"))
def import_file(
    kind: Annotated[str, typer.Argument(help=_("Loại dữ liệu: units, staff…"))],
    file: Annotated[Path, typer.Argument(help=_("Tệp .xlsx, .xls, .ods hoặc .csv"))],
    by: Annotated[str, typer.Option("--as", help=_("Nhập với quyền của tài khoản này"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Chỉ kiểm tra, không ghi"))] = False,
    errors: Annotated[Path | None, typer.Option(help=_("Tệp .xlsx nhận các dòng lỗi"))] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    from tuyen.platform.imports import engine, mapping, permissions
    from tuyen.platform.imports.reading import open_table

    if not file.exists():
        raise refuse(_("Không có tệp {name}.").format(name=file))
    known, who = _kind(kind), _actor(by)
    permissions.require_import(who, known)
    table = open_table(file, mapping.known_headings(known))
    mapped = mapping.guess(known, table.header)
    if absent := mapping.missing(known, mapped):
        names = ", ".join(str(column.label) for column in absent)
        raise refuse(_("Tệp thiếu cột: {names}.").format(names=names))
    tally = _run(table, known, mapped, who, dry_run=dry_run, quiet=quiet)
    if errors and tally.bad:
        errors.write_bytes(engine.errors_sheet(table, tally))
    _say(tally, dry_run=dry_run, as_json=as_json)
    if tally.bad:
        note(_("{count} dòng lỗi.").format(count=len(tally.bad)), quiet=quiet)
        raise typer.Exit(1)


def _kind(key: str) -> Any:
    from tuyen.platform.imports import kinds

    found = kinds.kind_named(key)
    if found is None:
        known = ", ".join(kind.key for kind in kinds.every_kind())
        raise refuse(_("Không có loại {name}. Có: {known}").format(name=key, known=known), code=2)
    return found


def _actor(username: str) -> Any:
    """Scope and rights are those of the person named; without one, the machine's own."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.sign_in import actor_of
    from tuyen.platform.accounts.models import Account

    if not username:
        return SYSTEM
    account = Account.objects.filter(username=username.strip().lower()).first()
    actor = actor_of(account) if account else None
    if actor is None:
        raise refuse(_("Không có tài khoản {name} đang có vị trí công tác.").format(name=username))
    return actor


def _run(table: Any, kind: Any, mapped: Any, who: Any, *, dry_run: bool, quiet: bool) -> Any:
    from tuyen.platform.imports import engine

    total, seen = engine.count_rows(table), 0
    with progress(str(kind.label), total, quiet=quiet) as step:

        def report(tally: Any) -> None:
            nonlocal seen
            step(tally.rows - seen)
            seen = tally.rows

        return engine.run(table, kind, mapped, by=who, dry_run=dry_run, report=report)


def _say(tally: Any, *, dry_run: bool, as_json: bool) -> None:
    counts = tally.as_dict()
    text = _("Thêm {created}, sửa {changed}, không đổi {unchanged}, lỗi {bad}.").format(**counts)
    if dry_run:
        text = _("Thử, chưa ghi. ") + text
    answer({**counts, "dry_run": dry_run}, as_json=as_json, text=text)
