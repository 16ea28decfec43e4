"""Rounds of the demo: eight centres and the main station, findings in every state, one closed late."""

import datetime as dt
import uuid
from collections.abc import Iterator
from random import Random
from typing import Any

from tuyen.core import clock, rulebook
from tuyen.core.actor import SYSTEM
from tuyen.domains.supervision import rules
from tuyen.domains.supervision.actions.checklists import TASK_CHECK, TASK_MEND, found
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionPlan, SupervisionRound
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes, forms
from tuyen.platform.changes.bulk import row_of
from tuyen.platform.forms.rules.items import Form
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import UnitResponse
from tuyen.registry.facilities.models import Unit

CODE, LEADER = "supervision_station", "Trưởng đoàn (mẫu)"
TEAM = [
    {"name": "Thành viên 1 (mẫu)", "body": "Phòng Chỉ đạo tuyến"},
    {"name": "Thành viên 2 (mẫu)", "body": "Trung tâm Kiểm soát bệnh tật"},
]
# (days ago, led by another body, what became of the corrections one after the other)
_PAST = (
    (410, "", ("late", "done")),
    (330, "Sở Y tế (mẫu)", ("done",)),
    (250, "", ("late",)),
    (140, "", ("done", "overdue")),
    (95, "Công đoàn ngành y tế (mẫu)", ("overdue", "reported")),
    (40, "", ("open", "reported")),
    (12, "", ("open", "open")),
)


class Rounds:
    def __init__(self, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._ids, self._chance, self._today = ids, chance, today
        self._form: Form = forms.find(CODE, on=today)
        grades = rulebook.on(rules.GRADES, today).rows
        self._days = {row["code"]: int(row["days"]) for row in grades}

    def write(self, network: Network) -> None:
        hospital = office = network.named[
            "hospital"
        ]  # where the sign-in of the direction office works
        centres = {unit.parent_id: unit.parent for unit in network.stations if unit.parent}
        units = [network.main_station, *centres.values()]
        rows: list[Any] = []
        for unit, (ago, led_by, states) in zip(units[1:], _PAST, strict=False):
            rows += self._past(hospital, office, unit, ago, led_by, states)
        rows += self._past(hospital, office, units[0], 75, "", ("overdue", "late"))
        rows += self._ahead(hospital, office, units)
        with changes.apply(actor=SYSTEM, reason="demo.supervision") as log:
            log.create(*rows)

    def _past(
        self,
        hospital: Unit,
        office: Unit,
        unit: Unit,
        ago: int,
        led_by: str,
        states: tuple[str, ...],
    ) -> Iterator[Any]:
        day = self._today - dt.timedelta(days=ago)
        answers = self._answers()
        score = forms.score(self._form, answers)
        response = row_of(
            UnitResponse,
            self._ids.next(),
            unit_id=hospital.id,
            about_unit_id=unit.id,
            form_code=self._form.code,
            form_version=self._form.version,
            answers=answers,
            points=score.points,
            of=score.of,
            day=day,
            answered_at=clock.start_of(day) + dt.timedelta(hours=15),
            answered_by=SYSTEM.account_id,
            answered_by_name=LEADER,
        )
        round_ = self._round(hospital, office, unit, day)
        round_.led_by, round_.team, round_.response_id = led_by, TEAM, response.id
        round_.points, round_.of, round_.status = score.points, score.of, rules.Round.CONCLUDED
        round_.conclusion = "Đơn vị cơ bản thực hiện đúng; khắc phục các tồn tại đúng hạn."
        round_.number, round_.concluded_on = f"{ago}/BB-CĐT", day
        round_.concluded_by_name = LEADER
        yield response
        yield round_
        for number, (finding, action) in enumerate(found(round_, self._form, answers)):
            state = states[number] if number < len(states) else "done"
            finding.found_on = day
            self._mended(action, day, state)
            yield finding
            yield action
            yield from self._task(action)

    def _answers(self) -> dict[str, Any]:
        """Mostly met; two to four questions lose points."""
        asked = [each for each in self._form.questions() if each.is_required]
        said: dict[str, Any] = {
            each.link: "met" for each in asked if each.kind == "choice" and not each.when
        }
        said |= {"emergency_oxygen": True, "drugs_expired": False, "drugs_fridge": 4.5}
        for link in self._chance.sample(sorted(each for each in said if said[each] == "met"), 3):
            said[link] = self._chance.choice(("partly", "not_met"))
        if said["emergency_box"] != "met":
            said["emergency_missing"] = "Adrenalin 1 mg: còn 1 ống"
        return said

    def _mended(self, action: CorrectiveAction, day: dt.date, state: str) -> None:
        due = day + dt.timedelta(days=self._days[action.grade])
        if state == "overdue":
            due = min(due, self._today - dt.timedelta(days=9))
        if state in ("open", "reported"):
            due = max(due, self._today + dt.timedelta(days=11))
        action.first_due_on = action.due_on = due
        action.owner_name = "Trưởng đơn vị (mẫu)"
        action.status = rules.Correction.OPEN
        if state in ("done", "late", "reported"):
            late = dt.timedelta(days=6 if state == "late" else -2)
            action.done_on = min(due + late, self._today)
            action.evidence = "Đã bổ sung, có biên bản kiểm tra nội bộ."
            action.reported_at = clock.start_of(action.done_on) + dt.timedelta(hours=10)
            action.reported_by_name, action.status = "Đơn vị (mẫu)", rules.Correction.REPORTED
        if state in ("done", "late") and action.done_on:
            action.status, action.accepted_by_name = rules.Correction.ACCEPTED, LEADER
            action.accepted_on = min(action.done_on + dt.timedelta(days=3), self._today)

    def _task(self, action: CorrectiveAction) -> Iterator[Any]:
        kinds: dict[str, tuple[str, uuid.UUID]] = {
            rules.Correction.OPEN: (TASK_MEND, action.to_unit_id),
            rules.Correction.REPORTED: (TASK_CHECK, action.office_id),
        }
        if action.status in kinds:
            kind, unit_id = kinds[action.status]
            yield new_task(
                title=action.what[:200],
                kind=kind,
                due_on=action.due_on,
                unit_id=unit_id,
                subject_id=action.id,
            )

    def _ahead(self, hospital: Unit, office: Unit, units: list[Any]) -> Iterator[Any]:
        first, last = rules.quarter_of(self._today)
        plan = row_of(
            SupervisionPlan,
            self._ids.next(),
            unit_id=hospital.id,
            title=f"Giám sát quý {(first.month - 1) // 3 + 1} năm {first.year}",
            from_on=first,
            to_on=last,
            number="18/KH-CĐT",
            made_by_name=LEADER,
        )
        yield plan
        for number, unit in enumerate(units[:4]):
            day = self._today + dt.timedelta(days=2 + 5 * number)
            day += dt.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
            row = self._round(hospital, office, unit, day)
            row.plan_id, row.team = plan.id, TEAM[: 1 + number % 2]
            yield row

    def _round(self, hospital: Unit, office: Unit, unit: Unit, day: dt.date) -> SupervisionRound:
        return row_of(
            SupervisionRound,
            self._ids.next(),
            unit_id=hospital.id,
            office_id=office.id,
            to_unit_id=unit.id,
            starts_on=day,
            ends_on=day,
            purpose="Giám sát hỗ trợ chuyên môn",
            form_code=CODE,
            leader_name=LEADER,
        )
