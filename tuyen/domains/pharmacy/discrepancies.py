"""After a merge a balance may be below zero: two computers handed out the same units (rulings 13).

Nothing is taken back, for the drugs are gone; a task asks to count the lot, and is done when the count
has put it right. Its id is made from the lot and the day, so that two nodes ask once.
"""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.pharmacy.models import StockBalance
from tuyen.platform import changes
from tuyen.platform.outbox.regular import every
from tuyen.record.actions.tasks import OPEN, mark_done, new_task
from tuyen.record.models import Task

BELOW_ZERO = "stock_below_zero"
AT_ONCE = 200
_IDS = uuid.UUID("6f1c5a0e-6f0e-5d51-9d0f-2d6c7d9b7a11")


@every("15m")
def look_for_discrepancies() -> int:
    """How many tasks were opened or closed."""
    return _ask() + _settle()


def _ask() -> int:
    found = {row.lot_id: row for row in StockBalance.objects.filter(quantity__lt=0)[:AT_ONCE]}
    asked = Task.objects.filter(kind=BELOW_ZERO, status=OPEN, subject_id__in=list(found))
    known = set(asked.values_list("subject_id", flat=True))
    tasks = [_task(row) for lot_id, row in found.items() if lot_id not in known]
    made = set(Task.objects.filter(pk__in=[task.id for task in tasks]).values_list("id", flat=True))
    new = [task for task in tasks if task.id not in made]
    if new:
        with changes.apply(actor=SYSTEM, reason="stock.discrepancy") as log:
            log.create(*new)
    return len(new)


def _task(row: StockBalance) -> Task:
    today = clock.today()
    task = new_task(
        title=_("Tồn kho âm %(n)d ở lô %(lot)s: đếm lại và điều chỉnh")
        % {"n": -row.quantity, "lot": row.lot_number},
        kind=BELOW_ZERO,
        due_on=today,
        unit_id=row.unit_id,
        subject_id=row.lot_id,
        priority=1,
    )
    task.id = uuid.uuid5(_IDS, f"{row.lot_id} {today}")
    return task


def _settle() -> int:
    """Counted since: what was asked is done."""
    asked = {task.subject_id: task for task in Task.objects.filter(kind=BELOW_ZERO, status=OPEN)}
    rows = StockBalance.objects.filter(lot_id__in=list(asked), quantity__gte=0)
    settled = [asked[lot_id] for lot_id in rows.values_list("lot_id", flat=True)]
    if settled:
        with changes.apply(actor=SYSTEM, reason="stock.settled") as log:
            for task in settled:
                log.change(task, mark_done(task, by=SYSTEM))
    return len(settled)
