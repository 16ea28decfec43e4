"""Coming to the ward, lying down, moving, going on leave: the stay as a state machine."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.actions.queue import leave_queue
from tuyen.record.chart import visible_person
from tuyen.record.models import Admission, Bed, BedStay, Room
from tuyen.record.models.admissions import AdmissionKind
from tuyen.record.queries import beds as queries
from tuyen.record.rules import admissions as rules
from tuyen.record.rules.admissions import CUSTODY, Status
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

SOURCES = frozenset({"", "visit", "referral", "triage"})


@dataclass(frozen=True)
class Coming:
    """What is said at the admission. `at` empty: now. `planned`: expected, not here yet."""

    reason: str = ""
    code: str = ""
    diagnosis: str = ""
    kind: str = "inpatient"
    source: str = ""
    source_id: uuid.UUID | None = None
    at: dt.datetime | None = None
    is_planned: bool = False
    in_custody: bool = False
    care_grade: str = ""


def admit(
    *,
    person_id: uuid.UUID,
    coming: Coming,
    by: Actor,
    unit_id: uuid.UUID | None = None,
    bed: Bed | None = None,
    repeat: changes.Repeat | None = None,
) -> Admission:
    """Somebody comes to stay; with a bed at once, or waiting for one.

    Coming in person opens the chart, as at the queue. Raises changes.Repeated for a form sent twice.
    """
    permissions.require_nurse(by)
    person = visible_person(person_id, by)
    admission = _admission(person, coming, by, unit_id or by.unit_id)
    _require_coming(person, admission, coming, by)
    with changes.apply(actor=by, reason="ward.admit", repeat=repeat) as log:
        log.check(lambda: _require_not_lying(person, by))
        if not coming.is_planned:
            log.check(lambda: require_open_day(by, admission.day, admission.unit_id))
        if bed is not None:
            _lay(log, admission, bed, admission.arrived_at)
        elif not coming.is_planned:
            log.create(piece(admission, admission.arrived_at))
        log.create(admission)
        if not coming.is_planned:
            leave_queue(log, person, by)
        log.result_id = admission.id
    return admission


def _admission(person: Person, said: Coming, by: Actor, unit_id: uuid.UUID) -> Admission:
    at = said.at or clock.now()
    compartment = permissions.compartment_for(by, person.compartment)
    if said.in_custody:
        compartment = CUSTODY
    if not by.sees(compartment):
        raise NotPermitted(_("Nhận người bị giam, giữ cần quyền riêng. Xin cán bộ được giao."))
    return Admission(
        id=uuid7(),
        patient_id=person.id,
        compartment=compartment,
        unit_id=unit_id,
        kind=said.kind,
        status=Status.PLANNED if said.is_planned else Status.ARRIVED,
        source=said.source,
        source_id=said.source_id,
        day=clock.day_of(at),
        arrived_at=at,
        reason=nfc(said.reason),
        code=said.code,
        diagnosis=nfc(said.diagnosis),
        care_grade=said.care_grade,
        doctor_id=by.staff_id if permissions.may_treat(by) else None,
        doctor_name=by.name if permissions.may_treat(by) else "",
    )


def _require_coming(person: Person, row: Admission, said: Coming, by: Actor) -> None:
    if not (row.reason or row.diagnosis):
        raise Refused(_("Ghi lý do vào viện hoặc chẩn đoán."), field="reason")
    if said.kind not in AdmissionKind.values or said.source not in SOURCES:
        raise Refused(_("Chọn loại điều trị."), field="kind")
    if person.is_deceased:
        raise Refused(_("Người này đã mất theo hồ sơ. Kiểm tra lại người bệnh."))
    if not said.is_planned and row.arrived_at > clock.now():
        raise Refused(
            _("Giờ vào ở tương lai: kiểm tra lại, hoặc chọn “Hẹn nhập viện”."), field="at"
        )
    if person.birth_date and row.day < person.birth_date:
        raise Refused(_("Ngày vào trước ngày sinh: kiểm tra lại."), field="at")
    if not queries.units_here(by).filter(unit_id=row.unit_id).exists():
        raise Refused(_("Chọn khoa của đơn vị mình."), field="unit")


def _require_not_lying(person: Person, by: Actor) -> None:
    """Inside the transaction; the person's row is the lock, so that two desks admit once."""
    Person.objects.select_for_update().filter(pk=person.id).first()
    here = queries.visible_to(by).filter(
        patient_id__in=same_person_ids(person), status__in=rules.OPEN
    )
    if here.exists():
        raise Refused(_("Người này đang có một đợt nằm viện tại đây. Mở đợt đó để xếp giường."))


def place(*, admission: Admission, bed: Bed, by: Actor, why: str = "") -> Admission:
    """Into this bed: the first one, another one, or back after an escape. The old bed is to be cleaned."""
    permissions.require_nurse(by)
    require_step(admission, Status.IN_BED)
    if admission.bed_id == bed.id and admission.status == Status.IN_BED:
        raise Refused(_("Người bệnh đang nằm giường này rồi."))
    with changes.apply(actor=by, reason="ward.place", why=nfc(why)) as log:
        check_day(log, admission, by)
        leave_place(log, admission)
        _lay(log, admission, bed, clock.now(), nfc(why))
        log.change(admission, PLACE)
    return admission


def move(*, admission: Admission, unit_id: uuid.UUID, by: Actor, why: str = "") -> Admission:
    """To another department, where a bed is still to be found."""
    permissions.require_nurse(by)
    require_step(admission, Status.ARRIVED)
    if unit_id == admission.unit_id and admission.status == Status.ARRIVED:
        raise Refused(_("Người bệnh đang chờ giường ở khoa này rồi."), field="unit")
    if unit_id not in {node.unit_id for node in queries.departments_for(by)}:
        raise Refused(_("Chọn khoa trong cùng cơ sở. Chuyển cơ sở khác dùng “Chuyển viện”."))
    with changes.apply(actor=by, reason="ward.move", why=nfc(why)) as log:
        check_day(log, admission, by)
        leave_place(log, admission)
        stand(admission, Status.ARRIVED, unit_id=unit_id)
        log.create(piece(admission, clock.now(), nfc(why)))
        log.change(admission, PLACE)
    return admission


def arrive(*, admission: Admission, by: Actor) -> Admission:
    """Who was expected is here."""
    permissions.require_nurse(by)
    if admission.status != Status.PLANNED:
        raise Refused(_("Người bệnh đã vào viện rồi."))
    stand(admission, Status.ARRIVED)
    admission.arrived_at, admission.day = clock.now(), clock.today()
    with changes.apply(actor=by, reason="ward.arrive") as log:
        log.check(lambda: require_open_day(by, admission.day, admission.unit_id))
        log.create(piece(admission, admission.arrived_at))
        log.change(admission, [*PLACE, "arrived_at", "day"])
    return admission


def go_on_leave(*, admission: Admission, until: dt.datetime, by: Actor, why: str = "") -> Admission:
    """Home for a while by leave of the doctor; the bed is kept."""
    permissions.require_treat(by)
    require_step(admission, Status.ON_LEAVE)
    if admission.compartment == CUSTODY:
        raise Refused(_("Người bị giam, giữ không đi phép từ bệnh viện."))
    if until <= clock.now():
        raise Refused(_("Giờ hẹn trở lại phải ở tương lai."), field="until")
    admission.status = Status.ON_LEAVE
    admission.leave_from, admission.leave_until = clock.now(), until
    with changes.apply(actor=by, reason="ward.leave", why=nfc(why)) as log:
        check_day(log, admission, by)
        log.change(admission, ["status", "leave_from", "leave_until"])
    return admission


def come_back(*, admission: Admission, by: Actor) -> Admission:
    """Back from leave into the bed that was kept."""
    permissions.require_nurse(by)
    if admission.status != Status.ON_LEAVE:
        raise Refused(_("Người bệnh không đi phép."))
    admission.status = Status.IN_BED
    admission.leave_from = admission.leave_until = None
    with changes.apply(actor=by, reason="ward.come_back") as log:
        check_day(log, admission, by)
        log.change(admission, ["status", "leave_from", "leave_until"])
    return admission


def cancel(*, admission: Admission, by: Actor, why: str) -> Admission:
    """Entered in error: it leaves the board and every list, and stays in the history."""
    permissions.require_nurse(by)
    require_step(admission, Status.CANCELLED)
    if not nfc(why):
        raise Refused(_("Ghi vì sao hủy: người đọc sau cần biết."), field="why")
    with changes.apply(actor=by, reason="ward.cancel", why=nfc(why)) as log:
        log.check(lambda: require_open_day(by, admission.day, admission.unit_id, why))
        _never_lay(log, admission)
        _vacate(log, admission)
        stand(admission, Status.CANCELLED)
        admission.ended_at = clock.now()
        log.change(admission, PLACE)
    return admission


def _never_lay(log: changes.Log, admission: Admission) -> None:
    """The pieces shrink to nothing, so that no night in a bed is counted for them."""
    for piece in queries.pieces_of(admission):
        piece.to_at = piece.from_at
        log.change(piece, ["to_at"])


PLACE = ["status", "unit_id", "room_id", "bed_id", "ended_at", "leave_from", "leave_until"]


def check_day(log: changes.Log, admission: Admission, by: Actor) -> None:
    """What happens now to somebody in a bed stands in the books of today, here and at the department."""
    unit_id = admission.unit_id
    log.check(lambda: require_open_day(by, clock.today(), unit_id))


def require_step(admission: Admission, then: Status) -> None:
    if not rules.may_follow(admission.status, then):
        raise Refused(
            _("Đợt nằm viện đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": admission.get_status_display()}
        )


def stand(
    admission: Admission,
    status: Status,
    *,
    unit_id: uuid.UUID | None = None,
    bed: Bed | None = None,
) -> None:
    admission.status = status
    admission.unit_id = bed.unit_id if bed else unit_id or admission.unit_id
    admission.room_id = bed.room_id if bed else None
    admission.bed_id = bed.id if bed else None
    admission.ended_at = admission.leave_from = admission.leave_until = None


def _lay(log: changes.Log, admission: Admission, bed: Bed, at: dt.datetime, why: str = "") -> None:
    """Into the bed, if it is still free when the transaction holds room and bed."""
    room = Room.objects.filter(pk=bed.room_id, unit_id=bed.unit_id).first()
    if room is None:
        raise Refused(_("Không tìm thấy buồng của giường này."), field="bed")
    stand(admission, Status.IN_BED, bed=bed)
    log.check(lambda: _require_free(bed, admission))
    log.create(piece(admission, at, why, room, bed))


def _require_free(bed: Bed, admission: Admission) -> None:
    """Room before bed, always: two who place at once wait for one another, never for each other."""
    room = Room.objects.select_for_update().filter(pk=bed.room_id, unit_id=bed.unit_id).first()
    now = Bed.objects.select_for_update().filter(pk=bed.id, unit_id=bed.unit_id).first()
    if room is None or now is None or not room.is_open or room.kind == queries.QUARTERS:
        raise Refused(_("Buồng này không nhận người bệnh. Chọn giường khác."), field="bed")
    taken = queries.occupant_of(now)
    if taken is not None and taken.id != admission.id:
        raise Stale(_("Giường vừa có người nằm. Chọn giường khác."), field="bed", code="occupied")
    if now.status != "ready":
        raise Refused(_("Giường chưa sẵn sàng: dọn xong hoặc mở lại rồi xếp."), field="bed")
    if not rules.fits(room.compartment, admission.compartment):
        raise Refused(_wrong_room(room), field="bed")
    if room.compartment == CUSTODY:
        _require_apart(room, admission)


def _wrong_room(room: Room) -> str:
    if room.compartment == CUSTODY:
        return _("Buồng riêng chỉ dành cho người bị giam, giữ. Chọn giường khác.")
    return _("Người bị giam, giữ nằm ở buồng riêng. Chọn giường trong buồng riêng.")


def _require_apart(room: Room, admission: Admission) -> None:
    """Two who must not meet never share a room."""
    apart = facts.ask("custody.apart_from", patient_id=admission.patient_id)
    if apart & set(queries.lying_in(room.id)):
        raise Refused(
            _("Trong buồng này có người không được tiếp xúc với người bệnh. Chọn buồng khác."),
            field="bed",
            code="no_contact",
        )


def piece(
    admission: Admission,
    at: dt.datetime,
    why: str = "",
    room: Room | None = None,
    bed: Bed | None = None,
) -> BedStay:
    return BedStay(
        patient_id=admission.patient_id,
        compartment=admission.compartment,
        admission_id=admission.id,
        unit_id=admission.unit_id,
        room_id=admission.room_id,
        bed_id=admission.bed_id,
        place=f"{room.name} · {bed.name}" if room and bed else _("Chờ giường"),
        from_at=at,
        reason=why,
    )


def leave_place(log: changes.Log, admission: Admission, at: dt.datetime | None = None) -> None:
    """The piece of the stay ends, and the bed waits to be cleaned."""
    for piece in queries.pieces_of(admission):
        if piece.to_at is None:
            piece.to_at = max(at or clock.now(), piece.from_at)
            log.change(piece, ["to_at"])
    _vacate(log, admission)


def _vacate(log: changes.Log, admission: Admission) -> None:
    if admission.bed_id:
        bed = Bed.objects.filter(pk=admission.bed_id).first()
        if bed is not None and bed.status == "ready":
            bed.status = "cleaning"
            log.change(bed, ["status"])
