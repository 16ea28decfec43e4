"""How a stay ends: discharged, transferred, escaped, died; and taken back when it was a mistake."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.admissions import (
    PLACE,
    check_day,
    leave_place,
    piece,
    require_step,
    stand,
)
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.chart import chart_of
from tuyen.record.events import StayEnded
from tuyen.record.models import Admission, Condition, Death
from tuyen.record.models.deaths import DeathMode
from tuyen.record.rules import admissions as rules
from tuyen.record.rules.admissions import CUSTODY, Status
from tuyen.registry.persons.actions.updating import note_death

SUMMARY = ("course", "findings", "treatment", "state_at_end", "advice")


@dataclass(frozen=True)
class Leaving:
    """What the discharge summary says. `type`: MA_LOAI_RV, `outcome`: KET_QUA_DTRI. `at` empty: now."""

    status: str
    type: str
    outcome: str
    code: str = ""
    diagnosis: str = ""
    at: dt.datetime | None = None
    course: str = ""
    findings: str = ""
    treatment: str = ""
    state_at_end: str = ""
    advice: str = ""
    next_visit_on: dt.date | None = None


@dataclass(frozen=True)
class Causes:
    """Causes of a death as the certificate wants them; `a` because of `b` because of `c`."""

    a: str
    underlying: str
    b: str = ""
    c: str = ""
    d: str = ""
    underlying_code: str = ""
    other: str = ""
    mode: str = "disease"


def end_stay(*, admission: Admission, leaving: Leaving, by: Actor) -> Admission:
    """Discharge, transfer to another facility, or escape. A death goes through `record_death`."""
    if leaving.status == Status.DIED:
        raise Refused(_("Tử vong ghi ở mẫu riêng, có nguyên nhân tử vong."), field="status")
    _require_ending(admission, leaving, by)
    with changes.apply(actor=by, reason=f"ward.{leaving.status}") as log:
        _check_day(log, admission, leaving, by)
        _end(log, admission, leaving, by)
    return admission


def record_death(*, admission: Admission, leaving: Leaving, causes: Causes, by: Actor) -> Death:
    """The stay ends, the person is marked deceased and the certificate's content is kept: one act."""
    _require_ending(admission, leaving, by)
    if not (nfc(causes.a) and nfc(causes.underlying)):
        raise Refused(_("Ghi nguyên nhân trực tiếp và nguyên nhân chính gây tử vong."), field="a")
    if causes.mode not in DeathMode.values:
        raise Refused(_("Chọn hình thức tử vong."), field="mode")
    person = chart_of(admission.patient_id, by).person
    at = leaving.at or clock.now()
    death = _death(admission, causes, at, by)
    with changes.apply(actor=by, reason="ward.died") as log:
        _check_day(log, admission, leaving, by)
        _end(log, admission, leaving, by)
        note_death(log, person=person, on=clock.day_of(at), by=by)
        log.create(death)
    return death


def take_back_ending(*, admission: Admission, by: Actor, why: str) -> Admission:
    """Discharged by mistake, or back after an escape: the stay goes on, a bed is still to be found."""
    permissions.require_treat(by)
    if admission.status not in (Status.DISCHARGED, Status.TRANSFERRED, Status.ESCAPED):
        raise Refused(_("Đợt này không phải đã ra viện nên không mở lại được."))
    if not nfc(why):
        raise Refused(_("Ghi vì sao mở lại: người đọc sau cần biết."), field="why")
    if Admission.objects.filter(
        patient_id=admission.patient_id, unit_id=admission.unit_id, status__in=rules.OPEN
    ).exists():
        raise Refused(_("Người này đã có đợt nằm viện khác đang mở."))
    stand(admission, Status.ARRIVED)
    admission.discharge_type = admission.outcome = ""
    with changes.apply(actor=by, reason="ward.take_back", why=nfc(why)) as log:
        check_day(log, admission, by)
        log.create(piece(admission, clock.now(), nfc(why)))
        log.change(admission, [*PLACE, "discharge_type", "outcome"])
    return admission


def _check_day(log: changes.Log, admission: Admission, said: Leaving, by: Actor) -> None:
    day, unit_id = clock.day_of(said.at or clock.now()), admission.unit_id
    log.check(lambda: require_open_day(by, day, unit_id))


def _require_ending(admission: Admission, said: Leaving, by: Actor) -> None:
    permissions.require_treat(by)
    if admission.status == Status.PLANNED:
        raise Refused(_("Người bệnh chưa vào viện nên chưa thể ra viện."))
    if said.status not in rules.ENDED:
        raise Refused(_("Chọn hình thức kết thúc."), field="status")
    require_step(admission, Status(said.status))
    at = said.at or clock.now()
    _require_time(admission, at)
    ending = rules.endings(clock.day_of(at))[said.status]
    if said.type not in ending.types:
        raise Refused(_("Loại ra viện không hợp với hình thức kết thúc này."), field="type")
    if said.outcome not in ending.outcomes:
        raise Refused(_("Kết quả điều trị không hợp với hình thức kết thúc này."), field="outcome")
    if said.status != Status.ESCAPED and not nfc(said.diagnosis):
        raise Refused(_("Ghi chẩn đoán lúc ra viện."), field="diagnosis")
    if said.next_visit_on and said.next_visit_on <= clock.day_of(at):
        raise Refused(_("Ngày hẹn phải sau ngày ra viện."), field="next_visit_on")
    if said.status in (Status.DISCHARGED, Status.TRANSFERRED):
        _require_handed_over(admission)


def _require_time(admission: Admission, at: dt.datetime) -> None:
    if at > clock.now():
        raise Refused(_("Giờ ra viện ở tương lai: kiểm tra lại."), field="at")
    if at < admission.arrived_at:
        raise Refused(_("Giờ ra viện trước giờ vào viện: kiểm tra lại."), field="at")


def _require_handed_over(admission: Admission) -> None:
    """Nobody leaves custody by the ward's door: the authority takes them back, with its paper."""
    if admission.compartment != CUSTODY:
        return
    if facts.ask("custody.hand_back_missing", admission_id=admission.id, unit_id=admission.unit_id):
        raise Refused(
            _("Chưa ghi bàn giao lại cho cơ quan giam giữ. Ghi số văn bản và người nhận trước."),
            code="no_hand_back",
        )


def _end(log: changes.Log, admission: Admission, said: Leaving, by: Actor) -> None:
    at = said.at or clock.now()
    leave_place(log, admission, at)
    unit_id = admission.unit_id
    stand(admission, Status(said.status))
    admission.ended_at = at
    admission.discharge_type, admission.outcome = said.type, said.outcome
    admission.final_code = said.code
    admission.final_diagnosis = nfc(said.diagnosis)
    for name in SUMMARY:
        setattr(admission, name, nfc(getattr(said, name)))
    admission.next_visit_on = said.next_visit_on
    admission.ended_by_name = by.name
    log.change(admission, [*PLACE, *END])
    if admission.final_diagnosis:
        log.create(_condition(admission, clock.day_of(at)))
    log.announce(_ended(admission, unit_id, clock.day_of(at)))


END = [
    "discharge_type",
    "outcome",
    "final_code",
    "final_diagnosis",
    *SUMMARY,
    "next_visit_on",
    "ended_by_name",
]


def _condition(admission: Admission, day: dt.date) -> Condition:
    return Condition(
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        encounter_id=admission.id,
        code=admission.final_code,
        name=admission.final_diagnosis,
        day=day,
    )


def _ended(admission: Admission, unit_id: uuid.UUID, day: dt.date) -> StayEnded:
    return StayEnded(
        admission.id,
        admission.patient_id,
        unit_id,
        day,
        admission.status,
        admission.compartment,
    )


def _death(admission: Admission, causes: Causes, at: dt.datetime, by: Actor) -> Death:
    return Death(
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        admission_id=admission.id,
        unit_id=admission.unit_id,
        day=clock.day_of(at),
        died_at=at,
        cause_a=nfc(causes.a),
        cause_b=nfc(causes.b),
        cause_c=nfc(causes.c),
        cause_d=nfc(causes.d),
        underlying_code=causes.underlying_code,
        underlying=nfc(causes.underlying),
        other=nfc(causes.other),
        mode=causes.mode,
        certifier_id=by.staff_id,
        certifier_name=by.name,
    )
