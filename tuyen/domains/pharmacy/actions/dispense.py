"""At the counter: drugs of a prescription leave the store and reach the person, in one act."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import papers
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.events import DispenseTakenBack, DrugsDispensed
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import counter
from tuyen.domains.pharmacy.queries.counter import Desk
from tuyen.domains.pharmacy.rules import handing, ledger
from tuyen.domains.pharmacy.rules.handing import Fault, Finding, Share
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.day_locks import require_reason
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Dispense, MedicationRequest, Prescription
from tuyen.record.models.dispenses import DispenseStatus
from tuyen.record.queries.dispenses import dispenses_of

_REPLACED = gettext_lazy("Đơn này đã được sửa hoặc hủy. Mở đơn mới ở danh sách chờ cấp.")


@dataclass(frozen=True)
class Handed:
    """What was written; is_repeated: the same form had come before and nothing was written now."""

    prescription: Prescription
    dispenses: list[Dispense] = field(default_factory=list)
    is_repeated: bool = False


class NotThisWay(Refused):
    """The hand-over has faults; each names its line or lot."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(sentence(first), field=first.fault.value, code=first.fault.value)
        self.findings = list(findings)


def dispense(
    *,
    prescription: Prescription,
    shares: Sequence[Share],
    by: Actor,
    declined: Mapping[uuid.UUID, str] | None = None,
    second: Second | None = None,
    why: str = "",
    desk: Desk | None = None,
    repeat: changes.Repeat | None = None,
) -> Handed:
    """These units of these lots were handed out; lines in `declined` were not, for the reason named.

    why: the reason for not taking the lot that expires first. Controlled drugs need a second signature.
    desk: the prescription as it was read for this act, so that it is not read twice.
    Raises NotThisWay with every fault, Stale when a colleague was faster.
    """
    permissions.require_dispense(by)
    desk = desk or counter.desk_of(chart_of(prescription.patient_id, by), prescription)
    given = [share for share in shares if share.quantity != 0]
    reasons = {line: why_not for line, why_not in (declined or {}).items() if why_not}
    _require_right(desk, given, reasons, why)
    _require_second(desk, given, by, second)
    rows = _Rows(desk, by, second, why)
    handed = [rows.hand_out(share) for share in given]
    refused = [rows.decline(line, reason) for line, reason in reasons.items()]
    try:
        with changes.apply(
            actor=by, reason="pharmacy.dispense", why=why.strip(), repeat=repeat
        ) as log:
            log.check(lambda: require_reason(by.unit_id, desk.day, why))
            log.check(lambda: _require_unchanged(desk, given))
            log.create(*handed, *refused, *rows.movements)
            log.announce(
                DrugsDispensed(
                    prescription.id, prescription.encounter_id, prescription.patient_id, by.unit_id
                )
            )
            log.result_id = prescription.id
    except changes.Repeated:
        return Handed(prescription, is_repeated=True)
    except Refused as refusal:
        outcome = repeat.outcome() if repeat else None
        if isinstance(outcome, changes.Repeated):
            return Handed(prescription, is_repeated=True)
        raise outcome or refusal from None
    return Handed(prescription, [*handed, *refused])


def _require_right(
    desk: Desk, shares: Sequence[Share], declined: Mapping[uuid.UUID, str], why: str
) -> None:
    if desk.prescription.superseded_by_id is not None:
        raise Refused(_REPLACED)
    if not shares and not declined:
        raise NotThisWay([Finding(Fault.NOTHING)])
    for share in shares:
        papers.require_quantity(share.quantity)
    if unknown := set(declined) - set(desk.dues):
        raise NotThisWay([Finding(Fault.FOREIGN_LINE, unknown.pop())])
    if any(reason not in Dispense.Reason for reason in declined.values()):
        raise Refused(_("Chọn lý do không cấp."), field="declined")
    found = handing.faults(shares, desk.dues, desk.lots, desk.day, counter.equals_of(desk, shares))
    if any(each.fault is not Fault.ORDER or not why.strip() for each in found):
        raise NotThisWay(found)


def _require_second(desk: Desk, shares: Sequence[Share], by: Actor, second: Second | None) -> None:
    """Narcotic and psychotropic drugs leave under two signatures (TT 20/2017/TT-BYT)."""
    if not shares or not desk.is_controlled:
        return
    if second is None or second.account_id == by.account_id:
        raise Refused(
            _("Thuốc kiểm soát đặc biệt cần chữ ký thứ hai của một đồng nghiệp."),
            field="second",
            code="second",
        )


class _Rows:
    """Facts of the chart and lines of the ledger of one hand-over."""

    def __init__(self, desk: Desk, by: Actor, second: Second | None, why: str) -> None:
        self.desk, self.by, self.second, self.why = desk, by, second, nfc(why).strip()
        self.now, self.movements = clock.now(), list[StockMovement]()

    def hand_out(self, share: Share) -> Dispense:
        lot, line = self.desk.lots[share.lot_id], self.desk.line(share.request_id)
        row = self._row(
            line,
            quantity=share.quantity,
            item_id=lot.item_id,
            lot_id=lot.lot_id,
            lot_number=lot.lot_number,
            expires_on=lot.expires_on,
            source=lot.source,
            note=self.why,
        )
        self.movements.append(
            movement_of(row, ledger.Kind.DISPENSE, share.quantity, self.desk.day, self.now)
        )
        return row

    def decline(self, request_id: uuid.UUID, reason: str) -> Dispense:
        line = self.desk.line(request_id)
        return self._row(line, status=DispenseStatus.DECLINED, reason=reason)

    def _row(self, line: MedicationRequest, **said: object) -> Dispense:
        sheet, by, second = self.desk.prescription, self.by, self.second
        earlier = self.desk.declined.get(line.id)
        return row_of(
            Dispense,
            uuid7(),
            patient_id=sheet.patient_id,
            compartment=sheet.compartment,
            amends_id=earlier.id if earlier else None,
            encounter_id=sheet.encounter_id,
            prescription_id=sheet.id,
            prescription_number=sheet.number,
            request_id=line.id,
            unit_id=by.unit_id,
            drug_code=line.drug_code,
            drug=line.drug,
            strength=line.strength,
            dose=line.dose,
            pack_unit=line.unit,
            day=self.desk.day,
            handed_at=self.now,
            by=by.account_id,
            by_name=by.name,
            second_by=second.account_id if second else None,
            second_name=second.name if second else "",
            **said,
        )


def movement_of(
    row: Dispense, kind: ledger.Kind, quantity: int, day: dt.date, at: dt.datetime
) -> StockMovement:
    """The line of the ledger for a hand-over: the number of the sheet, never the person's name."""
    return row_of(
        StockMovement,
        uuid7(),
        unit_id=row.unit_id,
        item_id=row.item_id,
        lot_id=row.lot_id,
        kind=kind,
        quantity=ledger.signed(kind, quantity),
        day=day,
        at=at,
        document_id=row.id,
        number=row.prescription_number,
        by_name=row.by_name,
        second_name=row.second_name,
    )


def _require_unchanged(desk: Desk, shares: Sequence[Share]) -> None:
    """Inside the transaction: nobody handed out of this sheet meanwhile, and the lots still have it."""
    count = counter.served_now(desk.prescription)
    if count is None:
        raise Refused(_REPLACED)
    if count != desk.seen:
        raise Stale(
            _("Đồng nghiệp vừa cấp thuốc của đơn này ở máy khác. Xin tải lại để xem."), code="given"
        )
    papers.require_left(desk.unit_id, handing.by_lot(shares), desk.day)


def take_back(*, row: Dispense, quantity: int, by: Actor, why: str = "") -> Dispense:
    """Units come back to the store: a slip at the counter, or the person returned them.

    The hand-over is corrected, in part or whole; the ledger gets a line of its own.
    """
    permissions.require_dispense(by)
    chart = chart_of(row.patient_id, by)
    if row.unit_id != by.unit_id or row.status != DispenseStatus.COMPLETED:
        raise Refused(_("Chỉ thu lại được thuốc do đơn vị này đã cấp."))
    if not 1 <= quantity <= row.quantity:
        raise Refused(
            _("Số thu lại phải từ 1 đến %(most)d.") % {"most": row.quantity}, field="quantity"
        )
    now = _corrected(row, row.quantity - quantity, by)
    back = movement_of(now, ledger.Kind.PATIENT_RETURN, quantity, clock.today(), clock.now())
    with changes.apply(actor=by, reason="pharmacy.take_back", why=nfc(why).strip()) as log:
        log.check(lambda: _require_newest(row, chart))
        log.check(lambda: require_reason(row.unit_id, row.day, why))
        log.create(now, back)
        log.announce(DispenseTakenBack(row.id, row.encounter_id, row.patient_id, row.unit_id))
    return now


def undo(*, prescription: Prescription, by: Actor) -> int:
    """“Hoàn tác”, right after: everything handed out of this sheet by this person comes back."""
    permissions.require_dispense(by)
    chart = chart_of(prescription.patient_id, by)
    rows = [
        row
        for row in dispenses_of(chart, prescription.number)
        if row.unit_id == by.unit_id
        and row.by == by.account_id
        and clock.now() - row.handed_at <= UNDO
    ]
    if not rows:
        raise Refused(_("Đã quá lúc hoàn tác. Mở đơn rồi chọn “Thu lại” ở từng dòng."))
    versions = [(_corrected(row, 0, by), row) for row in rows]
    with changes.apply(actor=by, reason="pharmacy.undo") as log:
        for now, row in versions:
            log.check(lambda row=row: _require_newest(row, chart))  # type: ignore[misc]
            log.check(lambda row=row: require_reason(row.unit_id, row.day, ""))  # type: ignore[misc]
            log.create(now)
            if row.status == DispenseStatus.COMPLETED:
                kind = ledger.Kind.PATIENT_RETURN
                log.create(movement_of(now, kind, row.quantity, clock.today(), clock.now()))
            log.announce(DispenseTakenBack(row.id, row.encounter_id, row.patient_id, row.unit_id))
    return len(rows)


UNDO = dt.timedelta(minutes=2)  # ten seconds on the page, and a poor link
_NOT_COPIED = {"id", "hlc", "amends_id", "superseded_by_id", "quantity", "status"}


def _corrected(row: Dispense, quantity: int, by: Actor) -> Dispense:
    names = [f.attname for f in Dispense._meta.concrete_fields]
    kept = {name: getattr(row, name) for name in names if name not in _NOT_COPIED}
    kept["by_name"] = by.name
    status = DispenseStatus.COMPLETED if quantity else DispenseStatus.ENTERED_IN_ERROR
    return row_of(Dispense, uuid7(), amends_id=row.id, quantity=quantity, status=status, **kept)


def _require_newest(row: Dispense, chart: Chart) -> None:
    """Inside the transaction: it was not taken back at another desk."""
    if row.id not in {each.id for each in dispenses_of(chart, row.prescription_number)}:
        raise Stale(_("Lần cấp này vừa được sửa ở máy khác. Xin tải lại."))


def sentence(finding: Finding) -> str:
    """What the person at the counter reads."""
    lot = finding.lot.lot_number if finding.lot else ""
    said = {
        Fault.NOTHING: _("Chưa có gì để cấp: nhập số lượng, hoặc chọn lý do không cấp."),
        Fault.FOREIGN_LINE: _("Dòng thuốc này không thuộc đơn đang cấp. Xin tải lại."),
        Fault.TOO_MUCH: _("Nhiều hơn số còn phải cấp (%(limit)d)."),
        Fault.UNKNOWN_LOT: _("Lô này không có trong kho của đơn vị. Xin chọn lại lô."),
        Fault.OTHER_DRUG: _("Lô %(lot)s là thuốc khác hoạt chất với đơn."),
        Fault.EXPIRED: _("Lô %(lot)s đã hết hạn dùng: không cấp. Lập biên bản hủy."),
        Fault.RECALLED: _("Lô %(lot)s đang bị thu hồi: không cấp. Để riêng và trả nơi cấp."),
        Fault.SHORT: _("Lô %(lot)s chỉ còn %(limit)d."),
        Fault.ORDER: _("Lô %(lot)s hết hạn trước: cấp lô đó trước, hoặc ghi lý do."),
    }
    return said[finding.fault] % {"lot": lot, "limit": finding.limit}
