"""The activity report as a file: spreadsheet, paper, text, picture, JSON."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.edge.reports.activity import Line
from tuyen.edge.reports.chart import bars
from tuyen.edge.reports.report import Report
from tuyen.edge.reports.words import column_label, number, percent, period_label

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Format:
    """How a file of this kind is made and what it is called."""

    media_type: str
    write: Callable[[Report], bytes]


def title_of(report: Report) -> str:
    name = report.class_label or _("Hoạt động khám, chữa bệnh theo loại cơ sở")
    return f"{name} – {period_label(report.asked.period)}"


def heading(report: Report) -> list[str]:
    """The words over the columns."""
    first = _("Cơ sở") if report.asked.class_code else _("Loại cơ sở")
    columns = [column_label(column) for column in report.table.columns]
    more = [_("Tổng"), period_label(report.asked.period.a_year_before()), _("Tăng, giảm")]
    return [first, *(columns if len(columns) > 1 else []), *more]


def source_line(report: Report) -> str:
    source = report.source
    return _(
        "Nguồn: lượt khám đã ghi trong hệ thống, phạm vi %(unit)s. Tính lúc %(at)s. "
        "Có số liệu: %(reporting)s/%(expected)s đơn vị."
    ) % {
        "unit": source.unit_name or _("toàn bộ máy này"),
        "at": f"{source.computed_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}",
        "reporting": number(source.reporting),
        "expected": number(source.expected),
    }


def hidden_note(report: Report) -> str:
    """Said where a published report hides small numbers."""
    if not report.table.is_published:
        return ""
    least = rulebook.on("small_counts", report.asked.period.last_day)["least_published"]
    return _("Bản công bố: số dưới %(least)s và số suy ra được chúng không hiện.") % {
        "least": least
    }


def _numbers(line: Line) -> list[int | None]:
    columns = list(line.cells) if len(line.cells) > 1 else []
    return [*columns, line.total, line.before]


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_json(report: Report) -> bytes:
    return json.dumps(as_facts(report), ensure_ascii=False, indent=1).encode()


def as_facts(report: Report) -> dict[str, Any]:
    """What `tuyen report activity --json` prints."""
    asked, source = report.asked, report.source
    return {
        "report": "activity",
        "period": asked.period.code,
        "compared_with": asked.period.a_year_before().code,
        "by": asked.by,
        "class": asked.class_code or None,
        "published": report.table.is_published,
        "lines": [_line_facts(report, line) for line in report.table.lines],
        "total": _line_facts(report, report.table.sum),
        "computed_at": source.computed_at.isoformat(timespec="seconds"),
        "units_reporting": source.reporting,
        "units_expected": source.expected,
    }


def _line_facts(report: Report, line: Line) -> dict[str, Any]:
    change = line.change_percent
    columns = [column.code for column in report.table.columns]
    return {
        "code": line.code or None,
        "label": line.label,
        "visits": line.total,
        "before": line.before,
        "change_percent": None if change is None else round(change, 1),
        "by": dict(zip(columns, line.cells, strict=True)),
    }


def as_csv(report: Report) -> bytes:
    """UTF-8 with a byte order mark, or Excel reads it as something else."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heading(report))
    for line in (*report.table.lines, report.table.sum):
        shown = ["" if n is None else n for n in _numbers(line)]
        writer.writerow([_safe(line.label), *shown, _plain_percent(line)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain_percent(line: Line) -> str:
    change = line.change_percent
    return "" if change is None else f"{change:.1f}%"


def as_xlsx(report: Report) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    # A label is text whatever it begins with: nothing of ours is ever a formula.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        created = report.source.computed_at.astimezone(clock.VIETNAM).replace(tzinfo=None)
        book.set_properties({"title": title_of(report), "created": created})
        _write_sheet(book, report)
    return file.getvalue()


def _write_sheet(book: Any, report: Report) -> None:
    sheet = book.add_worksheet(_("Hoạt động"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    plain, strong = ({"num_format": "#,##0"}, {"num_format": "#,##0", "bold": True, "top": 1})
    share = book.add_format({"num_format": "+0.0%;-0.0%;0.0%"})
    sheet.write_string(0, 0, title_of(report), book.add_format({"bold": True, "font_size": 14}))
    words = heading(report)
    for at, word in enumerate(words):
        sheet.write_string(2, at, word, bold)
    lines = [*report.table.lines, report.table.sum]
    for row, line in enumerate(lines, start=3):
        look = book.add_format(strong if line is report.table.sum else plain)
        sheet.write_string(row, 0, line.label, look)
        for at, n in enumerate(_numbers(line), start=1):
            if n is not None:
                sheet.write_number(row, at, n, look)
        if line.change_percent is not None:
            sheet.write_number(row, len(words) - 1, line.change_percent / 100, share)
    notes = [source_line(report), hidden_note(report)]
    for row, text in enumerate(filter(None, notes), start=len(lines) + 4):
        sheet.write_string(row, 0, text)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(words) - 1, 11)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def as_pdf(report: Report) -> bytes:
    from tuyen.platform.print.tables import Column, TablePaper, table_pdf

    first, *others = heading(report)
    return table_pdf(
        TablePaper(
            title=_("Báo cáo hoạt động khám, chữa bệnh"),
            unit=report.source.unit_name or _("Toàn mạng lưới"),
            period=title_of(report),
            columns=(Column(first, share=1), *(Column(word, "right") for word in others)),
            rows=tuple(_paper_row(line) for line in report.table.lines),
            total=_paper_row(report.table.sum),
            notes=tuple(filter(None, [hidden_note(report)])),
            source=source_line(report),
            is_wide=len(others) > 5,
        )
    )


def _paper_row(line: Line) -> tuple[str, ...]:
    return (line.label, *(number(n) for n in _numbers(line)), percent(line.change_percent))


def as_svg(report: Report) -> bytes:
    return str(bars(report.table, title_of(report))).encode()


FORMATS = {
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "pdf": Format("application/pdf", as_pdf),
    "csv": Format("text/csv; charset=utf-8", as_csv),
    "svg": Format("image/svg+xml", as_svg),
    "json": Format("application/json", as_json),
}


def file_name(report: Report, ending: str, on: dt.date) -> str:
    """Of the period, so that last year's file is not written over."""
    return f"hoat-dong-{report.asked.period.code}-{on:%Y%m%d}.{ending}"
