"""Directives, difficulties and good models of the demo: papers down the tree, thirty stations up it."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.directives import clocks
from tuyen.domains.directives.actions.difficulties import TASK_ANSWER, TASK_CONFIRM
from tuyen.domains.directives.actions.directives import rows_for
from tuyen.domains.directives.models import (
    Adoption,
    CaseStep,
    Difficulty,
    Directive,
    Duty,
    GoodModel,
    Reading,
    Receipt,
    StudyVisit,
    TopicCase,
)
from tuyen.domains.directives.rules import lists
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

_PLAN = Path(__file__).with_name("lists") / "direction_papers.toml"
_OFFICE, _HEAD, _READER = "Phòng Chỉ đạo tuyến (mẫu)", "Giám đốc (mẫu)", "Trưởng đơn vị (mẫu)"
DAY = dt.timedelta(days=1)


@dataclass
class Papers:
    """Draws and writes them in one act; the newest two wait to be read at the main station."""

    ids: people.Ids
    chance: Random
    today: dt.date

    def write(self, network: Network) -> None:
        plan: dict[str, Any] = tomllib.loads(_PLAN.read_text(encoding="utf-8"))
        rows: list[Any] = []
        for number, said in enumerate(plan["directive"], start=1):
            rows += self._directive(number, said, network)
        for said in plan["difficulty"]:
            rows += self._difficulties(said, network)
        makers = [network.main_station, network.stations[4]]
        for said, unit in zip(plan["good_model"], makers, strict=True):
            rows += self._good_model(said, unit, network)
        with changes.apply(actor=SYSTEM, reason="demo.directives") as log:
            log.create(*rows)

    def _at(self, days: int, hour: int = 9) -> dt.datetime:
        day = clock.start_of(self.today - days * DAY)
        return day + dt.timedelta(hours=hour, minutes=self.chance.randint(0, 59))

    def _directive(self, number: int, said: dict[str, Any], network: Network) -> list[Any]:
        issuer = network.named[said["from"]]
        at = self._at(said["days"])
        day = clock.day_of(at)
        mark = lists.rows("kind", self.today)[said["kind"]]["mark"]
        units = _addressed(network, issuer, said["to"])
        is_over = "withdrawn" in said
        row = row_of(
            Directive,
            self.ids.next(),
            unit_id=issuer.id,
            number=f"{number * 7}/{mark}-{day.year}",
            kind=said["kind"],
            title=said["title"],
            title_fold=fold(said["title"]),
            body=said["body"],
            status="withdrawn" if is_over else "issued",
            audience="kind" if said["to"] == "centre" else "tree",
            audience_kinds=["district_health_centre"] if said["to"] == "centre" else [],
            asks=[
                {
                    "title": title,
                    "due_on": (day + days * DAY).isoformat(),
                    "needs_evidence": evidence,
                }
                for title, days, evidence in said.get("asks", [])
            ],
            read_due_on=clocks.due("read_days", day, None),
            in_force_from=day,
            drafted_at=at - 2 * DAY,
            drafted_by=SYSTEM.account_id,
            drafted_by_name=_OFFICE,
            approved_at=at - DAY,
            approved_by_name=_HEAD,
            signed_by=_HEAD,
            signed_as="Giám đốc",
            issued_at=at,
            issued_on=day,
            issued_by=SYSTEM.account_id,
            issued_by_name=_HEAD,
            sent_to=len(units),
            **(_withdrawn(said, at) if is_over else {}),
        )
        sent = [each for unit in units for each in self._at_unit(row, unit, network)]
        return [row, *sent]

    def _at_unit(self, row: Directive, unit: Unit, network: Network) -> list[Any]:
        """The unit's line, read or not; tasks only where they still wait, so that the demo stays small."""
        age = (self.today - row.issued_on).days if row.issued_on else 0
        is_new_here = age < 10 and unit.id == network.main_station.id
        is_read = not is_new_here and self.chance.random() < (0.55 if age < 10 else 0.97)
        is_over = row.status == "withdrawn"
        kept: list[Any] = []
        for each in rows_for(row, unit.id):
            if isinstance(each, Receipt):
                kept += self._received(each, row, is_read, is_over)
            elif isinstance(each, Duty):
                self._worked(each, is_read, is_over)
                kept.append(each)
            elif isinstance(each, Task):
                kept.append(each)
        waiting = {k.task_id for k in kept if isinstance(k, Duty) and k.is_waiting}
        waiting |= {k.task_id for k in kept if isinstance(k, Receipt) and not (is_read or is_over)}
        return [k for k in kept if not isinstance(k, Task) or k.id in waiting]

    def _received(self, each: Receipt, row: Directive, is_read: bool, is_over: bool) -> list[Any]:
        each.status = "withdrawn" if is_over else "issued"
        if not is_read or row.issued_at is None:
            return [each]
        each.read_at = row.issued_at + dt.timedelta(hours=self.chance.randint(1, 90))
        each.read_by, each.read_by_name = SYSTEM.account_id, _READER
        reading = row_of(
            Reading,
            self.ids.next(),
            unit_id=each.unit_id,
            directive_id=row.id,
            receipt_id=each.id,
            account_id=SYSTEM.account_id,
            name=_READER,
            read_at=each.read_at,
        )
        return [each, reading]

    def _worked(self, duty: Duty, is_read: bool, is_over: bool) -> None:
        """Older ones are done, some late; a few are not."""
        if is_over:
            duty.status, duty.answer = "cancelled", "Văn bản đã thu hồi"
            return
        is_due = duty.due_on < self.today
        if not is_read or self.chance.random() > (0.9 if is_due else 0.3):
            return
        late = self.chance.randint(1, 6) if self.chance.random() < 0.15 else 0
        day = min(duty.due_on + late * DAY, self.today - DAY)
        duty.status = "accepted" if is_due else "reported"
        duty.report, duty.needs_evidence = "Đã thực hiện xong theo văn bản.", False
        duty.reported_at = clock.start_of(day) + dt.timedelta(hours=15)
        duty.reported_by_name = _READER

    def _difficulties(self, said: dict[str, Any], network: Network) -> list[Any]:
        hospital, state = network.named["hospital"], said["state"]
        case = self._case(said, hospital) if state != "raised" else None
        rows: list[Any] = []
        for unit in network.stations[: said["stations"]]:
            rows += self._difficulty(said, unit, hospital, case)
        if case is None:
            return rows
        steps = ["grouped", *(["answered"] if state in ("answered", "solved") else [])]
        steps += ["closed"] if state == "solved" else []
        return [case, *self._steps(case, steps, said), *_waiting(case), *rows]

    def _case(self, said: dict[str, Any], hospital: Unit) -> TopicCase:
        state, at = said["state"], self._at(12)
        is_answered = state in ("answered", "solved")
        return row_of(
            TopicCase,
            self.ids.next(),
            unit_id=hospital.id,
            at_unit_id=hospital.id,
            topic=said["topic"],
            title=said["case"],
            title_fold=fold(said["case"]),
            status={"answered": "answered", "solved": "closed"}.get(state, "open"),
            units_count=said["stations"],
            opened_at=at,
            opened_by_name=_OFFICE,
            answer_due_on=clock.day_of(at) + 15 * DAY,
            answer=said["answer"] if is_answered else "",
            answered_at=self._at(6) if is_answered else None,
            answered_by_name=_OFFICE if is_answered else "",
            answered_unit_id=hospital.id if is_answered else None,
            closed_at=self._at(2) if state == "solved" else None,
        )

    def _steps(self, case: TopicCase, kinds: list[str], said: dict[str, Any]) -> list[Any]:
        return [
            row_of(
                CaseStep,
                self.ids.next(),
                unit_id=case.unit_id,
                case_id=case.id,
                kind=kind,
                note=said.get("answer", "") if kind == "answered" else "",
                at=case.opened_at + n * 5 * DAY,
                by_name=_OFFICE,
                by_unit_name=_OFFICE,
            )
            for n, kind in enumerate(kinds)
        ]

    def _difficulty(
        self, said: dict[str, Any], unit: Unit, hospital: Unit, case: TopicCase | None
    ) -> list[Any]:
        at, state = self._at(self.chance.randint(13, 28)), said["state"]
        id_ = self.ids.next()
        task = []
        if state == "answered" and case is not None:
            task = [
                new_task(
                    title=f"Có trả lời: {case.title[:140]}. Đã giải quyết chưa?",
                    kind=TASK_CONFIRM,
                    due_on=self.today + 20 * DAY,
                    unit_id=unit.id,
                    subject_id=id_,
                )
            ]
        row = row_of(
            Difficulty,
            id_,
            unit_id=unit.id,
            to_unit_id=hospital.id,
            topic=said["topic"],
            title=said["title"],
            title_fold=fold(said["title"]),
            proposal=said["proposal"],
            hinders_care=said.get("hinders", False),
            status=state,
            case_id=case.id if case else None,
            raised_at=at,
            raised_by=SYSTEM.account_id,
            raised_by_name=_READER,
            answer_due_on=clock.day_of(at) + 15 * DAY,
            answered_at=case.answered_at if case else None,
            settled_at=self._at(2) if state == "solved" else None,
            settled_by_name=_READER if state == "solved" else "",
            task_id=task[0].id if task else None,
        )
        return [row, *task]

    def _good_model(self, said: dict[str, Any], unit: Unit, network: Network) -> list[Any]:
        names = ("title", "summary", "needs", "indicator", "measure", "source")
        figures = ("before", "before_period", "after", "after_period")
        model = row_of(
            GoodModel,
            self.ids.next(),
            unit_id=unit.id,
            chain=unit.chain,
            title_fold=fold(said["title"]),
            status="recognised",
            proposed_at=self._at(60),
            proposed_by_name=_READER,
            recognised_at=self._at(50),
            recognised_by_name=_OFFICE,
            recognised_unit_id=network.named["hospital"].id,
            **{name: said[name] for name in (*names, *figures)},
        )
        others = [each for each in network.stations[6:9] if each.id != unit.id]
        return [
            model,
            *(row for n, each in enumerate(others) for row in self._learned(model, each, n)),
        ]

    def _learned(self, model: GoodModel, unit: Unit, n: int) -> list[Any]:
        """One makes it work, one is trying, one only came to look."""
        came = self.today - (40 - 5 * n) * DAY
        visit = row_of(
            StudyVisit,
            self.ids.next(),
            unit_id=unit.id,
            model_id=model.id,
            day=came,
            people=2 + n,
            note="Xem cách ghi sổ và gọi điện",
            by_name=_READER,
        )
        if n == 2:
            return [visit]
        figures: dict[str, Any] = {}
        if n == 0:
            figures = {
                "before": model.before - 3,
                "before_period": "quý trước",
                "after": model.before + 9,
                "after_period": "quý này",
            }
        adoption = row_of(
            Adoption,
            self.ids.next(),
            unit_id=unit.id,
            model_id=model.id,
            started_on=came + 7 * DAY,
            status="working" if n == 0 else "started",
            by_name=_READER,
            **figures,
        )
        return [visit, adoption]


def _addressed(network: Network, issuer: Unit, to: str) -> list[Unit]:
    found = [unit for unit in network.units if unit.path.startswith(issuer.path) and unit != issuer]
    if to == "centre":
        return [unit for unit in found if unit.kind == "district_health_centre"]
    return [unit for unit in found if unit.kind != "department"]


def _withdrawn(said: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    return {
        "withdrawn_at": at + 6 * DAY,
        "withdrawn_by_name": _HEAD,
        "withdrawn_why": said["withdrawn"],
    }


def _waiting(case: TopicCase) -> list[Task]:
    """The task to answer, for a case that waits."""
    if case.status != "open":
        return []
    task = new_task(
        title=f"Trả lời vấn đề của {case.units_count} đơn vị: {case.title[:140]}",
        kind=TASK_ANSWER,
        due_on=case.answer_due_on,
        unit_id=case.at_unit_id,
        subject_id=case.id,
    )
    case.task_id = task.id
    return [task]
