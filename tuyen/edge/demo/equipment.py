"""Registers of equipment: whole at the main station, the chief devices elsewhere, some of them broken."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from tuyen.core import rulebook
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.equipment import rules
from tuyen.domains.equipment.models import (
    Building,
    EquipmentFault,
    EquipmentItem,
    MaintenanceJob,
    WorkRoom,
)
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions import tasks
from tuyen.registry.facilities.models import Unit

# (kind, how many); what lacks against the standard is left out on purpose
_MAIN = (
    ("ecg", 1), ("glucometer", 2), ("blood_pressure_monitor", 4), ("stethoscope", 4), ("oxygen", 1),
    ("thermometer", 4), ("scale_adult", 1), ("scale_infant", 1), ("pulse_oximeter", 1), ("nebuliser", 1),
    ("emergency_kit", 1), ("autoclave", 1), ("vaccine_fridge", 1), ("cold_box", 2), ("computer", 2),
    ("patient_bed", 4), ("exam_table", 2), ("ultrasound", 1),
)  # fmt: skip
_STATION = ("blood_pressure_monitor", "glucometer", "vaccine_fridge", "autoclave")
_CENTRE = (
    "ultrasound",
    "ecg",
    "xray",
    "biochemistry_analyser",
    "haematology_analyser",
    "ventilator",
)
_HOSPITAL = (*_CENTRE, "ct", "endoscope", "laparoscopy", "anaesthesia_machine", "cranial_set")
_ROOMS = (
    ("Phòng khám bệnh 1", "examination"), ("Phòng cấp cứu", "emergency"), ("Phòng đẻ", "delivery"),
    ("Phòng tiêm chủng", "injection"), ("Quầy dược", "pharmacy"), ("Phòng lưu bệnh", "patient"),
)  # fmt: skip


class Registers:
    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        kinds = rulebook.versions("equipment/kinds")[-1].rows
        self._labels = {row["code"]: row["label_vi"] for row in kinds}
        self._months = {row["code"]: int(row["maintenance_months"]) for row in kinds}

    def write(self, network: Network) -> None:
        main, hospital = network.main_station, network.named["hospital"]
        groups = [list(self._main(main)), list(self._some(hospital, _HOSPITAL))]
        centres = {unit.parent_id: unit.parent for unit in network.stations if unit.parent}
        groups += [list(self._some(unit, _CENTRE)) for unit in centres.values()]
        groups += [list(self._some(unit, self._of_a_station())) for unit in network.city_stations]
        for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=groups):
            pass

    def _of_a_station(self) -> tuple[str, ...]:
        more = [kind for kind in ("ultrasound", "ecg") if self._chance.random() < 0.45]
        return (*_STATION, *more)

    def _main(self, unit: Unit) -> Iterator[Any]:
        house = row_of(
            Building, self._ids.next(), unit_id=unit.id, name="Nhà chính", built_year=2009,
            storeys=2, area_m2=420, condition="worn", note="Thấm trần tầng 2",
        )  # fmt: skip
        yield house
        for name, kind in _ROOMS:
            yield row_of(
                WorkRoom,
                self._ids.next(),
                unit_id=unit.id,
                building_id=house.id,
                name=name,
                kind=kind,
            )
        for number, (kind, quantity) in enumerate(_MAIN):
            item = self._item(unit, kind, quantity)
            if kind == "ultrasound":
                yield from self._broken(item)
            yield item
            yield from self._upkeep(item, late=number % 7 == 3)

    def _some(self, unit: Unit, kinds: tuple[str, ...]) -> Iterator[Any]:
        for kind in kinds:
            item = self._item(unit, kind, 1)
            if self._chance.random() < 0.06:
                item.state, item.state_note = "faulty", "Chờ sửa"
            yield item

    def _item(self, unit: Unit, kind: str, quantity: int) -> EquipmentItem:
        label, year = self._labels[kind], self._chance.randint(2012, 2025)
        source = self._chance.choice(("budget", "budget", "programme", "donation"))
        serial = "" if quantity > 1 else f"MAU-{self._chance.randrange(10**6):06d}"
        return row_of(
            EquipmentItem,
            self._ids.next(),
            unit_id=unit.id,
            kind=kind,
            name=label,
            fold=fold(f"{label} {serial}"),
            serial=serial,
            made_year=year,
            used_from=dt.date(year, 10, 1),
            source=source,
            value_dong=self._chance.randrange(5, 900) * 1_000_000,
            quantity=quantity,
            state_since=dt.date(year, 10, 1),
        )

    def _broken(self, item: EquipmentItem) -> Iterator[Any]:
        day = self._today - dt.timedelta(days=12)
        item.state, item.state_since, item.state_note = "faulty", day, "Đầu dò không lên hình"
        yield row_of(
            EquipmentFault, self._ids.next(), unit_id=item.unit_id, item_id=item.id, reported_on=day,
            reported_by_name="Điều dưỡng (mẫu)", said=item.state_note,
        )  # fmt: skip

    def _upkeep(self, item: EquipmentItem, *, late: bool) -> Iterator[Any]:
        months = self._months[item.kind]
        if not months:
            return
        done = self._today - dt.timedelta(days=months * 31 if late else 40)
        due = rules.next_maintenance(done, months)
        assert due is not None
        of = {"unit_id": item.unit_id, "item_id": item.id}
        yield row_of(
            MaintenanceJob, self._ids.next(), due_on=done, done_on=done, done_by="Phòng vật tư (mẫu)",
            result="Hoạt động tốt", **of,
        )  # fmt: skip
        job = row_of(MaintenanceJob, self._ids.next(), due_on=due, **of)
        yield job
        if late:
            task = tasks.new_task(
                title=f"Bảo trì: {item.name}", kind="equipment_maintenance", due_on=due,
                unit_id=item.unit_id, subject_id=job.id,
            )  # fmt: skip
            task.id = self._ids.next()
            yield task
