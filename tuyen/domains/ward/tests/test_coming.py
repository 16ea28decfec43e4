"""Sent here by paper, admitted from it; and what the ward leaves open at the end of the day."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.referrals import referral_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward.tests.conftest import admitted
from tuyen.platform.access.models import ScopeNode
from tuyen.record import day_end
from tuyen.record.actions import admissions
from tuyen.record.models import Admission, Referral
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(patient: Person, hospital: ScopeNode) -> Referral:
    station = node("Trạm Y tế xã khác")
    return referral_of(
        patient.id,
        station.unit_id,
        to_unit_id=hospital.unit_id,
        status="accepted",
        signs="Khó thở khi nằm\nPhù hai chân",
        diagnosis="Suy tim",
        diagnosis_code="I50",
    )


@pytest.mark.capability("B4", "B5")
def test_a_referral_fills_the_admission_and_has_then_arrived(
    browser: Client, referral: Referral, hospital: ScopeNode
) -> None:
    case = browser.get(reverse("referral:case", args=[referral.id]))
    url = reverse("ward:admit_from_referral", args=[referral.id])
    form = browser.get(url).context["form"]
    said = {
        name: form[name].value() or ""
        for name in ("reason", "code", "diagnosis", "kind", "source", "source_id")
    }

    browser.post(
        reverse("ward:admit", args=[referral.patient_id]), said | {"unit": str(hospital.unit_id)}
    )

    stay = Admission.objects.get()
    assert url in case.text
    assert (stay.reason, stay.code, stay.diagnosis) == ("Khó thở khi nằm", "I50", "Suy tim")
    assert (stay.source, stay.source_id) == ("referral", referral.id)
    assert Referral.objects.get().status == "arrived"


def test_a_referral_to_another_hospital_admits_nobody_here(
    referral: Referral, hospital: ScopeNode
) -> None:
    other = browser_of(account_at(node("Bệnh viện khác", kind="hospital"), "hospital_doctor"))

    url = reverse("ward:admit_from_referral", args=[referral.id])

    assert other.get(url).status_code in (403, 404)


def test_the_end_of_the_day_tells_what_the_ward_left_open(
    nurse: Actor, doctor: Actor, hospital: ScopeNode, stay: Admission
) -> None:
    late = admissions.go_on_leave(
        admission=stay, until=clock.now() + dt.timedelta(minutes=1), by=doctor
    )
    bedless = admitted(person(doctor, "Chờ Giường"), nurse)

    found = {(row.kind, row.id) for row in day_end.found_on(clock.today(), nurse, None)}

    assert {
        ("stay_in", stay.id),
        ("stay_in", bedless.id),
        ("stay_without_bed", bedless.id),
        ("leave_over", late.id),
    } <= found


def test_hidden_stays_are_no_difference_of_the_day(
    warden: Actor, nurse: Actor, doctor: Actor, hospital: ScopeNode
) -> None:
    admitted(person(doctor, "Người Kín"), warden, in_custody=True)

    kinds = [row.kind for row in day_end.found_on(clock.today(), nurse, None)]

    assert kinds == []


def test_the_page_of_the_day_counts_who_came_and_left(stay: Admission, hospital: ScopeNode) -> None:
    keeper = browser_of(account_at(hospital, "prison_doctor"))

    text = keeper.get(reverse("books:lock")).text

    assert "1 vào viện" in text
