"""Lists of the room as Excel files."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.directives.models import Directive
from tuyen.platform.imports.sheets import write_sheet


def moment(at: Any) -> str:
    return f"{at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}" if at else ""


def directives_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Số, ký hiệu"),
        _("Loại"),
        _("Trích yếu"),
        _("Ngày ban hành"),
        _("Đơn vị ban hành"),
        _("Trạng thái"),
        _("Đơn vị nhận"),
        _("Đã đọc"),
        _("Việc"),
        _("Đã làm"),
        _("Quá hạn"),
    ]
    cells = [
        [r.number, r.kind, r.title, r.day, r.unit, str(r.state), *_figures(r.progress)]
        for r in rows
    ]
    return write_sheet(header, cells, name=_("Văn bản chỉ đạo"))


def _figures(progress: Any) -> list[Any]:
    if progress is None:
        return []
    return [progress.sent, progress.read, progress.duties, progress.done, progress.late]


def readers_sheet(directive: Directive, lines: Iterable[Any]) -> bytes:
    """One row a reader; a unit that nobody read it at has a row without a name."""
    header = [_("Đơn vị"), _("Người đọc"), _("Đọc lúc"), _("Nhắc lần"), _("Việc đã làm")]
    cells = []
    for line in lines:
        done = sum(not duty.is_waiting for duty in line.duties)
        said = f"{done}/{len(line.duties)}"
        for reader in line.readers or [None]:
            cells.append(
                [
                    line.unit,
                    reader.name if reader else _("Chưa đọc"),
                    moment(reader.read_at) if reader else "",
                    line.receipt.reminders,
                    said,
                ]
            )
    return write_sheet(header, cells, name=directive.number.replace("/", "-") or _("Văn bản"))


def duties_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Đơn vị thực hiện"),
        _("Việc"),
        _("Theo văn bản"),
        _("Đơn vị giao"),
        _("Hạn"),
        _("Tình trạng"),
        _("Kết quả"),
        _("Báo cáo lúc"),
    ]
    cells = [
        [
            row.unit,
            row.duty.title,
            row.duty.number,
            row.issuer,
            row.duty.due_on,
            str(row.state),
            row.duty.report,
            moment(row.duty.reported_at),
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Việc theo văn bản"))
