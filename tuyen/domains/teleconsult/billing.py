"""What was decided on the bills of consultations, and which cases wait for a decision."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import words
from tuyen.domains.teleconsult.forms_remote import first_bill, payers
from tuyen.platform.print.listings import Head, Listing
from tuyen.record.chart import Chart
from tuyen.record.models import Consult, ConsultBill
from tuyen.record.queries import consults as queries
from tuyen.record.rules import consult_modes as rules
from tuyen.record.rules.consults import Status
from tuyen.registry.facilities.queries import names_of

ENDED = (Status.ADVISED, Status.OUTCOME, Status.CLOSED)
OPEN, DONE = "open", "done"


@dataclass(frozen=True)
class Line:
    """One case with its last decision, or the proposal."""

    row: Consult
    bill: ConsultBill | None
    from_unit: str
    to_unit: str
    biller: str
    payer: str
    basis: str


def rows(who: Actor, which: str) -> QuerySet[Consult]:
    """Advised cases of either end that wait for a decision, or those with one; newest first."""
    decided = ConsultBill.objects.filter(
        consult_id=OuterRef("id"), patient_id=OuterRef("patient_id")
    )
    found = queries.at_either_end(who).filter(status__in=ENDED)
    found = found.filter(Exists(decided)) if which == DONE else found.filter(~Exists(decided))
    return found.order_by("-asked_at", "-id")


def lines(found: list[Consult]) -> list[Line]:
    """Two statements: the last decision of each, the names of units."""
    ids, people = [row.id for row in found], {row.patient_id for row in found}
    kept = ConsultBill.objects.filter(consult_id__in=ids, patient_id__in=people).order_by("at")
    last: dict[uuid.UUID, ConsultBill] = {bill.consult_id: bill for bill in kept}
    bills = last.values()
    units = names_of(
        {end for row in found for end in (row.from_unit_id, row.to_unit_id)}
        | {bill.unit_id for bill in bills}
    )
    return [_line(row, last.get(row.id), units) for row in found]


def _line(row: Consult, bill: ConsultBill | None, units: dict[uuid.UUID, str]) -> Line:
    from_unit, to_unit = units.get(row.from_unit_id, ""), units.get(row.to_unit_id, "")
    first = first_bill(row)
    if bill is not None:
        payer = payers().get(bill.payer, "") if bill.is_billed else _("Không thu")
        return Line(
            *(row, bill, from_unit, to_unit, units.get(bill.unit_id, ""), payer, bill.basis)
        )
    proposal = rules.bill_of(row.mode, row.day)
    biller = from_unit if proposal and proposal["biller"] == "asker" else to_unit
    payer = payers().get(first.get("payer", ""), "")
    return Line(row, None, from_unit, to_unit, biller, payer, first.get("basis", ""))


def last_of(chart: Chart, row: Consult) -> ConsultBill | None:
    found: ConsultBill | None = (
        chart.of(ConsultBill).filter(consult_id=row.id).order_by("-at", "-id").first()
    )
    return found


def listing(found: list[Line], unit: str) -> Listing:
    """No names: the number of the sheet leads to the case."""
    heads = (
        Head(_("Số phiếu")),
        Head(_("Ngày hỏi")),
        Head(_("Từ"), share=0.2),
        Head(_("Đến"), share=0.2),
        Head(_("Hình thức"), share=0.15),
        Head(_("Bên thu"), share=0.15),
        Head(_("Ai trả"), share=0.15),
        Head(_("Mã dịch vụ")),
        Head(_("Tên dịch vụ"), share=0.2),
        Head(_("Số tiền"), "money"),
        Head(_("Căn cứ"), share=0.3),
        Head(_("Người quyết định")),
    )
    return Listing(
        title=_("Thanh toán hội chẩn từ xa"),
        unit=unit,
        heads=heads,
        rows=tuple(_cells(line) for line in found),
        notes=(_("Dòng chưa có người quyết định chỉ là đề xuất, chưa xác minh."),),
    )


def _cells(line: Line) -> tuple[str | int | None, ...]:
    bill, row = line.bill, line.row
    said = (bill.code, bill.name, bill.amount_dong) if bill else ("", "", None)
    mode = words.modes(row.day).get(row.mode, row.mode)
    by = bill.by_name if bill else _("đề xuất")
    return (
        *(row.number, f"{row.day:%d/%m/%Y}", line.from_unit, line.to_unit, mode),
        *(line.biller, line.payer, *said, line.basis, by),
    )
