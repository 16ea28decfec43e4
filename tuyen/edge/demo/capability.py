"""A city whose 80 stations were surveyed two years running, and the province's hospital that asks now."""

import datetime as dt
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any
from uuid import UUID

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.capability import gaps
from tuyen.domains.capability.models import (
    Gap,
    Need,
    PlanLine,
    PlannedNeed,
    SurveyCampaign,
    UnitSurvey,
    YearPlan,
)
from tuyen.edge.demo import people
from tuyen.edge.demo.network import Network
from tuyen.platform import forms
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions import tasks
from tuyen.record.models import UnitResponse
from tuyen.registry.facilities.models import Unit

FORM, KIND = "capability_station", "health_station"
CENTRE = "district_health_centre"
HOSPITAL, CLINIC = "hospital", "infirmary"
_OF = {
    KIND: "trạm y tế",
    CENTRE: "trung tâm y tế khu vực",
    HOSPITAL: "bệnh viện",
    CLINIC: "bệnh xá lực lượng",
}
_ANSWERED_NOW = 74  # of the 80; six have not answered yet
_WHO = "Người phụ trách đơn vị (mẫu)"
# How likely a station has all of it last year, and how much likelier a year later.
_HAS, _BETTER = 0.74, 0.09
_RARE = {"cert_ultrasound": 0.35, "cert_ecg": 0.5, "eq_ultrasound": 0.45, "tech_ultrasound": 0.3}
_PLANNED = {"cert_ultrasound", "cert_ecg", "eq_ultrasound"}  # what the plan of this year worked on
# What the approved plan of this year took up from last year's needs: topic, words, quarter, đồng, money.
_PLAN = (
    (("training", "ultrasound"), "Lớp siêu âm tổng quát cho trạm y tế", 1, 240_000_000, "budget"),
    (("training", "ecg"), "Lớp điện tâm đồ cơ bản", 2, 120_000_000, "upper"),
    (("equipment", "ultrasound"), "Trang bị máy siêu âm xách tay", 3, 1_900_000_000, "programme"),
)


class Surveys:
    def __init__(
        self, ids: people.Ids, chance: Random, today: dt.date, form: str = FORM, kind: str = KIND
    ) -> None:
        self._ids, self._chance, self._today, self._kind = ids, chance, today, kind
        self._form = forms.find(form, on=today)
        self._had: dict[UUID, dict[str, Any]] = {}

    def write(self, network: Network) -> None:
        stations = network.city_stations
        city = stations[0].parent
        assert city is not None
        before = list(self._year(city, stations, self._today.year - 1, len(stations), ()))
        now = list(self._year(city, stations, self._today.year, _ANSWERED_NOW, before))
        asked = [*before, *self._promised(city, before, now), *now]
        ours = list(self._asked_of_the_main_station(network))
        ours += self._of_other_kinds(network)
        for _rows in bulk.load(actor=SYSTEM, reason="demo.load", groups=[asked, ours]):
            pass

    def _year(
        self, by: Unit, units: list[Unit], year: int, answered: int, former: Iterable[Any]
    ) -> Iterator[Any]:
        """A campaign with its papers, answers and gaps; of this year also the needs."""
        campaign = self._campaign(by, year, "sent" if year == self._today.year else "closed")
        yield campaign
        then: dict[UUID, list[Gap]] = {}
        for row in former:
            if isinstance(row, Gap):
                then.setdefault(row.unit_id, []).append(row)
        for number, unit in enumerate(units):
            survey = self._survey(campaign, unit)
            if number < answered:
                yield from self._answered(survey, then.get(unit.id, []))
            yield survey

    def _campaign(self, by: Unit, year: int, state: str) -> SurveyCampaign:
        sent = dt.date(year, 9, 15) if year < self._today.year else self._ago(24)
        return row_of(
            SurveyCampaign,
            self._ids.next(),
            unit_id=by.id,
            year=year,
            title=f"Khảo sát năng lực {_OF[self._kind]} năm {year}",
            form_code=self._form.code,
            unit_kind=self._kind,
            due_on=sent + dt.timedelta(days=30),
            sent_on=sent,
            state=state,
        )

    def _survey(self, campaign: SurveyCampaign, unit: Unit) -> UnitSurvey:
        return row_of(
            UnitSurvey,
            self._ids.next(),
            unit_id=campaign.unit_id,
            campaign_id=campaign.id,
            to_unit_id=unit.id,
            to_name=unit.name,
            to_name_fold=unit.name_fold,
            unit_kind=unit.kind,
            year=campaign.year,
            form_code=self._form.code,
            due_on=campaign.due_on,
        )

    def _answered(self, survey: UnitSurvey, former: list[Gap]) -> Iterator[Any]:
        answers = self._answers(survey.to_unit_id)
        score = forms.score(self._form, answers)
        day = min(survey.due_on - dt.timedelta(days=self._chance.randint(8, 28)), self._today)
        response = self._response(survey, answers, score, day)
        survey.state, survey.response_id = "submitted", response.id
        survey.points, survey.of = score.points, score.of
        survey.population = answers["population"]
        survey.submitted_on, survey.submitted_by_name = day, _WHO
        yield response
        rows = gaps.rows_of(survey, gaps.lacking(self._form, answers), former)
        for row in rows:
            row.id = self._ids.next()
        yield from rows
        if survey.year == self._today.year:
            yield from (self._need(survey, gap, "open", day) for gap in rows if gap.lost > 0)

    def _response(
        self, survey: UnitSurvey, answers: dict[str, Any], score: forms.Score, day: dt.date
    ) -> UnitResponse:
        return row_of(
            UnitResponse,
            self._ids.next(),
            unit_id=survey.to_unit_id,
            about_unit_id=survey.to_unit_id,
            form_code=self._form.code,
            form_version=self._form.version,
            answers=answers,
            points=score.points,
            of=score.of,
            day=day,
            answered_at=clock.start_of(day) + dt.timedelta(hours=10),
            answered_by=SYSTEM.account_id,
            answered_by_name=_WHO,
        )

    def _answers(self, unit_id: UUID) -> dict[str, Any]:
        """A station a year later has what it had, and now and then something more or less."""
        had = self._had.get(unit_id)
        found: dict[str, Any] = {}
        for item in self._form.questions():
            likely = _RARE.get(item.link, _HAS) + (_BETTER if had else 0)
            likely += 0.25 if had and item.link in _PLANNED else 0
            is_planned = item.link in _PLANNED
            keeps = had is not None and self._chance.random() < (0.35 if is_planned else 0.85)
            if item.link == gaps.POPULATION:
                found[item.link] = had[item.link] if had else self._chance.randrange(2_800, 14_000)
            elif item.kind != "boolean" and not item.bands:
                continue
            elif had is not None and keeps:
                found[item.link] = had[item.link]
            elif item.kind == "boolean":
                found[item.link] = self._chance.random() < likely
            else:
                most = int(item.bands[-1][0])
                found[item.link] = most if self._chance.random() < likely else most // 2
        self._had[unit_id] = found
        return found

    def _need(self, survey: UnitSurvey, gap: Gap, state: str, day: dt.date) -> Need:
        return row_of(
            Need,
            self._ids.next(),
            unit_id=gap.unit_id,
            kind=gap.kind,
            code=gap.code,
            title=gap.title,
            origin="gap",
            source_kind="gap",
            source_id=gap.id,
            lost=gap.lost,
            of=gap.of,
            population=survey.population,
            raised_on=day,
            raised_by_name=_WHO,
            state=state,
        )

    def _promised(self, by: Unit, before: list[Any], now: list[Any]) -> Iterator[Any]:
        """The approved plan of this year, made of last year's gaps; some of them are closed now."""
        plan = row_of(
            YearPlan,
            self._ids.next(),
            unit_id=by.id,
            year=self._today.year,
            title=f"Kế hoạch nâng cao năng lực trạm y tế năm {self._today.year}",
            state="approved",
            decision="118/QĐ-SYT (mẫu)",
            approved_on=dt.date(self._today.year, 1, 12),
            approved_by_name="Lãnh đạo Sở (mẫu)",
        )
        yield plan
        surveys = {row.id: row for row in before if isinstance(row, UnitSurvey)}
        asked = [row for row in before if isinstance(row, Gap) and row.lost > 0]
        closed = {
            (row.unit_id, row.kind, row.code)
            for row in now
            if isinstance(row, Gap) and row.effect == "closed"
        }
        for key, title, quarter, cost, money in _PLAN:
            needs = [
                self._need(
                    surveys[gap.survey_id],
                    gap,
                    "met" if (gap.unit_id, *key) in closed else "planned",
                    dt.date(plan.year - 1, 11, 20),
                )
                for gap in asked
                if (gap.kind, gap.code) == key
            ]
            yield from self._line(plan, key, title, quarter, cost, money, needs)

    def _line(
        self,
        plan: YearPlan,
        key: tuple[str, str],
        title: str,
        quarter: int,
        cost: int,
        money: str,
        needs: list[Need],
    ) -> Iterator[Any]:
        is_done = quarter <= 2
        line = row_of(
            PlanLine,
            self._ids.next(),
            unit_id=plan.unit_id,
            plan_id=plan.id,
            kind=key[0],
            code=key[1],
            title=title,
            quarter=quarter,
            responsible="Phòng Nghiệp vụ Y (mẫu)",
            cost_dong=cost,
            money=money,
            units=len(needs),
            points=90 - 10 * quarter,
            state="done" if is_done else "doing",
            result="Đã mở 2 lớp, cấp chứng chỉ" if is_done else "",
            ended_on=dt.date(plan.year, quarter * 3, 20) if is_done else None,
        )
        yield line
        for need in needs:
            yield need
            yield row_of(
                PlannedNeed,
                self._ids.next(),
                unit_id=plan.unit_id,
                line_id=line.id,
                need_id=need.id,
                of_unit_id=need.unit_id,
                title=need.title,
            )

    def _asked_of_the_main_station(self, network: Network) -> Iterator[Any]:
        """The provincial hospital surveys stations of one centre; the main one still owes its paper."""
        hospital, main = network.named["hospital"], network.main_station
        near = [unit for unit in network.stations if unit.parent_id == main.parent_id][:10]
        units = [main, *(unit for unit in near if unit.id != main.id)]
        before = list(self._year(hospital, units, self._today.year - 1, len(units), ()))
        yield from before
        campaign = self._campaign(hospital, self._today.year, "sent")
        campaign.due_on = self._today + dt.timedelta(days=9)
        yield campaign
        then = [row for row in before if isinstance(row, Gap)]
        for number, unit in enumerate(units):
            survey = self._survey(campaign, unit)
            if 0 < number < 5:
                yield from self._answered(survey, [g for g in then if g.unit_id == unit.id])
            yield survey
            if number == 0:
                yield self._task(campaign, survey)

    def _task(self, campaign: SurveyCampaign, survey: UnitSurvey) -> Any:
        task = tasks.new_task(
            title=f"Khảo sát năng lực: {campaign.title}",
            kind="capability_survey",
            due_on=campaign.due_on,
            unit_id=survey.to_unit_id,
            subject_id=survey.id,
        )
        task.id = self._ids.next()
        return task

    def _of_other_kinds(self, network: Network) -> Iterator[Any]:
        """The centres that the hospital directs, the hospital itself, and clinics of the force: all of them
        last year; this year five centres and all clinics but one, the hospital has its paper to fill in."""
        hospital, bureau = network.named["hospital"], network.named["bureau"]
        department = hospital.parent
        assert department is not None
        centres = [unit for unit in network.units if unit.kind == CENTRE][:8]
        clinics = [unit for unit in network.police_units if unit.kind == CLINIC][:6]
        yield from self._two_years(hospital, centres, "capability_centre", CENTRE, 5)
        yield from self._two_years(department, [hospital], "capability_hospital", HOSPITAL)
        answered = max(len(clinics) - 1, 0)
        yield from self._two_years(bureau, clinics[::-1], "capability_force", CLINIC, answered)

    def _two_years(
        self, by: Unit, units: list[Unit], form: str, kind: str, answered: int = 0
    ) -> Iterator[Any]:
        """Everybody answered last year; this year the first ones."""
        there = Surveys(self._ids, self._chance, self._today, form, kind)
        before = list(there._year(by, units, self._today.year - 1, len(units), ()))
        yield from before
        yield from there._year(by, units, self._today.year, answered, before)

    def _ago(self, days: int) -> dt.date:
        return self._today - dt.timedelta(days=days)
