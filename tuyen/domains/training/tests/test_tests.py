"""The test of a course by a form: answered by the trainee once, its points are the mark."""

import pytest
from django.urls import reverse

from tests.drawn import drawn
from tests.network import browser_of
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.training import rules
from tuyen.domains.training.actions import courses, trainees
from tuyen.domains.training.models import Enrolment, Place, Programme
from tuyen.domains.training.tests.conftest import account, held
from tuyen.platform import forms
from tuyen.platform.forms.reading import ANSWER
from tuyen.record.models import UnitResponse
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db

TEST = "test_ultrasound"
RIGHT = {
    "probe": "convex",
    "fluid": "anechoic",
    "stone": "shadow",
    "fasting": "six",
    "morison": "liver_kidney",
}


@pytest.fixture
def tested(office: Actor, head: Actor, doctor: StaffMember, station: Unit) -> Enrolment:
    said = courses.ProgrammeSaid(
        title="Siêu âm", topic="ultrasound", hours=24, pass_mark=5.0, form_code=TEST
    )
    course = held(courses.write_programme(said=said, by=office), office)
    return trainees.enrol(course=course, member=doctor, from_unit_id=station.id, by=head)


def test_points_become_a_mark_of_ten() -> None:
    assert rules.mark_of(8, 10) == 8.0
    assert rules.mark_of(1, 3) == 3.3
    assert rules.mark_of(0, 0) == 0.0


@pytest.mark.capability("E3")
def test_the_trainee_answers_once_and_the_mark_is_there(
    tested: Enrolment, learner: Actor, head: Actor
) -> None:
    form = forms.find(TEST)
    answers = RIGHT | {"morison": "bladder"}

    with pytest.raises(NotPermitted):
        trainees.take_test(enrolment=tested, form=form, answers=answers, by=head)
    row = trainees.take_test(enrolment=tested, form=form, answers=answers, by=learner)

    assert row.mark == 8.0
    assert UnitResponse.objects.get(pk=row.response_id).form_code == TEST
    with pytest.raises(Refused, match="đã có điểm"):
        trainees.take_test(enrolment=row, form=form, answers=RIGHT, by=learner)


def test_who_waits_for_a_place_takes_no_test(tested: Enrolment, learner: Actor) -> None:
    tested.state = Place.WAITING

    with pytest.raises(NotPermitted):
        trainees.take_test(enrolment=tested, form=forms.find(TEST), answers=RIGHT, by=learner)


def test_the_page_of_the_test(tested: Enrolment, station: Unit, doctor: StaffMember) -> None:
    own = account(station, "station_doctor")
    own.staff_id = doctor.id
    own.save(update_fields=["staff_id"])
    browser = browser_of(own)
    address = reverse("training:test", args=[tested.id])

    mine = browser.get(reverse("training:mine"))
    asked = browser.get(address)
    lacking = browser.post(address, {f"{ANSWER}probe": "convex"})
    sent = {ANSWER + link: code for link, code in RIGHT.items()}
    done = browser.post(address, sent, follow=True)
    stranger = browser_of(account(station, "station_doctor")).get(address)

    assert address in mine.text
    assert "Khoang Morison" in asked.text
    assert lacking.status_code == 422
    assert "điểm 10" in done.text
    assert stranger.status_code == 404


PULSE = {
    "link": "pulse",
    "kind": "choice",
    "label_vi": "Mạch lúc nghỉ của người lớn",
    "required": True,
    "option": [
        {"code": "seventy", "label_vi": "60–100", "score": 5},
        {"code": "thirty", "label_vi": "30–50", "score": 0},
    ],
}


@pytest.mark.capability("E3")
def test_a_test_that_the_office_drew_is_chosen_for_a_programme_and_marked(
    office: Actor, head: Actor, learner: Actor, doctor: StaffMember, station: Unit, hospital: Unit
) -> None:
    form = drawn("test", "Kiểm tra mạch", PULSE, by=office)
    survey = drawn("survey", "Phiếu mạch", PULSE, by=office)
    browser = browser_of(account(hospital, "direction_office"))
    said = {
        "title": "Cấp cứu", "topic": "emergency", "hours": "8", "method": "on_site",
        "attendance_percent": "80", "pass_mark": "5", "form_code": form.code,
    }  # fmt: skip

    offered = browser.get(reverse("training:new_programme")).text
    refused = browser.post(reverse("training:new_programme"), said | {"form_code": survey.code})
    browser.post(reverse("training:new_programme"), said)
    course = held(Programme.objects.get(), office)
    row = trainees.enrol(course=course, member=doctor, from_unit_id=station.id, by=head)
    done = trainees.take_test(
        enrolment=row, form=forms.find(form.code), answers={"pulse": "seventy"}, by=learner
    )

    assert "Kiểm tra mạch" in offered
    assert "Phiếu mạch" not in offered
    assert refused.status_code == 422
    assert done.mark == 10
