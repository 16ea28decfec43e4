"""A survey goes down, is answered once, and shows what a unit lacks beside the year before."""

import pytest

from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.capability.actions import needs as need_acts
from tuyen.domains.capability.actions import surveys as actions
from tuyen.domains.capability.models import Gap, Need, SurveyCampaign, UnitSurvey
from tuyen.domains.capability.queries import surveys as queries
from tuyen.domains.capability.tests.conftest import answers, sent, survey_of
from tuyen.domains.equipment import actions as equipment
from tuyen.platform import forms
from tuyen.record.models import Task, UnitResponse
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def gap(unit: Unit, year: int, code: str) -> Gap:
    found = Gap.objects.get(unit_id=unit.id, year=year, code=code)
    assert isinstance(found, Gap)
    return found


def test_every_directed_unit_of_the_kind_gets_a_paper_and_a_task(
    campaign: SurveyCampaign, station: Unit
) -> None:
    assert UnitSurvey.objects.filter(campaign=campaign).count() == 2
    assert Task.objects.get(unit_id=station.id).subject_id == survey_of(station, 2026).id


def test_sending_again_asks_nobody_twice(campaign: SurveyCampaign, officer: Actor) -> None:
    more = actions.send(
        campaign=campaign, units=queries.units_to_ask(officer, "health_station"), by=officer
    )

    assert more == 0


def test_the_registers_fill_in_what_they_know(
    survey: UnitSurvey, station: Unit, doctor: Actor
) -> None:
    equipment.add_item(unit=station, by=doctor, kind="ultrasound", name="")
    equipment.add_room(
        unit=station, by=doctor, name="Phòng khám", kind="examination", condition="good"
    )

    filled = actions.first_answers(survey, forms.find(survey.form_code))

    assert (filled["eq_ultrasound"], filled["eq_ecg"]) == (1, 0)
    assert filled["room_examination"] == 1
    assert filled["staff_doctors"] == 0


def test_prefilling_asks_the_registers_a_handful_of_times(survey: UnitSurvey) -> None:
    form = forms.find(survey.form_code)

    with counted() as asked:
        actions.first_answers(survey, form)

    assert len(asked) <= 8, asked


def test_points_lost_become_gaps(survey: UnitSurvey, station: Unit, doctor: Actor) -> None:
    actions.submit(survey=survey, answers=answers(cert_ultrasound=0, eq_ecg=0), by=doctor)

    done = survey_of(station, 2026)
    assert {(g.kind, g.code) for g in Gap.objects.filter(survey_id=done.id)} == {
        ("training", "ultrasound"),
        ("equipment", "ecg"),
    }
    assert done.percent is not None
    assert done.percent < 100
    assert not Task.objects.filter(unit_id=station.id, status="requested").exists()


def test_a_survey_handed_in_twice_is_refused_with_who_and_when(
    survey: UnitSurvey, station: Unit, doctor: Actor
) -> None:
    actions.submit(survey=survey, answers=answers(), by=doctor)

    with pytest.raises(Refused, match="đã nộp ngày") as refusal:
        actions.submit(survey=survey_of(station, 2026), answers=answers(), by=doctor)

    assert doctor.name in str(refusal.value)
    assert UnitResponse.objects.count() == 1


def test_a_paper_left_half_done_goes_on_where_it_stopped(
    survey: UnitSurvey, station: Unit, doctor: Actor
) -> None:
    actions.save(survey=survey, answers={"population": 4321}, by=doctor)
    again = survey_of(station, 2026)

    assert actions.first_answers(again, actions.form_of(again))["population"] == 4321

    actions.submit(survey=again, answers=answers(population=4321), by=doctor)

    assert survey_of(station, 2026).population == 4321
    assert UnitResponse.objects.count() == 1


def test_a_paper_without_its_required_answers_is_not_taken(
    survey: UnitSurvey, doctor: Actor
) -> None:
    with pytest.raises(Refused):
        actions.submit(survey=survey, answers={"population": 100}, by=doctor)


def test_a_neighbour_cannot_answer_for_another_station(survey: UnitSurvey, stranger: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.submit(survey=survey, answers=answers(), by=stranger)

    assert not queries.visible_to(stranger).exists()


def test_who_runs_the_survey_may_fill_it_in_on_site(
    survey: UnitSurvey, station: Unit, officer: Actor
) -> None:
    actions.submit(survey=survey, answers=answers(), by=officer)

    assert survey_of(station, 2026).on_site


def test_a_closed_campaign_takes_no_more_answers(
    survey: UnitSurvey, campaign: SurveyCampaign, officer: Actor, doctor: Actor, station: Unit
) -> None:
    actions.close(campaign=campaign, by=officer)

    with pytest.raises(Refused, match="đã khóa"):
        actions.submit(survey=survey_of(station, 2026), answers=answers(), by=doctor)


def test_the_next_survey_shows_what_became_of_each_gap(
    officer: Actor, doctor: Actor, station: Unit
) -> None:
    sent(officer, 2025)
    first = answers(cert_ultrasound=0, eq_blood_pressure=1, eq_ecg=0)
    actions.submit(survey=survey_of(station, 2025), answers=first, by=doctor)
    sent(officer, 2026)
    second = answers(eq_blood_pressure=0, eq_ecg=0, room_delivery=0)

    actions.submit(survey=survey_of(station, 2026), answers=second, by=doctor)

    effects = {
        code: gap(station, 2026, code).effect
        for code in ("ultrasound", "blood_pressure_monitor", "ecg", "delivery")
    }
    assert effects == {
        "ultrasound": "closed",
        "blood_pressure_monitor": "worse",
        "ecg": "open",
        "delivery": "new",
    }


def test_the_next_survey_marks_the_need_of_a_closed_gap_met(
    officer: Actor, doctor: Actor, station: Unit
) -> None:
    sent(officer, 2025)
    before = survey_of(station, 2025)
    actions.submit(survey=before, answers=answers(cert_ultrasound=0), by=doctor)
    need_acts.raise_from_gaps(survey=before, gaps=queries.gaps_in(before), by=doctor)
    sent(officer, 2026)

    actions.submit(survey=survey_of(station, 2026), answers=answers(), by=doctor)

    need = Need.objects.get()
    assert need.state == "met"
    assert "2026" in need.state_note


def test_a_unit_stands_beside_the_year_before_and_its_peers(
    officer: Actor, doctor: Actor, station: Unit, neighbour: Unit
) -> None:
    sent(officer, 2025)
    actions.submit(survey=survey_of(station, 2025), answers=answers(cert_ultrasound=0), by=doctor)
    sent(officer, 2026)
    mine, theirs = survey_of(station, 2026), survey_of(neighbour, 2026)
    actions.submit(survey=mine, answers=answers(), by=doctor)
    actions.submit(survey=theirs, answers=answers(), by=officer)

    standing = queries.standings([mine])[mine.id]

    assert standing.percent == 100
    assert standing.change is not None
    assert standing.change > 0
    assert queries.peers_percent(mine) == 100
