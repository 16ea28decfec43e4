"""A day at a commune station, from the door to the paper in the patient's hand."""

import datetime as dt
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.tasks import add_task
from tuyen.record.models import Encounter, Prescription, QueueEntry
from tuyen.registry.facilities.actions import add_code, create_unit
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture
def station() -> ScopeNode:
    """A station that has been given its code by the health insurance."""
    unit = create_unit(
        parent=None, kind="health_station", name="Trạm Y tế xã Mẫu", chain="moh", by=SYSTEM
    )
    add_code(unit=unit, system="bhyt5", code="12005", by=SYSTEM)
    return ScopeNode.objects.get(unit_id=unit.id)


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def desk(account: Account) -> Client:
    load_catalogues(schemes=["icd10"])
    return browser_of(account)


@pytest.fixture
def patient(doctor: Actor) -> Person:
    return person(doctor, birth_date=dt.date(2024, 2, 3), carer_name="Giàng A Mẫu")


def seen(desk: Client, patient: Person, **said: object) -> Encounter:
    """Through the door, onto the screen, finished."""
    desk.post(reverse("clinic:arrive", args=[patient.id]), {"then": "visit"})
    entry = QueueEntry.objects.filter(status="waiting").get()
    form: dict[str, object] = {
        "repeat": str(uuid4()),
        "reasons": ["fever", "cough"],
        "temperature": "38,5",
        "weight": "11,5",
        "dx_code": ["J02.9"],
        "dx_name": [""],
        "plan": "home_drugs",
        "rx_code": ["paracetamol-150-sachet"],
        "rx_drug": ["Paracetamol 150 mg"],
        "rx_dose": ["1x3"],
        "rx_days": ["2"],
        "rx_unit": ["gói"],
        "carer_name": "Giàng A Mẫu",
    }
    answer = desk.post(reverse("clinic:examine", args=[entry.id]), form | said)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Encounter.objects.order_by("id").last() or pytest.fail("no visit")


@pytest.mark.capability("B2", where="/")
def test_a_child_with_fever_is_seen_on_one_screen(desk: Client, patient: Person) -> None:
    visit = seen(desk, patient)

    text = desk.get(reverse("clinic:visit", args=[visit.id])).text

    for said in ("Sốt, Ho", "38,5", "11,5", "J02.9", "Paracetamol"):
        assert said in text
    assert "Đã xong" in desk.get("/").text


@pytest.mark.capability("B3", where="/")
def test_the_prescription_has_a_number_and_a_paper(desk: Client, patient: Person) -> None:
    visit = seen(desk, patient)

    sheet = Prescription.objects.get()
    paper = desk.get(reverse("clinic:prescription", args=[visit.id]))

    assert (len(sheet.number), sheet.number[:5], sheet.number[-2:]) == (14, "12005", "-C")
    assert sheet.carer_name == "Giàng A Mẫu"
    assert paper.content.startswith(b"%PDF")


@pytest.mark.capability("B7", where="/persons/<uuid>/")
def test_every_visit_stays_in_the_record_of_a_life(desk: Client, patient: Person) -> None:
    first = seen(desk, patient, temperature="39")
    seen(desk, patient, temperature="37,2", dx_code=["J00"])

    text = desk.get(reverse("clinic:patient", args=[patient.id])).text

    assert text.count('class="when"') == 2
    assert "J02.9" in text
    assert "J00" in text
    assert reverse("clinic:visit", args=[first.id]) in text


@pytest.mark.capability("B8", where="/")
def test_what_must_be_done_today_stands_on_the_first_page(
    desk: Client, doctor: Actor, patient: Person
) -> None:
    late = clock.today() - dt.timedelta(days=1)
    task = add_task(
        title="Hẹn tái khám", kind="visit", due_on=late, patient_id=patient.id, by=doctor
    )

    before = desk.get("/").text
    desk.post(reverse("clinic:task_done", args=[task.id]))

    assert "Hẹn tái khám" in before
    assert "Quá hạn" in before
    assert "Hẹn tái khám" not in desk.get("/").text.split('id="board"')[-1]
