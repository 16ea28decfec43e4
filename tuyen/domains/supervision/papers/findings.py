"""The list of corrections as a workbook."""

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.domains.supervision.queries.findings import Row


def findings_xlsx(rows: Iterable[Row]) -> bytes:
    import xlsxwriter  # eight megabytes, taken when the first sheet is made

    said = io.BytesIO()
    with xlsxwriter.Workbook(
        said, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet, bold = book.add_worksheet(_("Tồn tại")), book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, _head(), bold)
        sheet.set_column(0, 0, 30)
        sheet.set_column(2, 3, 45)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            action = row.action
            words = (row.unit, row.grade, action.finding_text, action.what, action.owner_name)
            sheet.write_row(number, 0, words)
            for column, value in enumerate((action.first_due_on, action.due_on, action.done_on), 5):
                if value:
                    sheet.write_datetime(number, column, value, day)
            sheet.write_row(number, 8, (action.get_status_display(), row.days_late))
    return said.getvalue()


def _head() -> tuple[str, ...]:
    return (
        _("Đơn vị"),
        _("Mức"),
        _("Tồn tại"),
        _("Việc phải làm"),
        _("Người chịu trách nhiệm"),
        _("Hạn ban đầu"),
        _("Hạn"),
        _("Ngày khắc phục"),
        _("Trạng thái"),
        _("Số ngày trễ"),
    )
