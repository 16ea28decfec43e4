"""What is billed for a consultation: the program proposes, a person decides."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.models import Consult, ConsultBill
from tuyen.record.queries import consults as queries
from tuyen.record.rules import consult_modes as rules
from tuyen.record.rules.consults import BEFORE_ADVICE, TURNED_AWAY


@dataclass(frozen=True, slots=True)
class Bill:
    """payer: rulebook `teleconsult/billing`; code and name of the service as the biller's list has them."""

    is_billed: bool
    payer: str = ""
    code: str = ""
    name: str = ""
    amount_dong: int | None = None
    basis: str = ""
    note: str = ""


def decide_bill(*, consult: Consult, bill: Bill, by: Actor) -> ConsultBill:
    """Billed or not, by the side that decides; a later decision stands beside the earlier one."""
    permissions.require_consult_side(
        by, queries.is_asker(consult, by) or queries.is_asked(consult, by)
    )
    if consult.status in BEFORE_ADVICE or consult.status in TURNED_AWAY:
        raise Refused(_("Ca chưa có lời khuyên nên chưa quyết định thanh toán."))
    _require_sound(bill)
    row = ConsultBill(
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        consult_id=consult.id,
        unit_id=by.unit_id,
        is_billed=bill.is_billed,
        payer=bill.payer if bill.is_billed else "",
        code=nfc(bill.code)[:30] if bill.is_billed else "",
        name=nfc(bill.name)[:250] if bill.is_billed else "",
        amount_dong=bill.amount_dong if bill.is_billed else None,
        basis=nfc(bill.basis)[:300],
        note=nfc(bill.note)[:300],
        at=clock.now(),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="consult.bill") as log:
        log.still(consult)
        log.create(row)
    return row


def _require_sound(bill: Bill) -> None:
    if not bill.is_billed:
        if not nfc(bill.note):
            raise Refused(_("Ghi vì sao không thu."), field="note")
        return
    if bill.payer not in rules.payers(clock.today()):
        raise Refused(_("Chọn ai trả."), field="payer")
    if not nfc(bill.code) and not nfc(bill.name):
        raise Refused(_("Ghi mã hoặc tên dịch vụ."), field="code")
