"""A technique done on a person is recorded, corrected, struck: each time a new row, nothing is lost."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission, Encounter, Procedure
from tuyen.record.models.procedures import ENTERED_IN_ERROR, ProcedureOutcome
from tuyen.record.queries.procedures import of_visit
from tuyen.record.rules.procedures import Done, Hand, faults
from tuyen.registry.facilities.direction import facility_of

Setting = Encounter | Admission


def record_procedure(
    *, of: Setting, done: Done, by: Actor, repeat: changes.Repeat | None = None
) -> Procedure:
    """`of`: the visit or the stay in which it was done; its compartment is the procedure's."""
    permissions.require_record_procedure(by)
    chart_of(of.patient_id, by)
    if of.status in ("cancelled", ENTERED_IN_ERROR):
        raise Refused(_("Lượt khám hoặc đợt nằm này đã hủy nên không ghi thêm được."))
    if isinstance(of, Admission) and of.status == "planned":
        raise Refused(_("Người bệnh chưa vào viện nên chưa ghi được thủ thuật."))
    _require_sound(done, of.day, of.ended_at if isinstance(of, Admission) else None)
    row = Procedure(
        id=uuid7(),
        patient_id=of.patient_id,
        compartment=of.compartment,
        encounter_id=of.id if isinstance(of, Encounter) else None,
        admission_id=of.id if isinstance(of, Admission) else None,
        unit_id=of.unit_id,
        facility_id=facility_of(of.unit_id),
        recorded_at=clock.now(),
        recorded_by_name=by.name,
        **_said(done),
    )
    with changes.apply(actor=by, reason="procedure.record", repeat=repeat) as log:
        log.check(lambda: require_open_day(by, row.day, row.unit_id))
        log.create(row)
        log.result_id = row.id
    return row


def amend_procedure(*, procedure: Procedure, done: Done, why: str, by: Actor) -> Procedure:
    """The corrected row steps in; the first stays readable in the history."""
    _require_ours(procedure, by)
    said = _reason(why)
    _require_sound(done, _first_day(procedure), None)
    row = Procedure(**_kept(procedure) | _said(done) | _by(by), amends_id=procedure.id)
    with changes.apply(actor=by, reason="procedure.amend", why=said) as log:
        log.check(lambda: _require_in_force(procedure))
        log.create(row)
    return row


def strike_procedure(*, procedure: Procedure, why: str, by: Actor) -> Procedure:
    """Recorded in error: it counts nowhere any longer, with the reason."""
    _require_ours(procedure, by)
    said = _reason(why)
    kept = _kept(procedure) | _by(by)
    row = Procedure(**kept | {"status": ENTERED_IN_ERROR}, amends_id=procedure.id)
    with changes.apply(actor=by, reason="procedure.strike", why=said) as log:
        log.check(lambda: _require_in_force(procedure))
        log.create(row)
    return row


def struck_with(visit: Encounter, by: Actor) -> list[Procedure]:
    """Rows that take the procedures of a cancelled visit with it; written in the visit's own act."""
    chart = chart_of(visit.patient_id, by)
    return [
        Procedure(
            id=uuid7(),
            **_kept(row) | _by(by) | {"status": ENTERED_IN_ERROR},
            amends_id=row.id,
        )
        for row in of_visit(chart, visit)
    ]


_NOT_KEPT = ("id", "hlc", "amends_id", "superseded_by_id")


def _kept(row: Procedure) -> dict[str, object]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in _NOT_KEPT
    }


def _by(by: Actor) -> dict[str, object]:
    return {"recorded_at": clock.now(), "recorded_by_name": by.name}


def _said(done: Done) -> dict[str, object]:
    return {
        "code": done.code,
        "name": nfc(done.name)[:300],
        "day": done.day,
        "performed_at": done.performed_at,
        "minutes": done.minutes,
        "performer_id": done.performer.staff_id,
        "performer_name": nfc(done.performer.name),
        "supervisor_id": done.supervisor.staff_id if done.supervisor else None,
        "supervisor_name": nfc(done.supervisor.name) if done.supervisor else "",
        "assistants": [_assistant(hand) for hand in done.assistants],
        "anaesthesia": done.anaesthesia,
        "outcome": done.outcome,
        "complication": nfc(done.complication),
        "note": done.note.strip(),
    }


def _assistant(hand: Hand) -> dict[str, str]:
    return {"id": str(hand.staff_id) if hand.staff_id else "", "name": nfc(hand.name)}


def _require_sound(done: Done, not_before: dt.date, ended_at: dt.datetime | None) -> None:
    for fault in faults(done, now=clock.now().astimezone(clock.VIETNAM), not_before=not_before):
        raise Refused(_sentences()[fault.code], field=fault.field, code=fault.code)
    if ended_at and done.day > clock.day_of(ended_at):
        raise Refused(_("Ngày làm ở sau ngày ra viện: kiểm tra lại."), field="day")
    if done.outcome not in ProcedureOutcome.values:
        raise Refused(_("Chọn kết quả."), field="outcome")


def _sentences() -> dict[str, str]:
    return {
        "no_technique": _("Chọn kỹ thuật trong danh mục: gõ vài chữ của tên hoặc mã."),
        "future": _("Ngày, giờ làm ở tương lai: kiểm tra lại."),
        "before_visit": _("Ngày làm ở trước ngày khám hoặc ngày vào viện: kiểm tra lại."),
        "no_performer": _("Ghi người làm chính."),
        "supervises_self": _("Người làm chính không tự kèm mình: chọn chuyên gia khác."),
        "twice": _("Một người chỉ ghi một lần ở mỗi ca: xem lại người phụ."),
    }


def _require_ours(procedure: Procedure, by: Actor) -> None:
    permissions.require_record_procedure(by)
    chart_of(procedure.patient_id, by)
    if procedure.facility_id != facility_of(by.unit_id):
        raise NotPermitted(_("Chỉ nơi đã làm thủ thuật này được sửa hoặc gạch."))
    _require_in_force(procedure)


def _require_in_force(procedure: Procedure) -> None:
    newest: Procedure = Procedure.objects.get(pk=procedure.pk, patient_id=procedure.patient_id)
    if newest.superseded_by_id or newest.status == ENTERED_IN_ERROR:
        raise Refused(_("Dòng này đã được sửa hoặc gạch. Xin tải lại trang."), code="stale")


def _reason(why: str) -> str:
    if not nfc(why):
        raise Refused(_("Ghi vì sao sửa hoặc gạch: người đọc sau cần biết."), field="why")
    return nfc(why)[:300]


def _first_day(procedure: Procedure) -> dt.date:
    """The day of the visit or of arrival, before which nothing can have been done."""
    model, id_ = (
        (Encounter, procedure.encounter_id)
        if procedure.encounter_id
        else (Admission, procedure.admission_id)
    )
    found = model.objects.filter(pk=id_).values_list("day", flat=True).first()
    return found or procedure.day
