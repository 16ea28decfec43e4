"""A treatment area of the demo's hospital, opened from a template as measles rose: who lies there, who left.

With dice of its own, so that whatever else the demo draws stays as it was.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.isolation_areas.actions.areas import OXYGEN, planned_rows
from tuyen.domains.isolation_areas.models import (
    AfterCare,
    AreaBed,
    AreaMove,
    AreaRoom,
    AreaStay,
    DailyCheck,
    DutyTurn,
    IsolationArea,
)
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.domains.isolation_areas.rules import checks, needs
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

SEED = 20250304
DAY = dt.timedelta(days=1)
TEMPLATE = "treatment_30"
OPEN_DAYS = 24
# How ill, came so many days ago.
LYING = (
    ("light", 2),
    ("light", 4),
    ("light", 1),
    ("light", 6),
    ("moderate", 5),
    ("moderate", 3),
    ("severe", 7),
    ("critical", 4),
)
# Came so many days ago, left so many days ago.
LEFT = ((20, 13), (16, 9), (15, 7), (9, 2))
USUAL = {
    "light": ("37.8", 98, "cough rash", None),
    "moderate": ("38.6", 96, "cough rash poor_feeding", None),
    "severe": ("38.9", 92, "cough dyspnoea rash", "5"),
    "critical": ("39.4", 86, "dyspnoea unconscious", "15"),
}
ON_DUTY = ("Bác sĩ mẫu 1", "Điều dưỡng mẫu 1", "Điều dưỡng mẫu 2")


class TreatmentArea:
    """Rows as the actions would have written them over some weeks; written at once."""

    def __init__(self, today: dt.date, seed: int = SEED) -> None:
        self.chance, self.today = Random(seed), today
        start = clock.start_of(today - OPEN_DAYS * DAY)
        self.ids = people.Ids(self.chance, int(start.timestamp() * 1000))

    def write(self, network: Network, doctor: str) -> None:
        unit = network.named["hospital"]
        known = list(Person.objects.filter(entered_unit_id=unit.id).order_by("id")[40:80])
        who = self.chance.sample(known, len(LYING) + len(LEFT))
        area = self._area(unit, doctor)
        planned = planned_rows(area, rules.templates(self.today)[TEMPLATE].rooms, taken=())
        free = self._numbered(planned)
        rows = [area, *planned]
        for person, (severity, days) in zip(who, LYING, strict=False):
            at = next(n for n, (room, _bed) in enumerate(free) if room.severity == severity)
            rows += self._lying(area, doctor, person, severity, days, free.pop(at))
        for person, (came, left) in zip(who[len(LYING) :], LEFT, strict=True):
            rows += self._left(area, doctor, person, came, left)
        rows += self._duty(area, doctor)
        with changes.apply(actor=SYSTEM, reason="demo.isolation") as log:
            log.create(*rows)

    def _numbered(self, planned: Sequence[Any]) -> list[tuple[AreaRoom, AreaBed]]:
        """Every bed with its room, with ids of the demo's own dice."""
        rooms = {row.id: row for row in planned if isinstance(row, AreaRoom)}
        pairs = [(rooms[row.room_id], row) for row in planned if isinstance(row, AreaBed)]
        for room in rooms.values():
            room.id = self.ids.next()
        for room, bed in pairs:
            bed.id, bed.room_id = self.ids.next(), room.id
        return pairs

    def _area(self, unit: Unit, doctor: str) -> IsolationArea:
        template = rules.templates(self.today)[TEMPLATE]
        return IsolationArea(
            id=self.ids.next(),
            unit_id=unit.id,
            kind=template.kind,
            for_whom="civilians",
            name="Khu điều trị sởi (mẫu)",
            place="Dãy nhà C, khuôn viên bệnh viện",
            disease="measles",
            template=TEMPLATE,
            opened_on=self.today - OPEN_DAYS * DAY,
            opening_order="118/QĐ-BV (mẫu)",
            opened_by_name=doctor,
            **{name: getattr(template, name) for name in OXYGEN},
        )

    def _lying(
        self,
        area: IsolationArea,
        doctor: str,
        person: Person,
        severity: str,
        days: int,
        where: tuple[AreaRoom, AreaBed],
    ) -> Iterator[Any]:
        room, bed = where
        stay = self._stay(area, doctor, person, severity, days)
        stay.status, stay.room_id, stay.bed_id = "in_bed", bed.room_id, bed.id
        yield stay
        yield self._move(stay, "admitted", doctor, stay.arrived_on, f"{room.name} · {bed.name}")
        for ago in range(days, -1, -1):
            is_missed = self.chance.random() < 0.12 or (ago == 0 and self.chance.random() < 0.6)
            if not is_missed:
                yield self._check(stay, doctor, self.today - ago * DAY)

    def _left(
        self, area: IsolationArea, doctor: str, person: Person, came: int, left: int
    ) -> Iterator[Any]:
        stay = self._stay(area, doctor, person, "light", came)
        stay.status, stay.ended_on, stay.ended_by_name = (
            "discharged",
            self.today - left * DAY,
            doctor,
        )
        yield stay
        yield self._move(stay, "admitted", doctor, stay.arrived_on)
        yield self._move(stay, "ended", doctor, stay.ended_on)
        for days in needs.after_care_days(area.disease, stay.ended_on):
            due = stay.ended_on + days * DAY
            is_asked = due < self.today - 2 * DAY
            yield AfterCare(
                id=self.ids.next(),
                patient_id=stay.patient_id,
                unit_id=stay.unit_id,
                area_id=area.id,
                stay_id=stay.id,
                due_on=due,
                result="well" if is_asked else "",
                done_on=due if is_asked else None,
                by_name=doctor,
            )

    def _stay(
        self, area: IsolationArea, doctor: str, person: Person, severity: str, days: int
    ) -> AreaStay:
        return AreaStay(
            id=self.ids.next(),
            patient_id=person.id,
            unit_id=area.unit_id,
            area_id=area.id,
            status="waiting",
            severity=severity,
            source="Khoa Khám bệnh",
            arrived_on=self.today - days * DAY,
            by_name=doctor,
        )

    def _move(
        self, stay: AreaStay, what: str, doctor: str, on: dt.date, place: str = ""
    ) -> AreaMove:
        return AreaMove(
            id=self.ids.next(),
            patient_id=stay.patient_id,
            unit_id=stay.unit_id,
            stay_id=stay.id,
            what=what,
            place=place,
            severity=stay.severity,
            on=on,
            at=clock.start_of(on) + dt.timedelta(hours=9),
            by_name=doctor,
        )

    def _check(self, stay: AreaStay, doctor: str, day: dt.date) -> DailyCheck:
        heat, spo2, symptoms, flow = USUAL[stay.severity]
        is_normal = stay.severity == "light" and self.chance.random() < 0.4
        found = checks.Found(
            temperature=Decimal(heat) + Decimal(self.chance.randint(-3, 3)) / 10,
            spo2=spo2 + self.chance.randint(0, 1),
            oxygen_lpm=Decimal(flow) if flow else None,
            symptoms=frozenset(symptoms.split()),
        )
        return DailyCheck(
            id=self.ids.next(),
            patient_id=stay.patient_id,
            unit_id=stay.unit_id,
            stay_id=stay.id,
            day=day,
            is_normal=is_normal,
            severity=stay.severity,
            checked_at=clock.start_of(day) + dt.timedelta(hours=7, minutes=30),
            by_name=doctor,
            **({} if is_normal else _measured(found, day)),
        )

    def _duty(self, area: IsolationArea, doctor: str) -> Iterator[DutyTurn]:
        monday = self.today - dt.timedelta(days=self.today.weekday())
        shifts: Sequence[str] = list(needs.shifts(self.today))
        for number in range(7):
            for at, shift in enumerate(shifts):
                yield DutyTurn(
                    id=self.ids.next(),
                    unit_id=area.unit_id,
                    area_id=area.id,
                    day=monday + number * DAY,
                    shift=shift,
                    name=ON_DUTY[(number + at) % len(ON_DUTY)],
                    by_name=doctor,
                )


def _measured(found: checks.Found, day: dt.date) -> dict[str, Any]:
    return {
        "temperature": found.temperature,
        "spo2": found.spo2,
        "oxygen_lpm": found.oxygen_lpm,
        "symptoms": " ".join(sorted(found.symptoms)),
        "severity_proposed": checks.proposed(found, day),
    }
