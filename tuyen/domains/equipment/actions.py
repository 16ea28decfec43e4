"""The register is written here: devices, faults, upkeep, buildings and rooms."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.equipment import lists, permissions, rules
from tuyen.domains.equipment.events import StandardShort
from tuyen.domains.equipment.models import (
    Building,
    EquipmentFault,
    EquipmentItem,
    MaintenanceJob,
    WorkRoom,
)
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.record.actions import tasks
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

FAULT, MAINTENANCE = "equipment_fault", "equipment_maintenance"
State = EquipmentItem.State
DAYS_TO_MEND = 7  # a reminder of our own, no rule


def prepared(item: EquipmentItem) -> EquipmentItem:
    """With the words by which it is found; a kind that nobody knows is refused."""
    if item.kind not in lists.kind_codes():
        raise Refused(_("Chọn loại thiết bị trong danh mục."), field="kind")
    item.name = nfc(item.name).strip() or lists.label_of("equipment", item.kind)
    item.serial = nfc(item.serial).strip()
    if item.serial and item.quantity != 1:
        raise Refused(_("Máy có số serial thì ghi từng máy, số lượng là 1."), field="quantity")
    words = (
        lists.label_of("equipment", item.kind),
        item.name,
        item.model,
        item.serial,
        item.maker,
        item.source_note,
    )
    item.fold = fold(" ".join(words))[:400]
    return item


def require_new_serial(item: EquipmentItem) -> None:
    """One device stands in the register once."""
    if not item.serial:
        return
    same = EquipmentItem.objects.filter(
        unit_id=item.unit_id, kind=item.kind, serial=item.serial
    ).exclude(pk=item.pk)
    if same.exists():
        raise Refused(
            _("Máy có số serial này đã có trong sổ. Tìm theo số serial để sửa."), field="serial"
        )


def first_job(item: EquipmentItem, day: dt.date, months: Mapping[str, int]) -> list[Any]:
    """The first upkeep of a new device with its task; none for a kind that nobody plans.

    months: of the unit, by kind.
    """
    due = rules.next_maintenance(day, months.get(item.kind, 0))
    return _job(item, due) if due else []


def add_item(*, unit: Unit, by: Actor, **details: Any) -> EquipmentItem:
    """A device comes into the register."""
    permissions.require_manage(by, unit)
    today = clock.today()
    item = prepared(EquipmentItem(id=uuid7(), unit_id=unit.id, **{"state_since": today, **details}))
    require_new_serial(item)
    job = first_job(item, today, lists.maintenance_months(today, unit.id))
    with changes.apply(actor=by, reason="equipment.add") as log:
        log.create(item, *job)
    return item


def change_item(*, item: EquipmentItem, unit: Unit, by: Actor, **details: Any) -> EquipmentItem:
    permissions.require_manage(by, unit)
    for name, value in details.items():
        setattr(item, name, value)
    prepared(item)
    require_new_serial(item)
    with changes.apply(actor=by, reason="equipment.change") as log:
        log.change(item, [*{*details, "name", "fold", "serial"}])
    return item


def set_state(*, item: EquipmentItem, unit: Unit, to: str, why: str, by: Actor) -> EquipmentItem:
    """Into the store, back into use, to the workshop, out for good. Faults are told by `report_fault`."""
    permissions.require_manage(by, unit)
    _require_step(item, to)
    if to == State.DISPOSED and not nfc(why).strip():
        raise Refused(_("Ghi số quyết định hoặc lý do thanh lý."), field="state_note")
    if to == State.IN_USE and any(not f.still_works for f in _open_faults(item)):
        raise Refused(_("Máy còn sự cố chưa sửa. Ghi “Đã sửa” ở sự cố trước."), field="state")
    _to_state(item, to, why)
    with changes.apply(actor=by, reason="equipment.state") as log:
        log.change(item, ["state", "state_since", "state_note"])
        for task in _tasks_of(item, (MAINTENANCE,)) if to == State.DISPOSED else ():
            log.change(task, tasks.mark_done(task, by=by, outcome=_("Đã thanh lý")))
    return item


def report_fault(
    *, item: EquipmentItem, unit: Unit, said: str, still_works: bool, by: Actor
) -> EquipmentFault:
    """Whoever works at the unit tells; the device is out of use unless it still works."""
    permissions.require_report(by, unit)
    if not nfc(said).strip():
        raise Refused(_("Ghi máy hỏng thế nào."), field="said")
    if item.state == State.DISPOSED:
        raise Refused(_("Thiết bị này đã thanh lý."))
    fault = EquipmentFault(
        id=uuid7(),
        unit_id=item.unit_id,
        item=item,
        reported_on=clock.today(),
        reported_by_name=by.name,
        said=nfc(said).strip(),
        still_works=still_works,
    )
    task = tasks.new_task(
        title=_("Sửa: %(item)s") % {"item": item.name[:150]},
        kind=FAULT,
        due_on=clock.today() + dt.timedelta(days=DAYS_TO_MEND),
        unit_id=item.unit_id,
        subject_id=item.id,
    )
    with changes.apply(actor=by, reason="equipment.fault") as log:
        log.create(fault, task)
        if not still_works and rules.may_follow(item.state, State.FAULTY):
            _to_state(item, State.FAULTY, fault.said)
            log.change(item, ["state", "state_since", "state_note"])
    return fault


def mend_fault(*, fault: EquipmentFault, unit: Unit, by: Actor, **done: Any) -> EquipmentFault:
    """Mended: the device is in use again when nothing else is wrong with it.

    done: mended_on, mended_how, mended_by, cost_dong.
    """
    permissions.require_manage(by, unit)
    if fault.mended_on:
        raise Refused(_("Sự cố này đã ghi sửa xong."))
    if done["mended_on"] < fault.reported_on or done["mended_on"] > clock.today():
        raise Refused(_("Ngày sửa xong phải từ ngày báo hỏng đến hôm nay."), field="mended_on")
    for name, value in done.items():
        setattr(fault, name, value)
    item = fault.item
    others = [each for each in _open_faults(item) if each.id != fault.id]
    with changes.apply(actor=by, reason="equipment.mend") as log:
        log.change(fault, list(done))
        if item.state in (State.FAULTY, State.UNDER_REPAIR) and all(
            each.still_works for each in others
        ):
            _to_state(item, State.IN_USE, "")
            log.change(item, ["state", "state_since", "state_note"])
        for task in () if others else _tasks_of(item, (FAULT,)):
            log.change(task, tasks.mark_done(task, by=by, outcome=fault.mended_how))
    return fault


def plan_maintenance(*, item: EquipmentItem, unit: Unit, due_on: dt.date, by: Actor) -> None:
    """An upkeep beside those that the kind asks for."""
    permissions.require_manage(by, unit)
    if due_on < clock.today():
        raise Refused(_("Hạn bảo trì phải từ hôm nay trở đi."), field="due_on")
    with changes.apply(actor=by, reason="equipment.plan") as log:
        log.create(*_job(item, due_on))


def do_maintenance(*, job: MaintenanceJob, unit: Unit, by: Actor, **done: Any) -> MaintenanceJob:
    """Done: the task closes and the next is planned by the months of the kind.

    done: done_on, done_by, result, cost_dong.
    """
    permissions.require_manage(by, unit)
    if job.done_on or job.is_dropped:
        raise Refused(_("Lần bảo trì này đã ghi xong."))
    if done["done_on"] > clock.today():
        raise Refused(_("Ngày làm không được sau hôm nay."), field="done_on")
    for name, value in done.items():
        setattr(job, name, value)
    months = lists.maintenance_months(job.due_on, job.unit_id)
    due = rules.next_maintenance(done["done_on"], months.get(job.item.kind, 0))
    with changes.apply(actor=by, reason="equipment.maintain") as log:
        log.change(job, list(done))
        for task in Task.objects.filter(subject_id=job.id, status=tasks.OPEN):
            log.change(task, tasks.mark_done(task, by=by, outcome=job.result))
        if due and job.item.state != State.DISPOSED and not _planned(job):
            log.create(*_job(job.item, due))
    return job


def add_building(*, unit: Unit, by: Actor, **details: Any) -> Building:
    permissions.require_manage(by, unit)
    row = Building(unit_id=unit.id, **details)
    with changes.apply(actor=by, reason="equipment.building") as log:
        log.create(row)
    return row


def add_room(*, unit: Unit, by: Actor, **details: Any) -> WorkRoom:
    permissions.require_manage(by, unit)
    if details["kind"] not in lists.room_codes():
        raise Refused(_("Chọn loại phòng trong danh mục."), field="kind")
    row = WorkRoom(unit_id=unit.id, **details)
    with changes.apply(actor=by, reason="equipment.room") as log:
        log.create(row)
    return row


def change_place(
    *, place: Building | WorkRoom, unit: Unit, condition: str, is_closed: bool, by: Actor
) -> None:
    """A building or room in another condition, or no longer used."""
    permissions.require_manage(by, unit)
    place.condition, place.is_closed = condition, is_closed
    with changes.apply(actor=by, reason="equipment.place") as log:
        log.change(place, ["condition", "is_closed"])


def ask_for_missing(*, unit: Unit, short: Iterable[rules.Line], by: Actor) -> int:
    """What lacks against the standard becomes needs of the unit, written by the room of needs before this
    returns; what the unit asks for already is left as it is. → how many are new."""
    permissions.require_manage(by, unit)
    lacking = [line for line in short if line.short]
    if not lacking:
        raise Refused(_("Đơn vị đã đủ theo định mức, không có gì để đề nghị."))
    known = facts.ask("capability.standing_needs", unit_id=unit.id)
    lines = [line for line in lacking if line.wanted.key not in known]
    if not lines:
        raise Refused(_("Các mục thiếu đều đã có trong nhu cầu của đơn vị."), code="known")
    with deliver.at_once(), changes.apply(actor=by, reason="equipment.ask") as log:
        for line in lines:
            wanted = line.wanted
            log.announce(
                StandardShort(
                    unit_id=unit.id,
                    kind=wanted.what,
                    code=wanted.code,
                    title=lists.label_of(wanted.what, wanted.code),
                    quantity=line.short,
                    source_kind="standard",
                    source_id=unit.id,
                )
            )
    return len(lines)


def _require_step(item: EquipmentItem, to: str) -> None:
    if to not in State.values or not rules.may_follow(item.state, to):
        raise Refused(
            _("Thiết bị “%(now)s” không chuyển sang tình trạng này được.")
            % {"now": item.get_state_display()},
            field="state",
        )


def _to_state(item: EquipmentItem, to: str, why: str) -> None:
    item.state, item.state_since, item.state_note = to, clock.today(), nfc(why).strip()


def _open_faults(item: EquipmentItem) -> list[EquipmentFault]:
    return list(EquipmentFault.objects.filter(item=item, mended_on=None))


def _tasks_of(item: EquipmentItem, kinds: tuple[str, ...]) -> list[Task]:
    """Open tasks about the device or its planned upkeep."""
    about: list[uuid.UUID] = [item.id, *item.jobs.values_list("id", flat=True)]
    return list(
        Task.objects.filter(
            unit_id=item.unit_id, subject_id__in=about, kind__in=kinds, status=tasks.OPEN
        )
    )


def _planned(job: MaintenanceJob) -> bool:
    """Is another upkeep of the device already waiting?"""
    others = MaintenanceJob.objects.filter(item=job.item, done_on=None, is_dropped=False)
    return others.exclude(pk=job.pk).exists()


def _job(item: EquipmentItem, due_on: dt.date) -> list[Any]:
    job = MaintenanceJob(id=uuid7(), unit_id=item.unit_id, item=item, due_on=due_on)
    task = tasks.new_task(
        title=_("Bảo trì: %(item)s") % {"item": item.name[:150]},
        kind=MAINTENANCE,
        due_on=due_on,
        unit_id=item.unit_id,
        subject_id=job.id,
    )
    return [job, task]
