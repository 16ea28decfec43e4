"""A ward of the demo's hospital on an ordinary day, its secure room, and who waits in the emergency room."""

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.custody.models import GuardDuty, Paper
from tuyen.domains.ward import rules
from tuyen.domains.ward.models import CareAct, CourseNote, EmergencyArrival, NursingOrder
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.record.models import (
    Admission,
    Bed,
    BedStay,
    MedicationRequest,
    Observation,
    Prescription,
    Room,
)
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

# Name, kind, beds, department (of edge.demo.network).
ROOMS = (
    ("Buồng 1", "ward", 6, "medicine"),
    ("Hồi sức", "intensive", 4, "medicine"),
    ("Buồng 2", "ward", 6, "surgery"),
    ("Nhi 1", "ward", 4, "children"),
    ("Buồng R1", "secure", 3, "hospital"),
    ("Phòng trực gác", "quarters", 2, "hospital"),
)
# Room, bed, days here, care grade, what for: who lies in the beds.
LYING = (
    ("Buồng 1", 1, 3, "II", "J18", "Viêm phổi", "Sốt cao, ho"),
    ("Buồng 1", 2, 6, "III", "I10", "Tăng huyết áp", "Đau đầu, huyết áp cao"),
    ("Buồng 1", 4, 1, "II", "A09", "Tiêu chảy nhiễm khuẩn", "Tiêu chảy, sốt"),
    ("Buồng 1", 5, 9, "III", "E11", "Đái tháo đường típ 2", "Đường huyết cao"),
    ("Buồng 2", 1, 2, "II", "K35", "Viêm ruột thừa cấp, đã mổ", "Đau hố chậu phải"),
    ("Buồng 2", 3, 4, "III", "S52", "Gãy xương cẳng tay", "Ngã, đau cẳng tay"),
    ("Buồng 2", 6, 5, "III", "N39.0", "Nhiễm khuẩn tiết niệu", "Tiểu buốt, sốt"),
    ("Hồi sức", 1, 2, "I", "I50", "Suy tim", "Khó thở"),
)
# Room, bed, came so many days ago, left so many days ago, what for: who has gone home.
GONE = (
    ("Buồng 1", 3, 16, 9, "J44", "Bệnh phổi tắc nghẽn mạn tính", "Khó thở"),
    ("Buồng 1", 6, 12, 8, "N10", "Viêm thận bể thận cấp", "Sốt, đau hông lưng"),
    ("Buồng 2", 2, 14, 7, "K40", "Thoát vị bẹn, đã mổ", "Khối phồng vùng bẹn"),
    ("Buồng 2", 4, 10, 1, "S82", "Gãy xương cẳng chân", "Ngã, đau cẳng chân"),
    ("Buồng 1", 3, 6, 0, "K29", "Viêm dạ dày cấp", "Đau thượng vị"),
)
HELD = (("Buồng R1", 1, 2, "II", "K29", "Viêm dạ dày", "Đau thượng vị"),)
EMERGENCY = (
    (2, "Đau ngực, vã mồ hôi", 6, "waiting", "spo2"),
    (3, "Sốt cao, nôn nhiều", 22, "waiting", ""),
    (4, "Ngã xe máy, xây xát tay", 35, "waiting", ""),
    (3, "Khó thở, tiền sử hen", 48, "in_care", ""),
)
GUARDS = (("morning", "Cán bộ mẫu 1"), ("afternoon", "Cán bộ mẫu 2"), ("night", "Cán bộ mẫu 3"))


class WardDay:
    """Rows as the actions would have written them over some days; written at once."""

    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        self._beds: dict[tuple[str, int], Bed] = {}

    def write(self, network: Network, doctor: str) -> None:
        unit = network.named["hospital"]
        known = list(Person.objects.filter(entered_unit_id=unit.id).order_by("id")[:40])
        coming = len(LYING) + len(HELD) + len(EMERGENCY) + 1
        who = self._chance.sample(known, coming + len(GONE))
        rows = [*self._rooms(network), *self._station(network.main_station)]
        for person, gone in zip(who[coming:], GONE, strict=True):
            rows += self._gone(doctor, person, gone)
        for person, said in zip(who, LYING, strict=False):
            rows += self._stay(doctor, person, said)
        rest = who[len(LYING) :]
        for person, said in zip(rest, HELD, strict=False):
            rows += self._held(unit, doctor, person, said)
        rows += self._waiting(unit, doctor, rest[len(HELD)])
        rows += self._emergency(unit, doctor, rest[len(HELD) + 1 :])
        rows += self._guards(unit)
        with changes.apply(actor=SYSTEM, reason="demo.ward") as log:
            log.create(*rows)

    def _rooms(self, network: Network) -> Iterator[Any]:
        for position, (name, kind, count, where) in enumerate(ROOMS):
            yield from self._room(network.named[where], name, kind, count, position)
        self._beds["Buồng 1", 6].status = "cleaning"
        self._beds["Buồng 2", 5].status = "closed"
        self._beds["Buồng 2", 5].note = "Hỏng thanh chắn"

    def _station(self, station: Unit) -> Iterator[Any]:
        yield from self._room(station, "Phòng lưu", "short_stay", 2, 0)

    def _room(self, unit: Unit, name: str, kind: str, count: int, position: int) -> Iterator[Any]:
        compartment = "custody" if kind in ("secure", "quarters") else ""
        room = Room(
            id=self._ids.next(),
            unit_id=unit.id,
            compartment=compartment,
            name=name,
            kind=kind,
            position=position,
        )
        yield room
        for number in range(1, count + 1):
            bed = Bed(
                id=self._ids.next(),
                unit_id=unit.id,
                room_id=room.id,
                compartment=compartment,
                name=f"{number}",
                position=number,
            )
            self._beds[name, number] = bed
            yield bed

    def _at(self, days_ago: int, hour: int, minute: int = 0) -> dt.datetime:
        day = clock.start_of(self._today - dt.timedelta(days=days_ago))
        return (day + dt.timedelta(hours=hour, minutes=minute)).astimezone(dt.UTC)

    def _gone(self, doctor: str, person: Any, said: Sequence[Any]) -> list[Any]:
        """A stay that is over: its bed, and what the summary says."""
        room, number, days, until, code, name, reason = said
        bed, arrived = self._beds[room, number], self._at(days, 10, 20)
        ended = min(self._at(until, 9), clock.now() - dt.timedelta(minutes=5))
        about = {"patient_id": person.id, "unit_id": bed.unit_id}
        stay = Admission(
            id=self._ids.next(),
            status="discharged",
            day=clock.day_of(arrived),
            arrived_at=arrived,
            ended_at=ended,
            reason=reason,
            code=code,
            diagnosis=name,
            doctor_name=doctor,
            discharge_type="1",
            outcome="1",
            final_code=code,
            final_diagnosis=name,
            treatment="Điều trị nội khoa, theo dõi tại khoa",
            advice="Uống thuốc theo đơn, khám lại khi có dấu hiệu bất thường",
            ended_by_name=doctor,
            **about,
        )
        piece = BedStay(
            id=self._ids.next(),
            admission_id=stay.id,
            room_id=bed.room_id,
            bed_id=bed.id,
            place=f"{room} · {number}",
            from_at=arrived,
            to_at=ended,
            **about,
        )
        return [stay, piece]

    def _stay(
        self, doctor: str, person: Any, said: Sequence[Any], compartment: str = ""
    ) -> list[Any]:
        room, number, days, grade, code, name, reason = said
        bed, arrived = self._beds[room, number], self._at(days, 9, 10)
        about = {"patient_id": person.id, "compartment": compartment}
        stay = Admission(
            id=self._ids.next(),
            unit_id=bed.unit_id,
            room_id=bed.room_id,
            bed_id=bed.id,
            status="in_bed",
            day=clock.day_of(arrived),
            arrived_at=arrived,
            reason=reason,
            code=code,
            diagnosis=name,
            care_grade=grade,
            doctor_name=doctor,
            **about,
        )
        piece = BedStay(
            id=self._ids.next(),
            admission_id=stay.id,
            unit_id=bed.unit_id,
            room_id=bed.room_id,
            bed_id=bed.id,
            place=f"{room} · {number}",
            from_at=arrived,
            **about,
        )
        return [stay, piece, *self._course(stay, doctor, days), *self._orders(stay, doctor, days)]

    def _course(self, stay: Admission, doctor: str, days: int) -> Iterator[Any]:
        about = {"patient_id": stay.patient_id, "compartment": stay.compartment}
        fever = 38.9
        for ago in range(days, -1, -1):
            for hour in (6, 14, 20):
                at = self._at(ago, hour, 15)
                if not stay.arrived_at <= at < clock.now():
                    continue
                fever = max(36.6, fever - self._chance.uniform(0, 0.35))
                for code, value, unit in (
                    ("temperature", round(fever + self._chance.uniform(-0.2, 0.2), 1), "Cel"),
                    ("pulse", float(self._chance.randint(72, 104)), "/min"),
                    ("systolic", float(self._chance.randint(110, 138)), "mm[Hg]"),
                    ("diastolic", float(self._chance.randint(68, 88)), "mm[Hg]"),
                ):
                    yield Observation(
                        id=self._ids.next(),
                        encounter_id=stay.id,
                        code=code,
                        value=value,
                        unit=unit,
                        interpretation="H" if code == "temperature" and value > 37.5 else "",
                        day=clock.day_of(at),
                        occurred_at=at,
                        **about,
                    )
            at = self._at(ago, 8, 30)
            if stay.arrived_at <= at < clock.now():
                yield CourseNote(
                    id=self._ids.next(),
                    admission_id=stay.id,
                    unit_id=stay.unit_id,
                    day=clock.day_of(at),
                    at=at,
                    text="Tỉnh, tiếp xúc tốt, ăn uống được",
                    orders="Tiếp tục điều trị, theo dõi dấu hiệu sinh tồn",
                    author_name=doctor,
                    **about,
                )

    def _orders(self, stay: Admission, doctor: str, days: int) -> list[Any]:
        about = {"patient_id": stay.patient_id, "compartment": stay.compartment}
        at = stay.arrived_at + dt.timedelta(minutes=40)
        sheet = Prescription(
            id=self._ids.next(),
            encounter_id=stay.id,
            unit_id=stay.unit_id,
            number=f"nt{self._ids.next().hex[-10:]}-C",
            kind="C",
            prescriber_name=doctor,
            signed_at=at,
            **about,
        )
        line = MedicationRequest(
            id=self._ids.next(),
            encounter_id=stay.id,
            prescription_id=sheet.id,
            drug="Paracetamol",
            strength="500 mg",
            quantity=3 * (days + 3),
            unit="viên",
            dose="Ngày 3 lần, mỗi lần 1 viên",
            days=days + 3,
            day=clock.day_of(at),
            **about,
        )
        task = NursingOrder(
            id=self._ids.next(),
            admission_id=stay.id,
            unit_id=stay.unit_id,
            title="Hướng dẫn vận động, vệ sinh cá nhân",
            due_at=at,
            every_hours=24,
            ordered_by_name=doctor,
            **about,
        )
        return [sheet, line, task, *self._done(stay, line, task)]

    def _done(
        self, stay: Admission, line: MedicationRequest, task: NursingOrder
    ) -> Iterator[CareAct]:
        """What the shift that runs now has done so far."""
        now, about = clock.now(), (stay.id, stay.id)
        shift = rules.shift_at(now)
        title = f"{line.drug} {line.strength}: {line.dose}"
        drug = rules.Course(line.id, stay.id, title, line.dose, stay.arrived_at, line.days)
        hours = rules.vitals_hours(stay.care_grade, self._today)
        rhythms = [
            rules.Rhythm(*about, rules.VITALS, "Đo dấu hiệu sinh tồn", shift.first, hours),
            rules.Rhythm(task.id, stay.id, rules.ORDER, task.title, task.due_at, 24),
        ]
        until = now - dt.timedelta(minutes=20)
        for due in rules.plan([drug], rhythms, shift.first, max(until, shift.first)):
            yield CareAct(
                id=self._ids.next(),
                patient_id=stay.patient_id,
                compartment=stay.compartment,
                admission_id=stay.id,
                unit_id=stay.unit_id,
                kind=due.kind,
                source_id=due.source_id,
                title=due.title,
                planned_at=due.at,
                done_at=due.at + dt.timedelta(minutes=self._chance.randint(1, 15)),
                done_by_name="Điều dưỡng (mẫu)",
            )

    def _held(self, unit: Unit, doctor: str, person: Any, said: Sequence[Any]) -> list[Any]:
        rows = self._stay(doctor, person, said, "custody")
        paper = Paper(
            id=self._ids.next(),
            patient_id=person.id,
            unit_id=unit.id,
            admission_id=rows[0].id,
            legal_state="sentenced",
            authority="Trại giam mẫu",
            number="01/LTX-MAU",
            guard_unit="Đội cảnh sát bảo vệ (mẫu)",
        )
        return [*rows, paper]

    def _waiting(self, unit: Unit, doctor: str, person: Any) -> list[Any]:
        at = clock.now() - dt.timedelta(minutes=25)
        about = {"patient_id": person.id, "unit_id": unit.id}
        stay = Admission(
            id=self._ids.next(),
            status="arrived",
            day=clock.day_of(at),
            arrived_at=at,
            reason="Đau bụng vùng thượng vị",
            doctor_name=doctor,
            **about,
        )
        piece = BedStay(
            id=self._ids.next(), admission_id=stay.id, place="Chờ giường", from_at=at, **about
        )
        return [stay, piece]

    def _emergency(self, unit: Unit, doctor: str, who: Sequence[Any]) -> Iterator[Any]:
        for person, (level, complaint, minutes, status, signs) in zip(who, EMERGENCY, strict=False):
            at = clock.now() - dt.timedelta(minutes=minutes)
            seen = status == "in_care"
            yield EmergencyArrival(
                id=self._ids.next(),
                unit_id=unit.id,
                patient_id=person.id,
                day=clock.day_of(at),
                arrived_at=at,
                how="walk",
                complaint=complaint,
                scale="ATS",
                level=level,
                triaged_at=at,
                triaged_by_name="Điều dưỡng (mẫu)",
                signs=signs,
                status=status,
                seen_at=at + dt.timedelta(minutes=9) if seen else None,
                seen_by_name=doctor if seen else "",
            )

    def _guards(self, unit: Unit) -> Iterator[Any]:
        for shift, officer in GUARDS:
            yield GuardDuty(
                id=self._ids.next(),
                unit_id=unit.id,
                day=self._today,
                shift=shift,
                officer=officer,
                force="Trại giam mẫu",
                room_id=self._beds["Buồng R1", 1].room_id,
                quarters_id=self._beds["Phòng trực gác", 1].room_id,
            )
