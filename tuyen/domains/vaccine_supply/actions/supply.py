"""Asked, allocated line by line, sent lot by lot, counted where it arrives; what lacks stays in sight."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.vaccine_supply import lists, permissions
from tuyen.domains.vaccine_supply.events import VaccineReceived, VaccineSent
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.queries import cold
from tuyen.domains.vaccine_supply.queries import sheets as sheet_queries
from tuyen.domains.vaccine_supply.queries import supply as queries
from tuyen.domains.vaccine_supply.rules import supply as rules
from tuyen.platform import changes
from tuyen.platform.ui.templatetags.tuyen import number

State = VaccineRequest.State
MOST_REASON = 300  # characters
ALLOCATION = [
    "state",
    "doses_allocated",
    "allocation_way",
    "allocation_note",
    "allocated_on",
    "allocated_by_name",
]


def ask(
    *,
    sheet: NeedSheet,
    to_unit_id: uuid.UUID,
    by: Actor,
    risk: int = 1,
    reason: str = "",
    scenario: str = "",
    repeat: changes.Repeat | None = None,
) -> VaccineRequest:
    """What the sheet comes to is asked of a unit above, of the same chain or of the other.

    scenario: with what the forecast adds at its low, mid or high quantile; it is told in the reason.
    """
    permissions.require_plan(by, sheet.unit_id)
    order = sheet_queries.worked(sheet).order_of(scenario)
    if order is None:
        raise Refused(_("Bảng chưa có kịch bản này: xem lại số ca dự báo."), field="scenario")
    if not order.total.doses:
        raise Refused(_("Bảng chưa có số liều nào phải dự trù: thêm nơi và đối tượng trước."))
    above = {unit.id for unit in queries.upper_units(sheet.unit_id, clock.today())}
    if to_unit_id not in above:
        raise Refused(_("Chọn nơi cấp trong danh sách."), field="to_unit")
    if risk not in VaccineRequest.Risk.values:
        raise Refused(_("Chọn mức nguy cơ."), field="risk")
    if risk > VaccineRequest.Risk.USUAL and not nfc(reason).strip():
        raise Refused(_("Nguy cơ cao hơn thường lệ: ghi lý do."), field="reason")
    row = VaccineRequest(
        id=uuid7(),
        unit_id=sheet.unit_id,
        to_unit_id=to_unit_id,
        sheet_id=sheet.id,
        sheet_version=sheet.version,
        vaccine=sheet.vaccine,
        doses_a_vial=sheet.doses_a_vial,
        doses_asked=order.total.doses,
        people=order.people,
        risk=risk,
        reason=_told(nfc(reason).strip(), sheet, scenario),
        asked_on=clock.today(),
        asked_by_name=by.name,
    )
    with changes.apply(actor=by, reason="vaccine_request.ask", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _told(reason: str, sheet: NeedSheet, scenario: str) -> str:
    told = f"{_basis(sheet, scenario)} {reason}".strip()
    if len(told) > MOST_REASON:
        raise Refused(
            _("Lý do dài quá %(n)s ký tự: viết ngắn lại.") % {"n": len(told) - MOST_REASON},
            field="reason",
        )
    return told


def _basis(sheet: NeedSheet, scenario: str) -> str:
    """A sentence before the reason; empty when the request follows no scenario."""
    if not scenario:
        return ""
    return _("Theo dự báo %(level)s: %(cases)s ca.") % {
        "level": str(lists.SCENARIOS[scenario]).lower(),
        "cases": f"{getattr(sheet, f'cases_{scenario}'):g}",
    }


def withdraw(*, request: VaccineRequest, by: Actor) -> None:
    permissions.require_plan(by, request.unit_id)
    _require_step(request, State.WITHDRAWN)
    request.state = State.WITHDRAWN
    with changes.apply(actor=by, reason="vaccine_request.withdraw") as log:
        log.change(request, ["state"])


class Line(NamedTuple):
    """What a person decided for one request; 0 declines it."""

    request: VaccineRequest
    doses: int
    note: str = ""


def allocate(*, lines: Sequence[Line], available: int, way: str, by: Actor) -> None:
    """All lines of a decision together; more than there is, or than was asked, is refused."""
    if way not in VaccineRequest.Way.values:
        raise Refused(_("Chọn cách phân bổ."), field="way")
    for line in lines:
        _judge(line, by)
    if sum(line.doses for line in lines) > available:
        raise Refused(
            _("Tổng phân bổ vượt số liều đang có (%(n)s). Bớt ở một dòng.")
            % {"n": number(available)},
            field="available",
        )
    for line in lines:
        row = line.request
        row.state = State.ALLOCATED if line.doses else State.DECLINED
        row.doses_allocated, row.allocation_way = line.doses, way
        row.allocation_note = nfc(line.note).strip()[:300]
        row.allocated_on, row.allocated_by_name = clock.today(), by.name
    with changes.apply(actor=by, reason="vaccine_request.allocate") as log:
        for line in lines:
            log.change(line.request, ALLOCATION)


def _judge(line: Line, by: Actor) -> None:
    row = line.request
    permissions.require_allocate(by, row.to_unit_id)
    _require_step(row, State.ALLOCATED if line.doses else State.DECLINED)
    if not 0 <= line.doses <= row.doses_asked:
        raise Refused(
            _("Phân bổ từ 0 đến %(n)s liều đã đề nghị.") % {"n": number(row.doses_asked)},
            field=f"doses_{row.id}",
        )
    if line.doses % row.doses_a_vial:
        raise Refused(
            _("Phân bổ đủ lọ: bội số của %(n)d liều.") % {"n": row.doses_a_vial},
            field=f"doses_{row.id}",
        )
    if not line.doses and not nfc(line.note).strip():
        raise Refused(_("Không cấp: ghi lý do."), field=f"note_{row.id}")


def send(
    *, request: VaccineRequest, lot_number: str, expires_on: dt.date, doses: int, by: Actor
) -> VaccineDelivery:
    """One lot leaves; never more than was allocated, nor than the store of the sender has of it."""
    permissions.require_allocate(by, request.to_unit_id)
    if request.state != State.ALLOCATED:
        raise Refused(_("Phân bổ trước khi gửi."))
    lot_number = nfc(lot_number).strip().upper()
    if expires_on < clock.today():
        raise Refused(_("Lô đã hết hạn: không cấp."), field="expires_on")
    if doses < 1:
        raise Refused(_("Số liều phải lớn hơn 0."), field="doses")
    _require_in_store(request, lot_number, doses)
    row = VaccineDelivery(
        id=uuid7(),
        unit_id=request.to_unit_id,
        to_unit_id=request.unit_id,
        request_id=request.id,
        lot_number=lot_number,
        expires_on=expires_on,
        doses=doses,
        sent_on=clock.today(),
        sent_by_name=by.name,
    )
    with changes.apply(actor=by, reason="vaccine_request.send") as log:
        log.check(lambda: _require_allocated(request, doses))
        log.create(row)
        log.announce(VaccineSent(delivery_id=row.id, unit_id=row.unit_id))
    return row


def _require_allocated(request: VaccineRequest, doses: int) -> None:
    """Inside the transaction: two people who send at one moment do not send twice."""
    stands = queries.standing(request, queries.deliveries_of([request])[request.id])
    if doses > stands.may_send:
        raise Refused(
            _("Chỉ còn %(n)s liều đã phân bổ chưa gửi.") % {"n": number(stands.may_send)},
            field="doses",
        )


def _require_in_store(request: VaccineRequest, lot_number: str, doses: int) -> None:
    if cold.is_held(request.to_unit_id, request.vaccine, lot_number):
        raise Refused(
            _("Lô này đang để riêng vì nhiệt độ bảo quản: lấy lô khác."), field="lot_number"
        )
    left = queries.left_in_store(request.to_unit_id, request.vaccine)
    if left is not None and left.get(lot_number, 0) < doses:
        raise Refused(
            _("Kho chỉ còn %(n)s liều dùng được của lô %(lot)s.")
            % {"n": number(left.get(lot_number, 0)), "lot": lot_number},
            field="doses",
        )


def receive(
    *, delivery: VaccineDelivery, doses: int, by: Actor, difference: str = ""
) -> VaccineDelivery:
    """Counted where it arrived; less than was sent is written down with its reason."""
    permissions.require_plan(by, delivery.to_unit_id)
    if delivery.state != VaccineDelivery.State.SENT:
        raise Refused(_("Lô này đã được nhận."))
    if not 0 <= doses <= delivery.doses:
        raise Refused(
            _("Số nhận từ 0 đến %(n)s liều đã gửi.") % {"n": number(delivery.doses)}, field="doses"
        )
    if doses < delivery.doses and not nfc(difference).strip():
        raise Refused(_("Nhận thiếu: ghi lý do, ví dụ “vỡ 2 lọ”."), field="difference")
    delivery.state, delivery.doses_received = VaccineDelivery.State.RECEIVED, doses
    delivery.difference = nfc(difference).strip()[:300]
    delivery.received_on, delivery.received_by_name = clock.today(), by.name
    with changes.apply(actor=by, reason="vaccine_request.receive") as log:
        log.change(
            delivery,
            ["state", "doses_received", "difference", "received_on", "received_by_name"],
        )
        log.announce(VaccineReceived(delivery_id=delivery.id, unit_id=delivery.to_unit_id))
    return delivery


def _require_step(request: VaccineRequest, to: str) -> None:
    if not rules.may_follow(request.state, to):
        raise Refused(_("Đề nghị đang ở bước khác, tải lại trang để xem."))
