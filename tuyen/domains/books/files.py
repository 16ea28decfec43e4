"""A book as a paper (A4, wide) and as a spreadsheet."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.books.books import SOURCES, Entry, Layout
from tuyen.domains.books.periods import Period
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print.tables import Column, Signature, TablePaper, table_pdf

CHUNK = 500
MOST_ON_PAPER = 3000
WIDE, NARROW = 28, 12


def numbering() -> str:
    """Said under every book, whoever reads it."""
    return _(
        "Số thứ tự đếm từ 1 trong kỳ, theo những dòng mà tài khoản đang xem được mở. "
        "Khi đối chiếu hai bản, dùng mã lượt, mã đơn hoặc số giấy ở mỗi dòng."
    )


def unverified(layout: Layout) -> str:
    """Empty for a layout that somebody held against the official form."""
    if not layout.is_unverified:
        return ""
    return _("Mẫu chưa xác minh: tên và cột của sổ chưa đối chiếu với mẫu chính thức.")


def lines(layout: Layout, period: Period, who: Actor) -> list[list[str]]:
    """The whole book of a period; each person's reader log says that it was handed out."""
    found = list(_entries(layout, period, who))
    note_reads({entry.patient_id for entry in found}, who, what=f"book_{layout.code}")
    return [row_of(layout, number, entry) for number, entry in enumerate(found, start=1)]


def _entries(layout: Layout, period: Period, who: Actor) -> Iterator[Entry]:
    source = SOURCES[layout.code]
    rows = iter(source.rows(who, period.first, period.last).iterator(CHUNK))
    while chunk := list(islice(rows, CHUNK)):
        yield from source.entries(chunk, who)


def row_of(layout: Layout, number: int, entry: Entry) -> list[str]:
    cells = entry.cells | {"number": str(number)}
    return [cells.get(column.key, "") for column in layout.columns]


def require_printable(count: int) -> None:
    """A paper of thousands of lines keeps every other paper of the machine waiting."""
    if count > MOST_ON_PAPER:
        raise Refused(
            _("Kỳ này có %(n)d dòng, quá dài để in một lần. Chọn từng ngày, hoặc tải Excel.")
            % {"n": count}
        )


def as_pdf(layout: Layout, period: Period, who: Actor) -> bytes:
    require_printable(SOURCES[layout.code].rows(who, period.first, period.last).count())
    columns = tuple(Column(each.label, share=each.share) for each in layout.columns)
    paper = TablePaper(
        title=layout.label,
        unit=who.unit_name,
        period=period.text,
        columns=columns,
        rows=tuple(tuple(row) for row in lines(layout, period, who)),
        notes=tuple(filter(None, [unverified(layout), numbering()])),
        source=_("Rút từ hồ sơ lúc %(at)s. Căn cứ: %(basis)s")
        % {
            "at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}",
            "basis": layout.legal_basis,
        },
        signatures=(Signature(_("Người lập")), Signature(_("Trưởng đơn vị"))),
        is_wide=True,
    )
    return table_pdf(paper)


def as_xlsx(layout: Layout, period: Period, who: Actor) -> bytes:
    header = [column.label for column in layout.columns]
    widths = [WIDE if column.share else NARROW for column in layout.columns]
    rows: list[list[Any]] = [*lines(layout, period, who), [], [numbering()]]
    if said := unverified(layout):
        rows.append([said])
    return write_sheet(header, rows, name=layout.label[:31], widths=widths)


FORMATS = {
    "pdf": ("application/pdf", as_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}
