"""Choosing between two values that two sides wrote apart: an ordinary change that has seen both."""

from typing import Literal

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.changes import conflicts
from tuyen.platform.changes.models import Conflict
from tuyen.record.chart import chart_of
from tuyen.record.queries import differences

DECIDE = "conflict.decide"

Choice = Literal["kept", "taken"]


def decide(*, conflict: Conflict, choice: Choice, by: Actor) -> None:
    """Closes the difference on every node. What was not chosen stays in the log and in the difference.

    Decided already: the other way round, by the values as they met.
    """
    _require(conflict, by)
    if choice == "taken" and conflict.kind == "step":
        raise Refused(
            _("Bước này không đi tiếp được từ bước đang đứng. Hãy làm lại ở trang của việc đó.")
        )
    values = None
    if conflict.decided_at_ms is not None:
        chosen = conflict.loser_value if choice == "taken" else conflict.winner_value
        values = conflicts.values_of(conflict, chosen)
    conflicts.decide(conflict, take=choice == "taken", values=values, by=by)


def put_back(*, conflict: Conflict, by: Actor) -> None:
    """Undo: the value that stood stands again, and both wait for a choice on every node."""
    _require(conflict, by)
    if conflict.decided_at_ms is not None:
        conflicts.reopen(conflict, by=by)


def require_chooser(by: Actor) -> None:
    if not by.may(DECIDE):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao chọn giữa hai giá trị."))


def _require(conflict: Conflict, by: Actor) -> None:
    require_chooser(by)
    if conflict.patient_id is not None:
        chart_of(conflict.patient_id, by)
    if differences.one(conflict.id, by) is None:
        raise NotPermitted(
            _(
                "Chỗ này do đơn vị quản lý người bệnh hoặc đơn vị đã ghi chọn. Hãy gọi cho đơn vị đó."
            )
        )
