"""Somebody comes into an area, lies in a bed, is better or worse, leaves."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.isolation_areas import permissions
from tuyen.domains.isolation_areas.actions.areas import require_running
from tuyen.domains.isolation_areas.actions.work import planned_after
from tuyen.domains.isolation_areas.models import (
    AreaBed,
    AreaMove,
    AreaRoom,
    AreaStay,
    IsolationArea,
    Severity,
)
from tuyen.domains.isolation_areas.queries import areas
from tuyen.domains.isolation_areas.queries import stays as queries
from tuyen.domains.isolation_areas.queries.work import open_after
from tuyen.domains.isolation_areas.rules import stays as rules
from tuyen.domains.isolation_areas.rules.areas import CUSTODY
from tuyen.domains.isolation_areas.rules.stays import PRESENT, Misfit, Status
from tuyen.platform import changes
from tuyen.record.chart import visible_person
from tuyen.registry.persons.actions.updating import note_alive, note_death
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

What = AreaMove.What
PLACE = ["status", "room_id", "bed_id"]
ENDING = [*PLACE, "ended_on", "to_place", "ending_note", "ended_by_name"]


@dataclass(frozen=True, slots=True)
class Coming:
    """What is said at the door. is_held: in custody, as the papers say."""

    severity: str
    arrived_on: dt.date
    source: str = ""
    is_held: bool = False


def admit(
    *,
    area: IsolationArea,
    person_id: uuid.UUID,
    coming: Coming,
    by: Actor,
    bed: AreaBed | None = None,
    repeat: changes.Repeat | None = None,
) -> AreaStay:
    """With a bed at once, or waiting for one; tied to the person's case where there is one."""
    permissions.require_care(by)
    require_running(area)
    person = visible_person(person_id, by)
    case = queries.case_of(person, area, by)
    _require_coming(area, person, coming)
    is_held = coming.is_held or queries.is_held(person, case, by)
    is_sick = case is not None and case.outcome == "treating"
    _require_fit(area, is_held=is_held, is_sick=is_sick)
    stay = AreaStay(
        id=uuid7(),
        patient_id=person.id,
        compartment=area.compartment,
        unit_id=area.unit_id,
        area_id=area.id,
        case_id=case.id if case else None,
        status=Status.WAITING,
        severity=coming.severity,
        source=nfc(coming.source).strip(),
        arrived_on=coming.arrived_on,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="isolation.admit", repeat=repeat) as log:
        log.check(lambda: _require_open_and_alone(area, person, by))
        place = _lay(log, stay, bed) if bed is not None else ""
        log.create(stay, step(stay, What.ADMITTED, by, coming.arrived_on, place=place))
        log.result_id = stay.id
    return stay


def _require_coming(area: IsolationArea, person: Person, said: Coming) -> None:
    if said.severity not in Severity.values:
        raise Refused(_("Chọn mức độ lúc vào."), field="severity")
    if not area.opened_on <= said.arrived_on <= clock.today():
        raise Refused(_("Ngày vào phải từ ngày mở khu đến hôm nay."), field="arrived_on")
    if person.is_deceased:
        raise Refused(_("Người này đã mất theo hồ sơ. Kiểm tra lại người cần nhận."))
    if person.birth_date and said.arrived_on < person.birth_date:
        raise Refused(_("Ngày vào trước ngày sinh: kiểm tra lại."), field="arrived_on")


def _require_fit(area: IsolationArea, *, is_held: bool, is_sick: bool) -> None:
    found = rules.misfit(kind=area.kind, for_whom=area.for_whom, is_held=is_held, is_sick=is_sick)
    if found is None:
        return
    said = {
        Misfit.APART: _("Người bị giam, giữ nằm ở khu riêng. Chọn khu dành cho họ."),
        Misfit.NOT_HELD: _(
            "Khu này chỉ nhận người bị giam, giữ. Nếu đúng vậy, đánh dấu “Đang bị giam, giữ”."
        ),
        Misfit.SICK: _(
            "Người này đang là ca bệnh: đưa vào khu cách ly người bệnh hoặc khu điều trị."
        ),
    }
    raise Refused(said[found], code=found)


def _require_open_and_alone(area: IsolationArea, person: Person, by: Actor) -> None:
    """Inside the transaction. Area before person, always: whoever closes it holds the same lock."""
    now = IsolationArea.objects.select_for_update().filter(pk=area.id, unit_id=area.unit_id).first()
    if now is None or now.status != "open":
        raise Refused(_("Khu đã đóng. Mở lại trước khi ghi thêm."), code="closed")
    Person.objects.select_for_update().filter(pk=person.id).first()
    inside = queries.visible_to(by).filter(
        patient_id__in=same_person_ids(person), status__in=PRESENT
    )
    if inside.exists():
        raise Refused(
            _("Người này đang ở trong một khu. Cho ra hoặc chuyển đi rồi mới nhận."),
            code="inside_already",
        )


def place(*, stay: AreaStay, bed: AreaBed, by: Actor, why: str = "") -> AreaStay:
    """Into this bed: the first one, or another one."""
    permissions.require_care(by)
    _require_step(stay, Status.IN_BED)
    if stay.bed_id == bed.id:
        raise Refused(_("Người này đang nằm giường này rồi."), field="bed")
    with changes.apply(actor=by, reason="isolation.place", why=nfc(why).strip()) as log:
        where = _lay(log, stay, bed)
        log.change(stay, PLACE)
        log.create(step(stay, What.PLACED, by, clock.today(), place=where, why=why))
    return stay


def _lay(log: changes.Log, stay: AreaStay, bed: AreaBed) -> str:
    """Into the bed, if it is still free when the transaction holds room and bed. The bed in words."""
    room = AreaRoom.objects.filter(pk=bed.room_id, unit_id=bed.unit_id).first()
    if room is None or bed.area_id != stay.area_id:
        raise Refused(_("Chọn giường trong khu này."), field="bed")
    stay.status, stay.room_id, stay.bed_id = Status.IN_BED, bed.room_id, bed.id
    log.check(lambda: _require_free(bed, stay))
    return f"{room.name} · {bed.name}"


def _require_free(bed: AreaBed, stay: AreaStay) -> None:
    """Room before bed, always: two who place at once wait for one another, never for each other."""
    room = AreaRoom.objects.select_for_update().filter(pk=bed.room_id, unit_id=bed.unit_id).first()
    now = AreaBed.objects.select_for_update().filter(pk=bed.id, unit_id=bed.unit_id).first()
    if room is None or now is None or not (room.is_open and now.is_open):
        raise Refused(_("Buồng, giường này không dùng. Chọn giường khác."), field="bed")
    taken = queries.occupant_of(now)
    if taken is not None and taken.id != stay.id:
        raise Stale(_("Giường vừa có người nằm. Chọn giường khác."), field="bed", code="occupied")
    if stay.compartment == CUSTODY:
        apart = facts.ask("custody.apart_from", patient_id=stay.patient_id)
        if apart & set(queries.lying_in(room.id, room.unit_id)):
            raise Refused(
                _("Trong buồng này có người không được tiếp xúc với người này. Chọn buồng khác."),
                field="bed",
                code="no_contact",
            )


def set_severity(*, stay: AreaStay, severity: str, by: Actor, why: str = "") -> AreaStay:
    """Better or worse, as a person decides; the bed stays until somebody moves them."""
    permissions.require_care(by)
    require_inside(stay)
    if severity not in Severity.values:
        raise Refused(_("Chọn mức độ trong danh sách."), field="severity")
    if severity == stay.severity:
        raise Refused(_("Mức độ này đã ghi rồi."), field="severity")
    stay.severity = severity
    with changes.apply(actor=by, reason="isolation.severity", why=nfc(why).strip()) as log:
        log.change(stay, ["severity"])
        log.create(step(stay, What.SEVERITY, by, clock.today(), why=why))
    return stay


@dataclass(frozen=True, slots=True)
class Ending:
    """How somebody leaves: discharged, transferred to a place, died."""

    then: str
    on: dt.date
    to_place: str = ""
    note: str = ""


def end(*, stay: AreaStay, said: Ending, by: Actor) -> AreaStay:
    """The bed is free from then on; whoever died here is dead in the registry too."""
    permissions.require_care(by)
    if said.then not in rules.ENDINGS:
        raise Refused(_("Chọn: ra khu, chuyển đi, tử vong."), field="then")
    _require_step(stay, said.then)
    if not stay.arrived_on <= said.on <= clock.today():
        raise Refused(_("Ngày ra phải từ ngày vào đến hôm nay."), field="on")
    to_place, note = nfc(said.to_place).strip(), nfc(said.note).strip()
    if said.then == Status.TRANSFERRED and not to_place:
        raise Refused(_("Ghi nơi chuyển đến."), field="to_place")
    stay.status, stay.room_id, stay.bed_id = said.then, None, None
    stay.ended_on, stay.ended_by_name = said.on, by.name
    stay.to_place, stay.ending_note = to_place, note
    disease = areas.disease_of(stay.area_id, stay.unit_id)
    is_home = said.then == Status.DISCHARGED
    with changes.apply(actor=by, reason="isolation.end", why=note) as log:
        log.still(stay)
        if is_home:
            log.create(*planned_after(stay, disease, said.on, by))
        if said.then == Status.DIED:
            _note_death(log, stay, by)
        log.change(stay, ENDING)
        log.create(step(stay, What.ENDED, by, said.on, place=to_place, why=note))
    return stay


def _note_death(log: changes.Log, stay: AreaStay, by: Actor) -> None:
    """A death that somebody told before stays as it was told."""
    person = visible_person(stay.patient_id, by)
    if stay.ended_on is not None and not person.is_deceased:
        note_death(log, person=person, on=stay.ended_on, by=by)


def _note_alive(log: changes.Log, patient_id: uuid.UUID, died_on: dt.date, by: Actor) -> None:
    """Only a death of the day that this stay told."""
    person = visible_person(patient_id, by)
    if person.is_deceased and person.deceased_on == died_on:
        note_alive(log, person=person, by=by)


def cancel(*, stay: AreaStay, by: Actor, why: str) -> AreaStay:
    """Entered in error: it leaves every list and count, and stays in the history."""
    return _undone(stay, Status.CANCELLED, What.CANCELLED, by, why)


def take_back(*, stay: AreaStay, by: Actor, why: str) -> AreaStay:
    """The ending was told by mistake: inside again, waiting for a bed."""
    return _undone(stay, Status.WAITING, What.TAKEN_BACK, by, why)


def _undone(stay: AreaStay, then: Status, what: What, by: Actor, why: str) -> AreaStay:
    permissions.require_care(by)
    _require_step(stay, then)
    said = nfc(why).strip()
    if not said:
        raise Refused(_("Ghi lý do: người đọc sau cần biết."), field="why")
    is_back = then == Status.WAITING
    died_on = stay.ended_on if stay.status == Status.DIED else None
    stay.status, stay.room_id, stay.bed_id = then, None, None
    stay.ended_on = None if is_back else clock.today()
    stay.to_place, stay.ending_note, stay.ended_by_name = "", "", "" if is_back else by.name
    with changes.apply(actor=by, reason=f"isolation.{what}", why=said) as log:
        if died_on is not None:
            _note_alive(log, stay.patient_id, died_on, by)
        if is_back:
            for row in open_after(stay):
                row.is_dropped = True
                log.change(row, ["is_dropped"])
            log.check(lambda: _require_may_come_back(stay, by))
        log.still(stay)
        log.change(stay, ENDING)
        log.create(step(stay, what, by, clock.today(), why=said))
    return stay


def _require_may_come_back(stay: AreaStay, by: Actor) -> None:
    area = IsolationArea.objects.get(pk=stay.area_id, unit_id=stay.unit_id)
    _require_open_and_alone(area, visible_person(stay.patient_id, by), by)


def step(
    stay: AreaStay, what: str, by: Actor, on: dt.date, *, place: str = "", why: str = ""
) -> AreaMove:
    return AreaMove(
        patient_id=stay.patient_id,
        compartment=stay.compartment,
        unit_id=stay.unit_id,
        stay_id=stay.id,
        what=what,
        place=place,
        severity=stay.severity,
        on=on,
        at=clock.now(),
        why=nfc(why).strip(),
        by_name=by.name,
    )


def require_inside(stay: AreaStay) -> None:
    if stay.status not in PRESENT:
        raise Refused(_("Người này không còn trong khu."), code="illegal_step")


def _require_step(stay: AreaStay, then: str) -> None:
    if not rules.may_follow(stay.status, then):
        raise Refused(
            _("Đợt này đang ở tình trạng “%(status)s” nên không làm được bước này.")
            % {"status": stay.get_status_display()},
            code="illegal_step",
        )
