"""Faults of the machine, said so that the person in front of it knows what to do."""

import datetime as dt
from typing import overload

from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from tuyen.core.clock import VIETNAM
from tuyen.core.errors import Refused
from tuyen.platform.changes.hlc import ClockBehind

_DISK_FULL = (
    "disk is full",
    "No space left",
    "disk I/O error",
    "could not extend file",
)
_READ_ONLY = ("readonly database", "Read-only file system", "unable to open database file")
_BUSY = ("database is locked", "lock timeout", "deadlock detected")


@overload
def sentence_for(fault: ClockBehind) -> Refused: ...
@overload
def sentence_for(fault: OperationalError | OSError) -> Refused | None: ...
def sentence_for(fault: ClockBehind | OperationalError | OSError) -> Refused | None:
    """The refusal that a user reads, or None for a fault that only an engineer can read."""
    if isinstance(fault, ClockBehind):
        return _clock_behind(fault)
    text = str(fault)
    if any(mark in text for mark in _DISK_FULL):
        return Refused(
            _(
                "Ổ đĩa của máy đã đầy nên chưa ghi được. Nội dung bạn nhập vẫn được giữ. "
                "Xin báo người quản trị dọn bớt chỗ, rồi bấm lưu lại."
            ),
            code="disk_full",
        )
    if any(mark in text for mark in _READ_ONLY):
        return Refused(
            _(
                "Máy không ghi được vào thư mục dữ liệu. Nội dung bạn nhập vẫn được giữ. Xin báo "
                "người quản trị xem lại quyền ghi và ổ đĩa, rồi bấm lưu lại."
            ),
            code="read_only",
        )
    if any(mark in text for mark in _BUSY):
        return Refused(
            _("Máy đang bận ghi việc khác. Nội dung vẫn còn đây, xin bấm lưu lại."),
            code="busy",
        )
    return None


def _clock_behind(fault: ClockBehind) -> Refused:
    last = dt.datetime.fromtimestamp(fault.last_ms / 1000, VIETNAM)
    return Refused(
        _(
            "Đồng hồ của máy đang chậm hơn lần ghi cuối cùng (%(last)s) nên chưa ghi được. "
            "Xin chỉnh lại ngày giờ của máy, rồi bấm lưu lại. Nếu giờ máy bây giờ đã đúng, báo người "
            "quản trị chạy: tuyen node clock"
        )
        % {"last": f"{last:%H:%M %d/%m/%Y}"},
        code="clock_behind",
    )
