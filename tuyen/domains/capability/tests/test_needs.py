"""Needs of every origin, ranked by topic, planned and frozen."""

import pytest

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.capability.actions import needs as actions
from tuyen.domains.capability.actions import plans
from tuyen.domains.capability.actions import surveys as survey_acts
from tuyen.domains.capability.models import Need, PlanLine, UnitSurvey, YearPlan
from tuyen.domains.capability.queries import needs as queries
from tuyen.domains.capability.queries import surveys
from tuyen.domains.capability.tests.conftest import answers, at, survey_of
from tuyen.domains.equipment import actions as equipment
from tuyen.domains.equipment import queries as equipment_queries
from tuyen.domains.supervision.events import GapFound
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def wish(unit: Unit, by: Actor, title: str = "Máy siêu âm", **said: object) -> Need:
    told = {"kind": "equipment", "code": "ultrasound"} | said
    return actions.propose(unit_id=unit.id, title=title, by=by, **told)  # type: ignore[arg-type]


@pytest.fixture
def plan(officer: Actor) -> YearPlan:
    return plans.draw_up(year=2027, title="Kế hoạch 2027", by=officer)


def line_in(plan: YearPlan, by: Actor, *needs: Need) -> PlanLine:
    return plans.add_line(
        plan=plan, needs=needs, title="Mua máy", quarter=2, money="budget", by=by, cost_dong=5
    )


def test_gaps_become_needs_with_one_click(survey: UnitSurvey, station: Unit, doctor: Actor) -> None:
    survey_acts.submit(survey=survey, answers=answers(cert_ecg=0, eq_ecg=0), by=doctor)

    made = actions.raise_from_gaps(survey=survey, gaps=surveys.gaps_in(survey), by=doctor)

    assert {(need.kind, need.code) for need in made} == {("training", "ecg"), ("equipment", "ecg")}
    assert all(need.lost > 0 and need.population == 5000 for need in made)
    with pytest.raises(Refused):
        actions.raise_from_gaps(survey=survey, gaps=surveys.gaps_in(survey), by=doctor)


def test_a_unit_asks_once_for_the_same_thing(station: Unit, doctor: Actor) -> None:
    wish(station, doctor)

    with pytest.raises(Refused, match="đã có"):
        wish(station, doctor)


def test_the_same_free_words_are_the_same_topic(station: Unit, doctor: Actor) -> None:
    wish(station, doctor, title="Cổng dịch vụ", kind="other", code="")

    with pytest.raises(Refused):
        wish(station, doctor, title="cong  DICH vu", kind="other", code="")


def test_nobody_asks_for_a_unit_out_of_reach(station: Unit, stranger: Actor) -> None:
    with pytest.raises(NotPermitted):
        wish(station, stranger)


def test_what_lacks_against_the_standard_becomes_needs_by_itself(
    station: Unit, doctor: Actor
) -> None:
    lines = equipment_queries.against_standard(station.id, station.kind)

    wish(station, doctor, title="Máy điện tim", kind="equipment", code="ecg")
    asked = equipment.ask_for_missing(unit=station, short=lines, by=doctor)
    with pytest.raises(Refused, match="đều đã có trong nhu cầu"):
        equipment.ask_for_missing(unit=station, short=lines, by=doctor)

    needs = Need.objects.filter(unit_id=station.id, origin="standard")
    assert needs.count() == asked == len(lines) - 1
    assert needs.get(kind="equipment", code="ultrasound").quantity == 1


def test_topics_put_the_needs_of_many_units_together(
    station: Unit, neighbour: Unit, officer: Actor
) -> None:
    for unit in (station, neighbour):
        wish(unit, officer, cost_dong=100)
    wish(station, officer, title="Máy điện tim", code="ecg")

    ranked = queries.ranked(officer)

    first = ranked[0].topic
    assert (first.code, first.units, first.cost_dong) == ("ultrasound", 2, 200)
    assert [each.topic.code for each in ranked] == ["ultrasound", "ecg"]


def test_a_planned_need_waits_no_more(station: Unit, officer: Actor, plan: YearPlan) -> None:
    need = wish(station, officer)

    line_in(plan, officer, need)

    assert Need.objects.get().state == "planned"
    assert queries.ranked(officer) == []


def test_an_approved_plan_is_frozen(
    station: Unit, neighbour: Unit, officer: Actor, plan: YearPlan
) -> None:
    line = line_in(plan, officer, wish(station, officer))
    plans.approve(plan=plan, decision="12/QĐ-SYT", by=officer)
    late = wish(neighbour, officer)

    with pytest.raises(Refused, match="đã duyệt"):
        line_in(plan, officer, late)
    with pytest.raises(Refused, match="đã duyệt"):
        plans.drop_line(line=line, by=officer)


def test_an_empty_plan_is_not_approved(plan: YearPlan, officer: Actor) -> None:
    with pytest.raises(Refused):
        plans.approve(plan=plan, decision="12/QĐ-SYT", by=officer)


def test_a_line_given_up_lets_its_needs_wait_again(
    station: Unit, officer: Actor, plan: YearPlan
) -> None:
    line = line_in(plan, officer, wish(station, officer))
    plans.approve(plan=plan, decision="12/QĐ-SYT", by=officer)

    plans.move_line(line=line, to="dropped", result="Không có kinh phí", by=officer)

    assert Need.objects.get().state == "open"


def test_work_is_told_only_on_an_approved_plan(
    station: Unit, officer: Actor, plan: YearPlan
) -> None:
    line = line_in(plan, officer, wish(station, officer))

    with pytest.raises(Refused, match="Duyệt kế hoạch"):
        plans.move_line(line=line, to="doing", result="", by=officer)


def test_a_station_does_not_plan(station: Unit, doctor: Actor) -> None:
    with pytest.raises(NotPermitted):
        plans.draw_up(year=2027, title="Kế hoạch", by=doctor)


def test_declining_says_why(station: Unit, officer: Actor) -> None:
    need = wish(station, officer)

    with pytest.raises(Refused):
        actions.change_state(need=need, to="declined", note="", by=officer)


def test_a_plan_shows_what_the_next_survey_found(
    survey: UnitSurvey, station: Unit, officer: Actor, doctor: Actor
) -> None:
    need = wish(station, officer)
    plan = plans.draw_up(year=2026, title="Kế hoạch 2026", by=officer)
    line = line_in(plan, officer, need)

    survey_acts.submit(survey=survey, answers=answers(eq_ultrasound=0), by=doctor)

    assert queries.outcomes(plan, [line])[line.id].open == 1


def test_the_lower_unit_sees_what_an_approved_plan_promises(
    station: Unit, officer: Actor, doctor: Actor, plan: YearPlan
) -> None:
    line_in(plan, officer, wish(station, officer))
    assert not queries.plans_of(doctor).exists()

    plans.approve(plan=plan, decision="12/QĐ-SYT", by=officer)

    assert queries.plans_of(doctor).get() == plan
    assert queries.planned_for(station.id).count() == 1


def test_a_survey_of_another_year_does_not_speak_for_the_plan(
    survey: UnitSurvey, station: Unit, officer: Actor, doctor: Actor, plan: YearPlan
) -> None:
    line = line_in(plan, officer, wish(station, officer))

    survey_acts.submit(survey=survey_of(station, 2026), answers=answers(eq_ultrasound=0), by=doctor)

    assert queries.outcomes(plan, [line])[line.id] == queries.Outcome()


def test_whoever_only_answers_does_not_judge_the_needs_of_others(
    station: Unit, neighbour: Unit, officer: Actor
) -> None:
    need = wish(station, officer)

    with pytest.raises(NotPermitted):
        actions.change_state(need=need, to="met", note="", by=at(neighbour, "station_doctor"))


def test_what_supervision_found_lacking_becomes_a_need_once(station: Unit, doctor: Actor) -> None:
    found = GapFound(
        unit_id=station.id,
        kind="training",
        code="infection_control",
        title="Người được học kiểm soát nhiễm khuẩn",
        source_kind="supervision_round",
        source_id=uuid7(),
    )

    for _round in range(2):
        with changes.apply(actor=doctor, reason="test.minutes") as log:
            log.announce(found)
        deliver.run_due()

    need = Need.objects.get(unit_id=station.id, origin="finding")
    assert (need.kind, need.code, need.title) == (found.kind, found.code, found.title)
