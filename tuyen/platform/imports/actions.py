"""From upload to result. Nothing here is synced: the records that a kind writes are."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.imports import engine, mapping, permissions, queries
from tuyen.platform.imports.events import ImportBegun
from tuyen.platform.imports.kinds import Kind, Outcome
from tuyen.platform.imports.models import ImportRun, RememberedMapping
from tuyen.platform.imports.reading import MOST_BYTES, Table, open_table

State = ImportRun.State
KEPT_DAYS = 7
AT_ONCE_ROWS = 500  # more are worked off by the job thread, so that the page answers
SILENT_MINUTES = 10  # a run that says nothing for so long was cut off


def upload(*, kind: Kind, file_name: str, chunks: Iterable[bytes], by: Actor) -> ImportRun:
    """Keeps the file, finds its headings and guesses its columns. A file nobody can read is
    refused and not kept."""
    permissions.require_import(by, kind)
    run = ImportRun(
        kind=kind.key,
        file_name=Path(file_name).name[-200:],
        account_id=by.account_id,
        unit_id=by.unit_id,
        post_id=by.post_id,
    )
    try:
        _keep(run, chunks)
        table = open_table(run.source_path, mapping.known_headings(kind))
        run.rows_total = engine.count_rows(table)
    except Refused:
        shutil.rmtree(run.folder, ignore_errors=True)
        raise
    run.header = list(table.header)
    source = mapping.source_key(kind, run.header)
    run.mapping = _usable(queries.remembered_mapping(by, source), kind, run.header) or (
        mapping.guess(kind, run.header)
    )
    run.save()
    return run


def choose_mapping(
    *, run: ImportRun, kind: Kind, mapped: Mapping[str, int], by: Actor
) -> ImportRun:
    """The person says which column is which; the same headings are read so next time."""
    permissions.require_import(by, kind)
    _refuse_busy(run)
    if absent := mapping.missing(kind, mapped):
        names = ", ".join(str(column.label) for column in absent)
        raise Refused(_("Hãy chọn cột cho: %(names)s.") % {"names": names})
    run.mapping, run.state = dict(mapped), State.UPLOADED
    run.save(update_fields=["mapping", "state"])
    RememberedMapping.objects.update_or_create(
        unit_id=by.unit_id,
        source=mapping.source_key(kind, run.header),
        defaults={"mapping": run.mapping, "used_at": clock.now()},
    )
    return run


def start(*, run: ImportRun, kind: Kind, dry_run: bool, by: Actor) -> ImportRun:
    """Begins a run, once however often it is clicked; a long one goes to the job thread."""
    permissions.require_import(by, kind)
    _refuse_busy(run)
    if not dry_run and run.state != State.CHECKED:
        raise Refused(_("Hãy kiểm tra tệp trước khi ghi."))
    if not run.source_path.exists():
        raise Refused(_("Tệp đã được xóa sau khi ghi. Hãy tải tệp lên lại."))
    state = State.CHECKING if dry_run else State.APPLYING
    is_long = run.rows_total > AT_ONCE_ROWS
    with changes.apply(actor=by, reason="imports.start") as log:
        log.check(partial(_claim, run, state))
        if is_long:
            log.announce(ImportBegun(run_id=run.id))
    run.refresh_from_db()
    return run if is_long else carry_out(run=run, kind=kind, by=by)


def _claim(run: ImportRun, state: str) -> None:
    """Inside the transaction: only the first click finds the run as the page showed it."""
    begun = ImportRun.objects.filter(pk=run.pk, state=run.state).update(
        state=state, rows_read=0, problem="", beat_at=clock.now()
    )
    if not begun:
        raise Refused(_("Tệp này đang được xử lý. Hãy chờ kết quả."))


def carry_out(*, run: ImportRun, kind: Kind, by: Actor) -> ImportRun:
    """Does what `start` began, to the end; whatever happens, the run says how it ended."""
    dry_run = run.state == State.CHECKING
    try:
        table = open_table(run.source_path, mapping.known_headings(kind))
        tally = engine.run(
            table, kind, run.mapping, by=by, dry_run=dry_run, report=lambda t: _note(run, t)
        )
    except Refused as refused:
        return _end(run, State.STOPPED, problem=str(refused.message))
    except Exception:
        _end(run, State.STOPPED, problem=_("Máy chủ gặp lỗi. Dòng đã ghi vẫn còn; hãy chạy lại."))
        raise
    _keep_errors(run, table, tally)
    if not dry_run:
        run.source_path.unlink(missing_ok=True)
    return _end(run, State.CHECKED if dry_run else State.DONE)


def stop_interrupted() -> int:
    """Ends runs that nobody works on any more. Running again is safe: a row that is already there
    counts as unchanged."""
    silent = clock.now() - timedelta(minutes=SILENT_MINUTES)
    busy = ImportRun.objects.filter(state__in=[State.CHECKING, State.APPLYING])
    with write_turn():
        return busy.filter(beat_at__lt=silent).update(
            state=State.STOPPED, problem=_("Máy chủ đã dừng giữa chừng. Hãy chạy lại.")
        )


def prune() -> int:
    """Deletes runs and their files after seven days: they may hold people."""
    old = ImportRun.objects.filter(uploaded_at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    gone = list(old)
    for run in gone:
        shutil.rmtree(run.folder, ignore_errors=True)
    old.delete()
    return len(gone)


def _keep(run: ImportRun, chunks: Iterable[bytes]) -> None:
    run.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    size = 0
    with run.source_path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused(_("Tệp lớn hơn 30 MB. Hãy chia thành nhiều tệp nhỏ hơn."))
            file.write(chunk)


def _usable(mapped: Mapping[str, int], kind: Kind, header: list[str]) -> dict[str, int]:
    """A remembered mapping may name columns that a newer release has not."""
    keys = {column.key for column in kind.columns}
    return {k: i for k, i in mapped.items() if k in keys and 0 <= i < len(header)}


def _refuse_busy(run: ImportRun) -> None:
    if run.is_busy:
        raise Refused(_("Tệp này đang được xử lý. Hãy chờ kết quả."))
    if run.state == State.DONE:
        raise Refused(_("Tệp này đã ghi xong. Muốn nhập tiếp, hãy tải tệp khác lên."))


def _note(run: ImportRun, tally: engine.Tally) -> None:
    run.rows_read = tally.rows
    run.rows_created = tally.outcomes[Outcome.CREATED]
    run.rows_changed = tally.outcomes[Outcome.CHANGED]
    run.rows_unchanged = tally.outcomes[Outcome.UNCHANGED]
    run.rows_bad = tally.outcomes[Outcome.BAD]
    run.beat_at = clock.now()
    with write_turn():
        run.save(update_fields=_COUNTS)


_COUNTS = ["beat_at", "rows_read", "rows_created", "rows_changed", "rows_unchanged", "rows_bad"]


def _keep_errors(run: ImportRun, table: Table, tally: engine.Tally) -> None:
    if tally.bad:
        run.errors_path.write_bytes(engine.errors_sheet(table, tally))
    else:
        run.errors_path.unlink(missing_ok=True)


def _end(run: ImportRun, state: str, problem: str = "") -> ImportRun:
    run.state, run.problem, run.ended_at = state, problem[:300], clock.now()
    with write_turn():
        run.save(update_fields=["state", "problem", "ended_at"])
    return run
