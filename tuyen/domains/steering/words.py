"""Labels of codes in the reader's language, and the tone of a state."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.steering.rules.agreements import TABLE as AGREEMENTS
from tuyen.domains.steering.rules.agreements import Kept, State
from tuyen.domains.steering.rules.duty import TABLE as DUTY
from tuyen.domains.steering.rules.equity import TABLE as WORK
from tuyen.domains.steering.rules.equity import Verdict
from tuyen.domains.steering.rules.hotline import TABLE as HOTLINE
from tuyen.domains.steering.rules.hotline import Status as Call
from tuyen.domains.steering.rules.support import TABLE as SUPPORT_TABLE
from tuyen.domains.steering.rules.support import Status

STATES: Mapping[str, tuple[Any, str]] = {
    State.FUTURE: (_("Chưa đến ngày"), "neutral"),
    State.IN_FORCE: (_("Còn hiệu lực"), "good"),
    State.EXPIRING: (_("Sắp hết hiệu lực"), "warn"),
    State.EXPIRED: (_("Hết hiệu lực"), "neutral"),
    State.ENDED: (_("Đã chấm dứt"), "neutral"),
}
KEPT: Mapping[str, tuple[Any, str]] = {
    Kept.OPEN: (_("Đang làm"), "info"),
    Kept.LATE: (_("Quá hạn"), "warn"),
    Kept.DONE: (_("Đã xong"), "good"),
    Kept.DONE_LATE: (_("Xong muộn"), "warn"),
    Kept.DROPPED: (_("Đã bỏ"), "neutral"),
}

SUPPORT: Mapping[str, tuple[Any, str]] = {
    Status.REQUESTED: (_("Chờ tiếp nhận"), "info"),
    Status.TAKEN: (_("Đang xử lý"), "info"),
    Status.ANSWERED: (_("Đã trả lời"), "good"),
    Status.REOPENED: (_("Mở lại"), "warn"),
    Status.CLOSED: (_("Đã đóng"), "neutral"),
    Status.WITHDRAWN: (_("Đã rút"), "neutral"),
    Status.DECLINED: (_("Bị từ chối"), "warn"),
}
URGENCY_TONES = {"emergency": "danger", "urgent": "warn", "routine": "neutral"}
WHICH_REQUESTS = {
    "open": _("Đang mở"),
    "late": _("Quá hạn"),
    "to_us": _("Gửi đến chúng tôi"),
    "ours": _("Chúng tôi gửi"),
    "answered": _("Chờ đóng"),
    "declined": _("Bị từ chối"),
    "closed": _("Đã đóng"),
    "all": _("Tất cả"),
}
VERDICTS: Mapping[str, tuple[Any, str]] = {
    Verdict.UNDER: (_("thiếu"), "warn"),
    Verdict.EVEN: (_("đều"), "good"),
    Verdict.OVER: (_("nhiều hơn phần mình"), "info"),
    Verdict.NONE: (_("chưa có gì để so"), "neutral"),
}
CALLS: Mapping[str, tuple[Any, str]] = {
    Call.RINGING: (_("Đang reo"), "warn"),
    Call.TALKING: (_("Đang nghe"), "info"),
    Call.SAVED: (_("Đã lưu"), "neutral"),
    Call.MISSED: (_("Nhỡ"), "warn"),
}


def language() -> str:
    return (get_language() or "vi")[:2]


def listed(table: str, name: str, on: dt.date) -> dict[str, str]:
    """Code → label of one list of a table whose rows say which list they belong to."""
    rows = rulebook.on(table, on).rows
    return {row["code"]: rulebook.label(row, language()) for row in rows if row["list"] == name}


def agreement_kinds() -> dict[str, str]:
    return listed(AGREEMENTS, "kind", clock.today())


def purposes() -> dict[str, str]:
    return listed(AGREEMENTS, "purpose", clock.today())


def urgencies() -> dict[str, str]:
    return listed(SUPPORT_TABLE, "urgency", clock.today())


def topics() -> dict[str, str]:
    return listed(SUPPORT_TABLE, "topic", clock.today())


def outcomes() -> dict[str, str]:
    return listed(HOTLINE, "outcome", clock.today())


def line_purposes() -> dict[str, str]:
    return listed(HOTLINE, "purpose", clock.today())


def work_kinds() -> dict[str, str]:
    return listed(WORK, "kind", clock.today())


def specialties() -> dict[str, str]:
    return _labelled(rulebook.on("referral/specialties", clock.today()).rows)


def shifts() -> dict[str, str]:
    return _labelled(rulebook.on(DUTY, clock.today()).rows)


def _labelled(rows: Iterable[rulebook.Row]) -> dict[str, str]:
    return {row["code"]: rulebook.label(row, language()) for row in rows}
