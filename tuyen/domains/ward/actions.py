"""What is written of a stay: signs, notes, drug orders, what nurses do."""

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.ward import rules
from tuyen.domains.ward.models import CareAct, CareOutcome, CourseNote, NursingOrder
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.medicines import new_stop
from tuyen.record.actions.visit_rows import sheets_of
from tuyen.record.actions.visits import NotYet
from tuyen.record.chart import chart_of
from tuyen.record.facility_code import code_of
from tuyen.record.models import Admission, Allergy, MedicationRequest, Observation, Prescription
from tuyen.record.queries.allergies import allergic_to
from tuyen.record.rules import doses, prescriptions, visits
from tuyen.record.rules.admissions import PRESENT
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet

HELD = "held"


def _require_present(admission: Admission) -> None:
    if admission.status not in PRESENT:
        raise Refused(
            _("Người bệnh không nằm tại khoa (%(status)s) nên không ghi thêm được.")
            % {"status": admission.get_status_display().lower()}
        )


def _require_during(admission: Admission, at: dt.datetime) -> None:
    if at > clock.now():
        raise Refused(_("Giờ ở tương lai: kiểm tra lại."), field="at")
    if at < admission.arrived_at.replace(second=0, microsecond=0):
        raise Refused(_("Giờ này trước lúc vào viện: kiểm tra lại."), field="at")


def _check_day(
    log: changes.Log, of: Admission | CourseNote | CareAct, day: dt.date, by: Actor, why: str = ""
) -> None:
    """Into a day whose books are closed only with a reason."""
    unit_id = of.unit_id
    log.check(lambda: require_open_day(by, day, unit_id, why))


def record_vitals(
    *,
    admission: Admission,
    readings: Sequence[Reading],
    by: Actor,
    at: dt.datetime | None = None,
    repeat: changes.Repeat | None = None,
) -> list[Observation]:
    """One row of the chart: what was measured at one hour."""
    permissions.require_nurse(by)
    _require_present(admission)
    if not readings:
        raise Refused(_("Nhập ít nhất một chỉ số."))
    when = at or clock.now()
    _require_during(admission, when)
    rows = [_observation(admission, reading, when) for reading in readings]
    with changes.apply(actor=by, reason="ward.vitals", repeat=repeat) as log:
        _check_day(log, admission, clock.day_of(when), by)
        log.create(*rows)
        log.result_id = rows[0].id
    return rows


def _observation(admission: Admission, reading: Reading, at: dt.datetime) -> Observation:
    return Observation(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        encounter_id=admission.id,
        code=reading.code,
        value=reading.value,
        unit=reading.unit,
        low=reading.low,
        high=reading.high,
        interpretation=reading.interpretation,
        day=clock.day_of(at),
        occurred_at=at,
    )


def strike_vitals(*, admission: Admission, at: dt.datetime, by: Actor, why: str) -> None:
    """A row typed in error leaves the chart; the history keeps it, with the reason."""
    permissions.require_nurse(by)
    if not nfc(why):
        raise Refused(_("Ghi vì sao xóa dòng này."), field="why")
    chart = chart_of(admission.patient_id, by)
    rows = list(
        chart.of(Observation).filter(encounter_id=admission.id, occurred_at=at, status="final")
    )
    if not rows:
        raise Refused(_("Không còn dòng này. Xin tải lại trang."))
    marks = [_struck(row) for row in rows]
    with changes.apply(actor=by, reason="ward.strike_vitals", why=nfc(why)) as log:
        _check_day(log, admission, clock.day_of(at), by, why)
        log.create(*marks)


def _struck(row: Observation) -> Observation:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "hlc", "amends_id", "superseded_by_id", "status")
    }
    return Observation(**kept, amends_id=row.id, status="entered-in-error")


def write_note(
    *,
    admission: Admission,
    text: str,
    by: Actor,
    orders: str = "",
    care_grade: str = "",
    diet: str = "",
    at: dt.datetime | None = None,
    repeat: changes.Repeat | None = None,
) -> CourseNote:
    """A line of the treatment sheet. Orders, grade of care and diet are the doctor's."""
    permissions.require_nurse(by)
    if orders or care_grade or diet:
        permissions.require_treat(by)
    _require_present(admission)
    if not (nfc(text) or nfc(orders)):
        raise Refused(_("Ghi diễn biến hoặc y lệnh."), field="text")
    when = at or clock.now()
    _require_during(admission, when)
    if care_grade and care_grade not in {row["code"] for row in rules.grades(clock.day_of(when))}:
        raise Refused(_("Chọn cấp chăm sóc."), field="care_grade")
    note = _note(admission, by, when, text=text, orders=orders, care_grade=care_grade, diet=diet)
    changed = [name for name in ("care_grade", "diet") if getattr(note, name)]
    for name in changed:
        setattr(admission, name, getattr(note, name))
    with changes.apply(actor=by, reason="ward.note", repeat=repeat) as log:
        _check_day(log, admission, note.day, by)
        log.create(note)
        if changed:
            log.change(admission, changed)
        log.result_id = note.id
    return note


def _note(admission: Admission, by: Actor, at: dt.datetime, **said: str) -> CourseNote:
    return CourseNote(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        admission_id=admission.id,
        unit_id=admission.unit_id,
        day=clock.day_of(at),
        at=at,
        author_id=by.staff_id,
        author_name=by.name,
        **{name: nfc(value) for name, value in said.items()},
    )


def strike_note(*, note: CourseNote, by: Actor, why: str) -> None:
    """A line written in error: struck through, never gone."""
    permissions.require_nurse(by)
    if note.orders:
        permissions.require_treat(by)
    if not nfc(why):
        raise Refused(_("Ghi vì sao gạch dòng này."), field="why")
    kept = {
        field.attname: getattr(note, field.attname)
        for field in note._meta.concrete_fields
        if field.attname not in ("id", "hlc", "amends_id", "superseded_by_id", "status")
    }
    mark = CourseNote(**kept, amends_id=note.id, status="entered-in-error")
    with changes.apply(actor=by, reason="ward.strike_note", why=nfc(why)) as log:
        _check_day(log, note, note.day, by, why)
        log.create(mark)


def order_drug(
    *, admission: Admission, line: Line, by: Actor, repeat: changes.Repeat | None = None
) -> MedicationRequest:
    """A drug for somebody who lies here: judged like any prescription, and waiting at the pharmacy.

    Raises NotYet with every fault of the line.
    """
    _require_present(admission)
    today = clock.today()
    table = prescriptions.table_on(today)
    permissions.require_prescribe(by, sheets_of([line], table), today)
    chart = chart_of(admission.patient_id, by)
    known = allergic_to(chart.read(Allergy))
    findings = visits.faults(_sheet(admission, line), visits.Of(), clock.now(), table)
    findings += visits.allergy_faults([line], known, today)
    if findings:
        raise NotYet(findings)
    kind = prescriptions.kind_of(line.control, table)
    number = prescriptions.number_of(code_of(by.unit_id, today), kind.letter, secrets.choice, table)
    signed = _signed(admission, by, number, kind.letter)
    request = _request(admission, line, signed.id, today)
    with changes.apply(actor=by, reason="ward.drug", repeat=repeat) as log:
        _check_day(log, admission, today, by)
        log.create(signed, request)
        log.result_id = request.id
    return request


def _sheet(admission: Admission, line: Line) -> Sheet:
    name = admission.diagnosis or admission.reason
    return Sheet(
        occurred_at=clock.now(),
        diagnoses=(Diagnosis(name, admission.code),),
        lines=(line,),
    )


def _signed(admission: Admission, by: Actor, number: str, kind: str) -> Prescription:
    return Prescription(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        encounter_id=admission.id,
        unit_id=by.unit_id,
        number=number,
        kind=kind,
        prescriber_id=by.staff_id,
        prescriber_name=by.name,
        signed_at=clock.now(),
    )


def _request(
    admission: Admission, line: Line, prescription_id: uuid.UUID, day: dt.date
) -> MedicationRequest:
    return MedicationRequest(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        encounter_id=admission.id,
        prescription_id=prescription_id,
        drug_code=line.drug_code,
        drug=line.drug,
        strength=line.strength,
        form=line.form,
        route=line.route,
        quantity=line.quantity or 0,  # never 0: a line without a quantity is a fault
        unit=line.unit,
        dose=doses.spelled(line.dose, line.unit),
        days=line.days,
        override_reason=line.override_reason,
        day=day,
    )


def stop_drug(*, request: MedicationRequest, admission: Admission, by: Actor, why: str) -> None:
    """From now on it is not given; the order asks for no more than the days that have begun."""
    permissions.require_treat(by)
    if not nfc(why):
        raise Refused(_("Ghi vì sao ngừng thuốc."), field="why")
    now, used = clock.now(), (clock.today() - request.day).days + 1
    shorter = _shortened(request, used)
    stop = _act(admission, by, rules.DRUG, shorter.id, now, title=request.drug)
    stop.kind, stop.note = "stop", nfc(why)
    with changes.apply(actor=by, reason="ward.stop_drug", why=nfc(why)) as log:
        _check_day(log, admission, clock.today(), by)
        log.check(lambda: _require_running(request, admission))
        log.create(shorter, stop, new_stop(shorter, nfc(why), by))


def _require_running(request: MedicationRequest, admission: Admission) -> None:
    """Inside the transaction, the stay being the lock: an order is stopped once."""
    _hold(admission.id, admission.patient_id)
    chain = _chain_of(request.id, admission.patient_id)
    if CareAct.objects.filter(
        patient_id=admission.patient_id, kind="stop", source_id__in=chain
    ).exists():
        raise stopped_before()


def stopped_before() -> Refused:
    return Refused(_("Thuốc này đã ngừng rồi."), code="stopped")


def _hold(admission_id: uuid.UUID, patient_id: uuid.UUID) -> None:
    """Until the end of the transaction nobody else writes what was done of this stay."""
    Admission.objects.select_for_update().filter(pk=admission_id, patient_id=patient_id).first()


def _chain_of(source_id: uuid.UUID, patient_id: uuid.UUID) -> set[uuid.UUID]:
    """An order under each id that it had: stopping one writes its line anew."""
    lines = MedicationRequest.objects.filter(
        Q(pk=source_id) | Q(amends_id=source_id), patient_id=patient_id
    )
    return {source_id} | {id_ for line in lines for id_ in (line.id, line.amends_id) if id_}


def _shortened(request: MedicationRequest, used: int) -> MedicationRequest:
    kept = {
        field.attname: getattr(request, field.attname)
        for field in request._meta.concrete_fields
        if field.attname not in ("id", "hlc", "amends_id", "superseded_by_id")
    }
    if request.days and used < request.days:
        kept["quantity"] = -(-request.quantity * used // request.days)
        kept["days"] = used
    return MedicationRequest(id=uuid7(), **kept, amends_id=request.id)


def order_care(
    *,
    admission: Admission,
    title: str,
    by: Actor,
    due_at: dt.datetime | None = None,
    every_hours: int | None = None,
    repeat: changes.Repeat | None = None,
) -> NursingOrder:
    """Something for the nurses: once, or again and again until it is stopped."""
    permissions.require_nurse(by)
    _require_present(admission)
    if not nfc(title):
        raise Refused(_("Ghi việc cần làm, ví dụ: Thay băng vết mổ."), field="title")
    if every_hours is not None and not 1 <= every_hours <= 168:
        raise Refused(_("Nhập số giờ từ 1 đến 168, hoặc để trống nếu làm một lần."), field="every")
    row = NursingOrder(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        admission_id=admission.id,
        unit_id=admission.unit_id,
        title=nfc(title),
        due_at=due_at or clock.now(),
        every_hours=every_hours,
        ordered_by_name=by.name,
    )
    with changes.apply(actor=by, reason="ward.order_care", repeat=repeat) as log:
        _check_day(log, admission, clock.today(), by)
        log.create(row)
        log.result_id = row.id
    return row


def stop_care(*, order: NursingOrder, by: Actor) -> None:
    permissions.require_nurse(by)
    if order.stopped_at:
        raise Refused(_("Việc này đã ngừng."))
    order.stopped_at = clock.now()
    with changes.apply(actor=by, reason="ward.stop_care") as log:
        log.change(order, ["stopped_at"])


def do_care(
    *,
    admission: Admission,
    due: rules.Due,
    by: Actor,
    outcome: str = "done",
    note: str = "",
    repeat: changes.Repeat | None = None,
) -> CareAct:
    """Done, refused by the patient, or held; each hour of each task once.

    The tick stands in the books of the day it is made, and of the day for which the task was planned.
    """
    permissions.require_nurse(by)
    _require_present(admission)
    if outcome not in CareOutcome.values or outcome == CareOutcome.STRUCK:
        raise Refused(_("Chọn kết quả."))
    if outcome != CareOutcome.DONE and not nfc(note):
        raise Refused(_("Ghi vì sao không làm."), field="note")
    act = _act(admission, by, due.kind, due.source_id, due.at, title=due.title)
    act = _with(act, outcome, nfc(note))
    with changes.apply(actor=by, reason="ward.care", repeat=repeat) as log:
        for day in {clock.day_of(min(due.at, act.done_at)), clock.today()}:
            _check_day(log, admission, day, by)
        log.check(lambda: _require_undone(act))
        log.create(act)
        log.result_id = act.id
    return act


def _with(act: CareAct, outcome: str, note: str) -> CareAct:
    act.outcome, act.note = outcome, note
    return act


def _require_undone(act: CareAct) -> None:
    """Inside the transaction, the stay being the lock: two nurses never give one dose twice, and
    nobody gives what was stopped before its hour."""
    _hold(act.admission_id, act.patient_id)
    chain = _chain_of(act.source_id, act.patient_id)
    acts = CareAct.objects.filter(
        patient_id=act.patient_id, source_id__in=chain, superseded_by_id=None
    )
    if acts.filter(planned_at=act.planned_at).exclude(outcome=CareOutcome.STRUCK).exists():
        raise Refused(_("Việc này đồng nghiệp vừa ghi xong."), code="done")
    orders = NursingOrder.objects.filter(patient_id=act.patient_id, pk=act.source_id)
    if (
        acts.filter(kind="stop", done_at__lte=act.planned_at).exists()
        or orders.filter(stopped_at__lte=act.planned_at).exists()
    ):
        raise stopped()


def stopped() -> Refused:
    """The order was stopped before the hour that somebody wants to tick."""
    return Refused(
        _("Y lệnh này đã ngừng trước giờ đó nên không ghi được. Tải lại danh sách việc."),
        code="stopped",
    )


def strike_care(*, act: CareAct, by: Actor, why: str) -> CareAct:
    """Ticked by mistake: the line stays to be read, struck, and what was due is due again."""
    permissions.require_nurse(by)
    if not nfc(why):
        raise Refused(_("Ghi vì sao gạch dòng này."), field="why")
    if act.kind == "stop" or act.outcome == CareOutcome.STRUCK:
        raise Refused(_("Dòng này không gạch được."))
    kept = {
        field.attname: getattr(act, field.attname)
        for field in act._meta.concrete_fields
        if field.attname not in ("id", "hlc", "amends_id", "superseded_by_id", "outcome", "note")
    }
    mark = CareAct(
        id=uuid7(), **kept, amends_id=act.id, outcome=CareOutcome.STRUCK, note=nfc(why)[:300]
    )
    with changes.apply(actor=by, reason="ward.strike_care", why=nfc(why)) as log:
        for day in {clock.day_of(min(act.planned_at, act.done_at)), clock.today()}:
            _check_day(log, act, day, by, why)
        log.check(lambda: _require_unstruck(act))
        log.create(mark)
    return mark


def _require_unstruck(act: CareAct) -> None:
    _hold(act.admission_id, act.patient_id)
    if CareAct.objects.filter(patient_id=act.patient_id, amends_id=act.id).exists():
        raise Refused(_("Dòng này đồng nghiệp vừa gạch rồi."), code="struck")


def _act(
    admission: Admission, by: Actor, kind: str, source_id: uuid.UUID, at: dt.datetime, title: str
) -> CareAct:
    return CareAct(
        id=uuid7(),
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        admission_id=admission.id,
        unit_id=admission.unit_id,
        kind=kind,
        source_id=source_id,
        title=title,
        planned_at=at,
        done_at=clock.now(),
        done_by=by.account_id,
        done_by_name=by.name,
    )
