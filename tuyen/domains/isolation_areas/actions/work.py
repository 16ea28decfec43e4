"""The roster of an area, and the days on which somebody who left is asked."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.isolation_areas import permissions
from tuyen.domains.isolation_areas.actions.areas import require_running
from tuyen.domains.isolation_areas.models import AfterCare, AreaStay, DutyTurn, IsolationArea
from tuyen.domains.isolation_areas.queries import work as queries
from tuyen.domains.isolation_areas.rules import needs
from tuyen.platform import changes

AHEAD = dt.timedelta(days=92)
LONGEST = dt.timedelta(days=366)


def put_on_duty(
    *, area: IsolationArea, day: dt.date, shift: str, name: str, by: Actor, duty: str = ""
) -> DutyTurn:
    """One name on one shift; nobody twice on the same."""
    permissions.require_manage(by)
    require_running(area)
    said = nfc(name).strip()
    if not said:
        raise Refused(_("Ghi họ tên người trực."), field="name")
    if shift not in needs.shifts(day):
        raise Refused(_("Chọn ca trực trong danh sách."), field="shift")
    if not area.opened_on <= day <= clock.today() + AHEAD:
        raise Refused(_("Ngày trực phải từ ngày mở khu, không quá 3 tháng tới."), field="day")
    if any(row.shift == shift and row.name == said for row in queries.turns_of(area, day, day)):
        raise Refused(_("Người này đã có trong ca này."), field="name")
    row = DutyTurn(
        unit_id=area.unit_id,
        compartment=area.compartment,
        area_id=area.id,
        day=day,
        shift=shift,
        name=said,
        duty=nfc(duty).strip(),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="isolation.duty") as log:
        log.create(row)
    return row


def strike_turn(*, turn: DutyTurn, by: Actor) -> DutyTurn:
    permissions.require_manage(by)
    turn.is_struck = True
    with changes.apply(actor=by, reason="isolation.duty_strike") as log:
        log.change(turn, ["is_struck"])
    return turn


def planned_after(stay: AreaStay, disease: str, left_on: dt.date, by: Actor) -> list[AfterCare]:
    """The days of the rule, for whoever writes the leaving down."""
    return [
        _due(stay, left_on + dt.timedelta(days=days), by)
        for days in needs.after_care_days(disease, left_on)
    ]


def _due(stay: AreaStay, on: dt.date, by: Actor) -> AfterCare:
    return AfterCare(
        patient_id=stay.patient_id,
        compartment=stay.compartment,
        unit_id=stay.unit_id,
        area_id=stay.area_id,
        stay_id=stay.id,
        due_on=on,
        by_name=by.name,
    )


def add_day(*, stay: AreaStay, on: dt.date, by: Actor) -> AfterCare:
    """One more day, beyond those of the rule."""
    permissions.require_care(by)
    if stay.status != AreaStay.Status.DISCHARGED or stay.ended_on is None:
        raise Refused(_("Chỉ hẹn theo dõi người đã ra khu."), field="on")
    if not stay.ended_on < on <= stay.ended_on + LONGEST:
        raise Refused(_("Ngày hẹn phải sau ngày ra khu, trong vòng một năm."), field="on")
    if any(row.due_on == on for row in queries.open_after(stay)):
        raise Refused(_("Đã hẹn ngày này rồi."), field="on")
    row = _due(stay, on, by)
    with changes.apply(actor=by, reason="isolation.after_day") as log:
        log.create(row)
    return row


def ask(*, row: AfterCare, result: str, by: Actor, note: str = "") -> AfterCare:
    """One tap: well, still unwell, not met; told again, it replaces itself."""
    permissions.require_care(by)
    if result not in AfterCare.Result.values:
        raise Refused(_("Chọn: khỏe, còn triệu chứng, không gặp."), field="result")
    if row.is_dropped:
        raise Refused(_("Lần hẹn này không còn cần nữa."))
    if row.due_on > clock.today():
        raise Refused(
            _("Chưa đến ngày hẹn %(day)s.") % {"day": f"{row.due_on:%d/%m/%Y}"}, code="too_early"
        )
    row.result, row.done_on = result, clock.today()
    row.note, row.by_name = nfc(note).strip(), by.name
    with changes.apply(actor=by, reason="isolation.after_care") as log:
        log.change(row, ["result", "done_on", "note", "by_name"])
    return row
