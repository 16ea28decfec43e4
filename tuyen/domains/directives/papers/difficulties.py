"""Difficulties and cases as Excel files."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tuyen.domains.directives.papers.sheets import moment
from tuyen.platform.imports.sheets import write_sheet


def difficulties_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Đơn vị"),
        _("Chủ đề"),
        _("Khó khăn"),
        _("Nói rõ"),
        _("Kiến nghị"),
        _("Cản trở khám chữa bệnh"),
        _("Gửi tới"),
        _("Nêu lúc"),
        _("Hạn trả lời"),
        _("Trạng thái"),
        _("Ghi chú của đơn vị"),
    ]
    cells = [
        [
            row.unit,
            row.topic,
            row.difficulty.title,
            row.difficulty.text,
            row.difficulty.proposal,
            _("có") if row.difficulty.hinders_care else "",
            row.to_unit,
            moment(row.difficulty.raised_at),
            row.difficulty.answer_due_on,
            str(row.state),
            row.difficulty.settled_note,
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Khó khăn, kiến nghị"))


def cases_sheet(rows: Iterable[Any]) -> bytes:
    header = [
        _("Vấn đề"),
        _("Chủ đề"),
        _("Số đơn vị"),
        _("Đang ở"),
        _("Hạn trả lời"),
        _("Trạng thái"),
        _("Trả lời"),
        _("Hẹn giải quyết xong"),
    ]
    cells = [
        [
            row.case.title,
            row.topic,
            row.case.units_count,
            row.at_unit,
            row.case.answer_due_on,
            str(row.state),
            row.case.answer,
            row.case.promised_on,
        ]
        for row in rows
    ]
    return write_sheet(header, cells, name=_("Vấn đề chung"))
