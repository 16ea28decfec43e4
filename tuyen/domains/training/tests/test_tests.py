"""The test of a course by a form: answered by the trainee once, its points are the mark."""

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.training import rules
from tuyen.domains.training.actions import courses, trainees
from tuyen.domains.training.models import Enrolment, Place
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
