"""Each kind of unit is surveyed with its own form, filled in from its registers, beside its own kind."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from tests.drawn import drawn
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.domains.capability import papers
from tuyen.domains.capability.actions import surveys as actions
from tuyen.domains.capability.models import Gap, SurveyCampaign, UnitSurvey
from tuyen.domains.capability.queries import surveys as queries
from tuyen.domains.capability.tests.conftest import at, browser_at, made, survey_of
from tuyen.domains.equipment import actions as equipment
from tuyen.platform import forms
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.actions import add_member

pytestmark = pytest.mark.django_db
OWN = {
    "health_station": "capability_station",
    "district_health_centre": "capability_centre",
    "hospital": "capability_hospital",
    "infirmary": "capability_force",
    "prison_clinic": "capability_force",
    "detention_camp": "capability_force",
}


@pytest.fixture
def centre(department: Unit) -> Unit:
    return made(department, "district_health_centre", "Trung tâm Y tế mẫu")


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return made(department, "hospital", "Bệnh viện tỉnh mẫu")


def full(code: str, **said: Any) -> dict[str, Any]:
    """A unit that has everything that its form asks for, but for what is said."""
    found: dict[str, Any] = {}
    for item in forms.find(code).questions():
        if item.kind == "boolean":
            found[item.link] = True
        elif item.kind == "integer":
            found[item.link] = int(item.bands[-1][0]) if item.bands else 100
    return found | said


def sent_to_all(by: Actor, year: int = 2026) -> SurveyCampaign:
    campaign = actions.draw_up(
        title=f"Khảo sát {year}", year=year, form_code="", unit_kind="",
        due_on=clock.today() + dt.timedelta(days=30), by=by,
    )  # fmt: skip
    actions.send(campaign=campaign, units=queries.units_to_ask(by, ""), by=by)
    return campaign


def test_every_kind_of_unit_that_treats_many_has_its_form() -> None:
    found = {kind: form.code for kind, form in papers.own(clock.today()).items()}

    assert found == OWN


@pytest.mark.parametrize("code", sorted(set(OWN.values())))
def test_a_shipped_survey_says_that_nobody_checked_it_and_scores_to_the_full(code: str) -> None:
    form = forms.find(code)

    answers, faults = forms.check(form, full(code))
    score = forms.score(form, answers)

    assert not faults
    assert form.is_unverified
    assert (score.percent, score.level.label_vi if score.level else "") == (100, "Đủ năng lực")
    assert all(item.need for item in form.questions() if item.bands or item.score)


@pytest.mark.capability("A3")
def test_one_campaign_gives_each_kind_its_own_form(
    officer: Actor, station: Unit, centre: Unit, hospital: Unit
) -> None:
    sent_to_all(officer)

    asked = {row.to_unit_id: row.form_code for row in UnitSurvey.objects.all()}
    assert asked == {
        station.id: "capability_station",
        centre.id: "capability_centre",
        hospital.id: "capability_hospital",
    }


def test_a_campaign_of_one_kind_takes_the_form_of_that_kind(officer: Actor, centre: Unit) -> None:
    due = clock.today() + dt.timedelta(days=9)
    said: dict[str, Any] = {"title": "Khảo sát", "year": 2026, "due_on": due, "by": officer}

    campaign = actions.draw_up(unit_kind="district_health_centre", form_code="", **said)

    assert campaign.form_code == "capability_centre"
    with pytest.raises(Refused, match="dành cho: Trạm y tế"):
        actions.draw_up(unit_kind="hospital", form_code="capability_station", **said)
    with pytest.raises(Refused, match="Chưa có phiếu riêng"):
        actions.draw_up(unit_kind="polyclinic", form_code="", **said)
    with pytest.raises(Refused, match="mỗi loại dùng phiếu riêng"):
        actions.draw_up(unit_kind="", form_code="capability_station", **said)


def test_a_drawn_form_may_be_written_for_a_kind(officer: Actor) -> None:
    question = {"link": "q", "kind": "boolean", "label_vi": "Có", "score": 1}
    form = drawn("survey", "Phiếu phòng khám", question, for_units=["polyclinic"], by=officer)

    assert papers.own(clock.today())["polyclinic"].code == form.code


def test_the_registers_of_a_hospital_fill_in_its_form(
    officer: Actor, hospital: Unit, station: Unit
) -> None:
    ward = made(hospital, "department", "Khoa Ngoại")
    who = at(hospital, "unit_administrator")
    equipment.add_item(unit=hospital, by=SYSTEM, kind="ct", name="")
    told: dict[str, Any] = {"profession": "doctor", "works_from": dt.date(2020, 1, 1)}
    add_member(unit=ward, name="Lò Văn Mẫu", position="Bác sĩ", by=SYSTEM, **told)
    sent_to_all(officer)
    survey = survey_of(hospital, 2026)
    actions.first_answers(survey, actions.form_of(survey))  # what a node asks once and keeps

    with counted() as asked:
        filled = actions.first_answers(survey, actions.form_of(survey))

    assert (filled["eq_ct"], filled["eq_mri"], filled["staff_doctor"]) == (1, 0, 1)
    assert len(asked) <= 9, asked
    assert who.unit_id == hospital.id


def test_a_unit_stands_beside_the_year_before_and_others_of_its_kind_alone(
    officer: Actor, department: Unit, centre: Unit, station: Unit
) -> None:
    other = made(department, "district_health_centre", "Trung tâm Y tế bên")
    sent_to_all(officer, 2025)
    code = "capability_centre"
    before = full(code, eq_xray=0)
    actions.submit(survey=survey_of(centre, 2025), answers=before, by=officer)
    campaign = sent_to_all(officer, 2026)
    actions.submit(survey=survey_of(centre, 2026), answers=full(code), by=officer)
    actions.submit(survey=survey_of(other, 2026), answers=full(code, eq_xray=0), by=officer)
    poor = dict.fromkeys(full("capability_station"), 0) | {"population": 9}
    stations = {
        k: (v if isinstance(v, bool) else poor[k]) for k, v in full("capability_station").items()
    }
    actions.submit(survey=survey_of(station, 2026), answers=stations, by=officer)

    mine, theirs = survey_of(centre, 2026), survey_of(other, 2026)
    standing = queries.standings([mine, survey_of(station, 2026)])

    assert queries.peers_percent(mine) == theirs.percent
    assert standing[mine.id].change is not None
    assert standing[survey_of(station, 2026).id].last_year is None
    assert Gap.objects.get(survey_id=mine.id, code="xray").effect == "closed"
    kinds = {row["unit_kind"]: row["answered"] for row in queries.kinds_of_campaign(campaign)}
    assert kinds == {"district_health_centre": 2, "health_station": 1}


def test_the_pages_offer_forms_by_kind_and_show_the_kinds_of_a_campaign(
    department: Unit, centre: Unit, station: Unit
) -> None:
    desk = browser_at(department, "department_officer")
    said = {"title": "Khảo sát chung", "year": "2026", "due_on": "+30"}

    offered = desk.get(reverse("capability:new_campaign")).text
    wrong = desk.post(
        reverse("capability:new_campaign"),
        said | {"unit_kind": "hospital", "form_code": "capability_station"},
    )
    desk.post(reverse("capability:new_campaign"), said)
    campaign = SurveyCampaign.objects.get()
    desk.post(reverse("capability:send", args=[campaign.id]))
    address = reverse("capability:campaign", args=[campaign.id])
    narrowed = desk.get(address, {"kind": "health_station"}).text
    with counted() as statements:
        page = desk.get(address).text

    assert 'optgroup label="Bệnh viện"' in offered
    assert wrong.status_code == 422
    assert len(statements) <= 8, statements
    assert "mỗi loại một phiếu" in page
    assert centre.name in page
    assert centre.name not in narrowed
    assert station.name in narrowed
