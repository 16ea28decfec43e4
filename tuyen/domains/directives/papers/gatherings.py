"""Meetings and their attendance as Excel files."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tuyen.domains.directives.papers.sheets import moment
from tuyen.platform.imports.sheets import write_sheet


def gatherings_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Ngày"),
        _("Loại"),
        _("Tên"),
        _("Hình thức"),
        _("Đơn vị tổ chức"),
        _("Điểm cầu"),
        _("Người dự"),
        _("Trạng thái"),
    ]
    cells = [
        [
            row.gathering.day,
            str(row.gathering.get_kind_display()),
            row.gathering.title,
            str(row.gathering.get_mode_display()),
            row.host,
            row.sites,
            row.people,
            str(row.gathering.get_status_display()),
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Hội nghị, đoàn công tác"))


def attendance_sheet(lines: Iterable[Any]) -> bytes:
    header = [
        _("Điểm cầu"),
        _("Họ và tên"),
        _("Chức vụ"),
        _("Đơn vị"),
        _("Cách ghi"),
        _("Có giấy mời"),
        _("Ghi chú"),
        _("Lúc"),
    ]
    cells = [
        [
            line.site,
            line.row.name,
            line.row.position,
            line.unit,
            str(line.row.get_method_display()),
            _("có") if line.row.is_invited else _("không"),
            line.row.note,
            moment(line.row.at),
        ]
        for line in lines
    ]
    return write_sheet(header, cells, name=_("Người dự"))


def conclusions_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Kết luận"),
        _("Tại"),
        _("Đơn vị chịu trách nhiệm"),
        _("Người"),
        _("Hạn"),
        _("Tình trạng"),
        _("Kết quả"),
    ]
    cells = [
        [
            row.conclusion.text,
            row.conclusion.gathering_title,
            row.unit,
            row.conclusion.owner_name,
            row.conclusion.due_on,
            str(row.state),
            row.conclusion.report,
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Kết luận"))
