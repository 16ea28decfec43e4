"""Good models as an Excel file."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tuyen.platform.imports.sheets import write_sheet


def good_models_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Mô hình"),
        _("Đơn vị"),
        _("Chỉ số"),
        _("Đơn vị tính"),
        _("Trước"),
        _("Kỳ trước"),
        _("Sau"),
        _("Kỳ sau"),
        _("Thay đổi %"),
        _("Nguồn số liệu"),
        _("Cách có số"),
        _("Đơn vị áp dụng"),
        _("Làm được"),
        _("Trạng thái"),
    ]
    cells = [
        [
            row.model.title,
            row.unit,
            row.model.indicator,
            row.model.measure,
            row.model.before,
            row.model.before_period,
            row.model.after,
            row.model.after_period,
            round(row.change, 1) if row.change is not None else "",
            row.model.source,
            _("chương trình đếm") if row.model.counted_code else _("tự khai"),
            row.adopted,
            row.working,
            str(row.model.get_status_display()),
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Mô hình hay"))
