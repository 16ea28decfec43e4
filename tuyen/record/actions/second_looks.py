"""A second eye on what one person read and verified alone (ADR 0016)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import order_permissions
from tuyen.record.actions.orders import DONE_TASK, OPEN_TASK, is_of
from tuyen.record.actions.tasks import new_task
from tuyen.record.chart import chart_of
from tuyen.record.models import Order, Task
from tuyen.record.models.orders import SecondLook
from tuyen.record.queries.orders import result_of

TASK = "second_look"
SECOND_LOOK = ["second_look", "second_look_name", "second_look_at", "second_look_note"]


def look_again(*, order: Order, agrees: bool, by: Actor, note: str = "") -> Order:
    """Agreed, or another opinion in words: then the room is asked to look once more and to correct.

    The reading itself stays as it is until whoever may correct it does.
    """
    chart = chart_of(order.patient_id, by)
    result = result_of(chart, order)
    if not is_of(order.performer_id, by):
        raise NotPermitted(_("Chỉ nơi thực hiện được xem lại kết quả này."))
    if result is None or order.second_look != SecondLook.WANTED:
        raise Stale(_("Kết quả này không chờ xem lại. Xin tải lại trang."))
    order_permissions.require_second_look(by, result.entered_by)
    said = nfc(note)[:300]
    if not agrees and not said:
        raise Refused(_("Ghi rõ ý kiến khác ở điểm nào."), field="note")
    order.second_look = SecondLook.AGREED if agrees else SecondLook.DIFFERS
    order.second_look_name, order.second_look_note = by.name, said
    order.second_look_at = clock.now()
    with changes.apply(actor=by, reason="result.second_look", why=said) as log:
        log.change(order, SECOND_LOOK)
        if not agrees:
            log.create(_to_reader(order))
    return order


def _to_reader(order: Order) -> Task:
    return new_task(
        unit_id=order.performer_id,
        patient_id=order.patient_id,
        compartment=order.compartment,
        kind=TASK,
        subject_id=order.id,
        title=_("Người xem lại có ý kiến khác: đọc lại, sửa nếu cần"),
        due_on=clock.today(),
        priority=2,
    )


def close_second_looks(orders: Sequence[Order], by: Actor, outcome: str) -> list[Task]:
    """Open tasks on another opinion about these orders, set to done, for the caller to write."""
    ids = [order.id for order in orders]
    tasks = list(
        Task.objects.filter(kind=TASK, status=OPEN_TASK, subject_id__in=ids) if ids else ()
    )
    for task in tasks:
        task.status, task.outcome = DONE_TASK, outcome
        task.done_by, task.done_at = by.account_id, clock.now()
    return tasks
