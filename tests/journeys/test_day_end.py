"""Through the station's calendar and books: expected, come, called, locked, printed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.appointments import new_appointment, set_hours
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Appointment, Encounter
from tuyen.record.sheet import Diagnosis, Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return account_at(node("Trạm Y tế xã Mẫu"), "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    set_hours(capacity=20, closed_weekdays=frozenset(), closed_days=[], by=actor)
    return actor


@pytest.fixture
def desk(account: Account, doctor: Actor) -> Client:
    assert doctor.account_id == account.id
    return browser_of(account)


@pytest.mark.capability("B8", where="/appointments/")
def test_the_next_visit_is_an_appointment_that_is_kept_or_called_for(
    desk: Client, doctor: Actor
) -> None:
    """“Hẹn khám lại” books; who comes has come for it; who does not is called in one tap."""
    patient = person(doctor, "Lò Văn Hẹn", phone="0900000000")
    entry = enqueue(person_id=patient.id, by=doctor)
    today = clock.today()
    desk.post(
        reverse("clinic:examine", args=[entry.id]),
        {"reason": "Ho", "next_visit_on": f"{today + dt.timedelta(days=2):%d/%m/%Y}"},
    )
    late = person(doctor, "Lò Văn Lỡ", phone="0911111111")
    row = new_appointment(
        patient_id=late.id, compartment="", day=today - dt.timedelta(days=30), by=doctor
    )
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(row)

    called = desk.get(reverse("appointments:overdue")).text
    desk.post(reverse("appointments:call", args=[row.id]), {"result": "agreed"})
    enqueue(person_id=patient.id, by=doctor)

    statuses = dict(Appointment.objects.values_list("patient_id", "status"))
    assert "0911111111" in called
    assert Appointment.objects.get(pk=row.id).day > today
    assert statuses[patient.id] == "arrived"


@pytest.mark.capability("B10", where="/books/day/")
def test_a_day_is_locked_and_what_comes_later_says_why(desk: Client, doctor: Actor) -> None:
    """The lock shows what is open; a paper typed in later gives its reason and stands in the book."""
    patient = person(doctor, "Lò Văn Giấy")
    enqueue(person_id=patient.id, by=doctor)
    day = {"day": f"{clock.today():%d/%m/%Y}"}

    desk.post("/books/day/", day)
    sheet = Sheet(
        occurred_at=clock.now(),
        reason="Ho",
        diagnoses=(Diagnosis("Viêm họng cấp", "J02.9"),),
        is_from_paper=True,
        paper_reason="Mất điện",
    )
    done = finish_visit(person=patient.id, sheet=sheet, by=doctor)

    late = Encounter.objects.get(pk=done.encounter_id)
    assert "Ghi sau khi khóa sổ" in desk.get("/books/day/").text
    page = desk.get(reverse("clinic:visit", args=[late.id])).text
    assert "Mất điện" in page
    book = desk.get("/books/a1/", {"period": clock.today().isoformat()}).text
    assert "nhập bù từ giấy" in book
    assert reverse("clinic:visit", args=[late.id]) in book
