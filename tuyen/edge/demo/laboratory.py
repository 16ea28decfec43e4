"""Orders and results of the demo's main station: two years of checks, and a morning's work today."""

import datetime as dt
import uuid
from collections.abc import Sequence
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people
from tuyen.edge.demo.everyday import Practice
from tuyen.platform import changes
from tuyen.record.models import Observation, Order, Result, Specimen, Task
from tuyen.record.queries.results import years_on
from tuyen.record.rules.results import CRITICALS, USUAL, Scale, read
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.clinical import analytes
from tuyen.registry.terms.orderables import answers, criticals, orderables, specimens

PEOPLE, YEARS_BACK, EVERY_DAYS = 14, 2, 120
PANELS = ("glucose_fasting", "hba1c", "lipids", "kidney")
# Middle and spread of what is measured; whoever is followed drifts a little with every check.
USUAL_VALUES = {
    "glucose_fasting": (7.1, 1.4),
    "hba1c": (7.0, 0.8),
    "cholesterol": (5.3, 0.7),
    "triglyceride": (1.9, 0.5),
    "hdl": (1.2, 0.2),
    "ldl": (3.2, 0.6),
    "creatinine": (84, 14),
    "urea": (5.6, 1.2),
    "sodium": (139, 2),
    "potassium": (4.2, 0.3),
    "chloride": (102, 2),
    "leucocytes": (7.8, 1.9),
    "neutrophils_percent": (61, 6),
    "lymphocytes_percent": (29, 5),
    "eosinophils_percent": (3, 1),
    "erythrocytes": (4.6, 0.4),
    "haemoglobin": (13.6, 1.1),
    "haematocrit": (40, 3),
    "mcv": (88, 4),
    "mch": (29, 2),
    "platelets": (245, 45),
}
# What is at work this morning: panels and how far they have come.
MORNING: tuple[tuple[tuple[str, ...], str], ...] = (
    (("blood_count", "urine_strip", "xray_chest"), "requested"),
    (("glucose_fasting", "hba1c", "lipids"), "requested"),
    (("electrolytes", "kidney"), "collected"),
    (("blood_count", "dengue_ns1"), "collected"),
    (("ecg",), "requested"),
    (("glucose_fasting", "kidney"), "resulted"),
    (("blood_count",), "completed"),
    (("electrolytes",), "critical"),
)
URGENT = 3


class Laboratory:
    """Written after the queue of today: rows as the actions would have written them over two years."""

    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        self._numbers = 0

    def write(self, practice: Practice, known: Sequence[Any]) -> None:
        grown = [each for each in known if (years_on(each.birth_date, self._today) or 0) >= 40]
        followed = self._chance.sample(grown, min(PEOPLE, len(grown)))
        rows: list[Any] = []
        for person in followed:
            rows += self._checks_of(practice, person)
        seen = self._chance.sample(grown, min(len(MORNING), len(grown)))
        for person, (codes, state) in zip(seen, MORNING, strict=False):
            rows += self._morning_of(practice, person, codes, state)
        with changes.apply(actor=SYSTEM, reason="demo.laboratory") as log:
            log.create(*rows)

    def _checks_of(self, practice: Practice, person: Person) -> list[Any]:
        """A check each four months, the newest a few weeks ago."""
        first = self._today - dt.timedelta(days=YEARS_BACK * 365 - self._chance.randint(0, 60))
        found: list[Any] = []
        for number in range(YEARS_BACK * 365 // EVERY_DAYS):
            day = first + dt.timedelta(days=number * EVERY_DAYS + self._chance.randint(0, 12))
            at = clock.start_of(day).astimezone(dt.UTC) + dt.timedelta(hours=8)
            found += self._sheet(practice, person, PANELS, at, "completed", is_read=True)
        return found

    def _morning_of(
        self, practice: Practice, person: Person, codes: Sequence[str], state: str
    ) -> list[Any]:
        at = clock.start_of(self._today).astimezone(dt.UTC) + dt.timedelta(
            hours=7, minutes=self._chance.randint(0, 50)
        )
        return self._sheet(practice, person, codes, at, state)

    def _sheet(
        self,
        practice: Practice,
        person: Person,
        codes: Sequence[str],
        at: dt.datetime,
        state: str,
        *,
        is_read: bool = False,
    ) -> list[Any]:
        requisition_id = self._ids.next()
        tubes: dict[str, Specimen] = {}
        rows: list[Any] = []
        for code in codes:
            item = orderables(self._today)[code]
            order = self._order(practice, person, code, at, state, requisition_id)
            if state != "requested" and item.specimen:
                if item.specimen not in tubes:
                    tubes[item.specimen] = self._tube(order, item.specimen)
                order.specimen_id = tubes[item.specimen].id
            if is_read:
                order.acknowledged_by, order.acknowledged_name = order.requester_id, practice.doctor
                order.acknowledged_at = at + dt.timedelta(hours=3)
            rows.append(order)
            if state in ("resulted", "completed", "critical"):
                rows += self._answer(practice, person, order, is_final=state == "completed")
        return [*tubes.values(), *rows]

    def _order(
        self,
        practice: Practice,
        person: Person,
        code: str,
        at: dt.datetime,
        state: str,
        requisition_id: uuid.UUID,
    ) -> Order:
        item = orderables(self._today)[code]
        return Order(
            id=self._ids.next(),
            patient_id=person.id,
            compartment=person.compartment,
            requisition_id=requisition_id,
            unit_id=practice.unit.id,
            performer_id=practice.unit.id,
            performer_name=practice.unit.name,
            category=item.category,
            code=code,
            title=item.label.vi,
            specimen_kind=item.specimen,
            is_urgent=state == "critical",
            reason="Tái khám theo hẹn" if state == "completed" else "Mệt, ăn kém",
            requester_id=SYSTEM.account_id,
            requester_name=practice.doctor,
            day=clock.day_of(at),
            requested_at=at,
            status="resulted" if state == "critical" else state,
            is_critical=state == "critical",
        )

    def _tube(self, order: Order, kind: str) -> Specimen:
        assert kind in specimens(self._today)
        self._numbers += 1
        return Specimen(
            id=self._ids.next(),
            patient_id=order.patient_id,
            compartment=order.compartment,
            requisition_id=order.requisition_id,
            unit_id=order.unit_id,
            kind=kind,
            number=f"{order.day:%y%m%d}-{self._numbers:04d}",
            day=order.day,
            status="received" if order.status != "collected" else "collected",
            collected_at=order.requested_at + dt.timedelta(minutes=10),
            collected_by=SYSTEM.account_id,
            collected_name="Điều dưỡng trạm y tế (mẫu)",
        )

    def _answer(
        self, practice: Practice, person: Person, order: Order, *, is_final: bool
    ) -> list[Any]:
        at = order.requested_at + dt.timedelta(minutes=75)
        result = Result(
            id=self._ids.next(),
            patient_id=order.patient_id,
            compartment=order.compartment,
            order_id=order.id,
            unit_id=order.performer_id,
            category=order.category,
            code=order.code,
            title=order.title,
            status="final" if is_final else "preliminary",
            day=order.day,
            occurred_at=at,
            entered_by=SYSTEM.account_id,
            entered_name="Điều dưỡng trạm y tế (mẫu)",
            entered_at=at,
            is_critical=order.is_critical,
        )
        if is_final:
            result.verified_by, result.verified_name = SYSTEM.account_id, practice.doctor
            result.verified_at = at + dt.timedelta(minutes=8)
        figures = self._figures(person, order, result)
        result.is_abnormal = any(row.interpretation not in (USUAL, "") for row in figures)
        return [result, *figures, *([_task(order)] if order.is_critical else [])]

    def _figures(self, person: Person, order: Order, result: Result) -> list[Observation]:
        found = []
        for code in orderables(self._today)[order.code].analytes:
            analyte = analytes(self._today)[code]
            limits = analyte.range_for(
                sex=person.sex, years=years_on(person.birth_date, self._today)
            )
            scale = Scale(
                analyte,
                limits,
                answers(self._today).get(code, ()),
                criticals(self._today).get(code),
            )
            figure = read(self._typed(code, analyte.decimals, order), scale)
            assert figure is not None
            assert order.is_critical or figure.interpretation not in CRITICALS
            found.append(_observation(self._ids.next(), order, result, figure))
        return found

    def _typed(self, code: str, decimals: int, order: Order) -> str:
        if order.is_critical and code == "potassium":
            return "6,8"
        if code not in USUAL_VALUES:
            return "-"
        middle, spread = USUAL_VALUES[code]
        drawn = self._chance.uniform(middle - spread, middle + spread)
        return f"{drawn:.{decimals}f}".replace(".", ",")


def _observation(id_: uuid.UUID, order: Order, result: Result, figure: Any) -> Observation:
    return Observation(
        id=id_,
        patient_id=order.patient_id,
        compartment=order.compartment,
        order_id=order.id,
        result_id=result.id,
        code=figure.code,
        value=figure.value,
        value_text=figure.text,
        unit=figure.unit,
        low=figure.low,
        high=figure.high,
        interpretation=figure.interpretation,
        status=result.status,
        day=result.day,
        occurred_at=result.occurred_at,
    )


def _task(order: Order) -> Task:
    return Task(
        unit_id=order.unit_id,
        patient_id=order.patient_id,
        compartment=order.compartment,
        kind="critical_result",
        subject_id=order.id,
        title="Kết quả nguy kịch: xem ngay và xác nhận",
        due_on=order.day,
        priority=URGENT,
    )
