"""What was ticked stays true: once, never after a stop; a wrong tick is struck, not lost."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.ward import actions, bedside
from tuyen.domains.ward.models import CareAct
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission, MedicationRequest, Room
from tuyen.record.sheet import Line

pytestmark = pytest.mark.django_db

PAIN = Line("Paracetamol", "1x3", 15, "viên", strength="500 mg", days=5)  # 8, 14 and 20 o'clock


def at(hour: int, minute: int = 0) -> dt.datetime:
    return clock.start_of(clock.yesterday()) + dt.timedelta(hours=hour, minutes=minute)


EIGHT, TWO = at(8), at(14)


@pytest.fixture
def lying(room: Room, nurse: Actor, doctor: Actor) -> Iterator[Admission]:
    """Came yesterday at seven; it is yesterday, ten o'clock."""
    with clock.stopped(at(7)):
        stay = admitted(person(nurse), nurse, bed_in(room, nurse))
    with clock.stopped(at(10)):
        yield stay


@pytest.fixture
def order(lying: Admission, doctor: Actor) -> MedicationRequest:
    return actions.order_drug(admission=lying, line=PAIN, by=doctor)


def task(stay: Admission, who: Actor, source: MedicationRequest, hour: dt.datetime) -> bedside.Task:
    found = bedside.task_at(chart_of(stay.patient_id, who), stay, source.id, hour)
    assert found is not None
    return found


@pytest.mark.capability("B5")
def test_a_dose_given_before_the_stop_stays_given(
    lying: Admission, order: MedicationRequest, nurse: Actor, doctor: Actor
) -> None:
    due = task(lying, nurse, order, EIGHT).due
    actions.do_care(admission=lying, due=due, by=nurse)

    actions.stop_drug(request=order, admission=lying, by=doctor, why="Nổi mề đay")

    again = task(lying, nurse, order, EIGHT)
    assert again.act is not None
    for each in (due, again.due):
        with pytest.raises(Refused, match="vừa ghi xong"):
            actions.do_care(admission=lying, due=each, by=nurse)
    assert CareAct.objects.filter(kind="drug").count() == 1


def test_what_was_stopped_is_not_given_and_not_stopped_again(
    lying: Admission, order: MedicationRequest, nurse: Actor, doctor: Actor
) -> None:
    """The nurse read the list before the stop; the doctor pressed twice."""
    due = task(lying, nurse, order, TWO).due
    actions.stop_drug(request=order, admission=lying, by=doctor, why="Nổi mề đay")

    with pytest.raises(Refused, match="đã ngừng"):
        actions.do_care(admission=lying, due=due, by=nurse)
    with pytest.raises(Refused, match="đã ngừng"):
        task(lying, nurse, order, TWO)
    with pytest.raises(Refused, match="đã ngừng"):
        actions.stop_drug(request=order, admission=lying, by=doctor, why="Nổi mề đay")
    assert MedicationRequest.objects.count() == 2
    assert CareAct.objects.get().kind == "stop"


@pytest.mark.capability("B5")
def test_a_wrong_tick_is_struck_on_its_page_and_due_again(
    browser: Client, lying: Admission, order: MedicationRequest, nurse: Actor
) -> None:
    due = task(lying, nurse, order, EIGHT).due
    act = actions.do_care(admission=lying, due=due, by=nurse)
    url = reverse("ward:strike_care", args=[lying.id, act.id])

    with clock.stopped(dt.datetime.now(dt.UTC)):
        browser.post(url, {"why": " "})
        assert CareAct.objects.count() == 1
        struck = browser.post(url, {"why": "Nhầm người bệnh"})
        text = browser.get(reverse("ward:care", args=[lying.id])).text

    assert struck.url == reverse("ward:care", args=[lying.id])
    assert "Đã gạch: ghi nhầm" in text
    assert task(lying, nurse, order, EIGHT).act is None
    given = actions.do_care(admission=lying, due=due, by=nurse)
    assert given.outcome == "done"
    with pytest.raises(Refused, match="vừa gạch"):
        actions.strike_care(act=act, why="Nhầm", by=nurse)


def test_an_order_of_the_ward_is_stopped_at_the_bed_alone(
    lying: Admission, order: MedicationRequest, doctor: Actor
) -> None:
    """From the page of medicines it would leave the nurses' plan as it was."""
    with pytest.raises(Refused, match="nằm viện"):
        stop_medicine(person_id=lying.patient_id, request_id=order.id, reason="Nổi mẩn", by=doctor)
