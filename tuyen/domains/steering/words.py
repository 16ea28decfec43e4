"""Labels of codes in the reader's language, and the tone of a state."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock, rulebook
from tuyen.domains.steering.rules.agreements import TABLE as AGREEMENTS
from tuyen.domains.steering.rules.agreements import Kept, State

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
