"""A recall: the lot is blocked at once, and whoever got it is to be told."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.models import StockDocument, StockLot
from tuyen.domains.pharmacy.queries import recalls
from tuyen.domains.pharmacy.rules import documents
from tuyen.platform import changes
from tuyen.record.actions.tasks import OPEN, mark_done, new_task
from tuyen.record.models import Task

FOLLOW_UP = "stock_recall"
FROM_ABOVE = "stock_recall_below"  # its subject is the lot in the store that is asked
TITLE = 200
_FIELDS = ["status", "recall_reason", "recalled_on"]


def recall(*, lots: Sequence[StockLot], reason: str, by: Actor) -> StockDocument:
    """Nothing of these lots leaves to people any more; a task asks to call those who have it.

    Each unit that mine directs and that holds the same lot gets a task with it.
    """
    permissions.require_manage(by)
    said = nfc(reason).strip()
    if not said:
        raise Refused(_("Ghi căn cứ thu hồi: số công văn và lý do."), field="reason")
    mine = [lot for lot in lots if lot.unit_id == by.unit_id and not lot.recalled_on]
    if not mine:
        raise Refused(_("Chọn lô cần thu hồi; lô đã thu hồi không thu hồi lần nữa."), field="lot")
    people = recalls.receivers_count(mine, by)
    below = recalls.same_lots_below(mine, by)

    def write() -> StockDocument:
        document = papers.document_of(documents.Kind.RECALL, by, note=said)
        document.counterpart = ", ".join(f"{lot.item} {lot.lot_number}" for lot in mine)[:200]
        with changes.apply(actor=by, reason="stock.recall", why=said) as log:
            log.check(lambda: papers.require_number_free(document))
            for lot in mine:
                lot.status = StockLot.Status.RECALLED
                lot.recall_reason, lot.recalled_on = said, clock.today()
                log.change(lot, _FIELDS)
            for task in _asked_from_above(mine):
                log.change(task, mark_done(task, by=by))
            log.create(document)
            if people:
                log.create(_task(document, people))
            log.create(*(_asked_below(lot, mine, by, said) for lot in below))
        return document

    return papers.drawn_again(write)


def _asked_from_above(lots: Sequence[StockLot]) -> list[Task]:
    """What a unit above asked is done when the lot is recalled here."""
    ids = [lot.id for lot in lots]
    rows = Task.objects.filter(
        unit_id=lots[0].unit_id, kind=FROM_ABOVE, subject_id__in=ids, status=OPEN
    )
    return list(rows)


def release(*, lot: StockLot, why: str, by: Actor) -> StockLot:
    """The recall did not concern this lot, or was withdrawn."""
    permissions.require_manage(by)
    if lot.unit_id != by.unit_id or not lot.recalled_on:
        raise Refused(_("Lô này không bị thu hồi."))
    if not why.strip():
        raise Refused(_("Ghi căn cứ cho dùng lại."), field="why")
    lot.status, lot.recall_reason, lot.recalled_on = StockLot.Status.USABLE, "", None
    with changes.apply(actor=by, reason="stock.release", why=nfc(why).strip()) as log:
        log.change(lot, _FIELDS)
    return lot


def _asked_below(lot: StockLot, mine: Sequence[StockLot], by: Actor, why: str) -> Task:
    named = next(each.item for each in mine if each.lot_number == lot.lot_number)
    said = {"unit": by.unit_name, "item": named, "lot": lot.lot_number, "why": why}
    title = _("%(unit)s thu hồi %(item)s, lô %(lot)s: %(why)s") % said
    return new_task(
        title=title[:TITLE],
        kind=FROM_ABOVE,
        due_on=clock.today(),
        unit_id=lot.unit_id,
        subject_id=lot.id,
        priority=2,
    )


def _task(document: StockDocument, people: int) -> Task:
    return Task(
        unit_id=document.unit_id,
        kind=FOLLOW_UP,
        subject_id=document.id,
        title=_("Thu hồi thuốc: báo cho %(n)d người đã nhận") % {"n": people},
        due_on=clock.today(),
        priority=2,
    )
