"""One person through the tiers: seen at a station, sent up, treated, sent back with a plan, followed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys.desk import desk_in
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.referral import codes
from tuyen.platform.access.models import ReadLog
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import QueueEntry, Referral, Task
from tuyen.record.tests.conftest import sheet
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def seen_at(actor: Actor, **said: str) -> Any:
    """Somebody treated by this doctor today: (person, id of the visit)."""
    row = person(actor, **said)
    enqueue(person_id=row.id, by=actor)
    done = finish_visit(person=row.id, sheet=sheet(lines=()), by=actor)
    return row, done.encounter_id


def sent(browser: Client, visit_id: Any, hospital: Unit, **said: str) -> Referral:
    form = {
        "place": str(hospital.id),
        "urgency": "urgent",
        "reason_code": "2",
        "diagnosis": "Viêm phổi",
        "diagnosis_code": "J18.9",
        "signs": "Sốt cao, thở nhanh",
    }
    answer = browser.post(reverse("referral:refer", args=[visit_id]), form | said)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Referral.objects.get()


@pytest.mark.capability("B4", where="/referrals/")
def test_a_person_is_sent_up_treated_and_comes_back_with_a_plan(hospital: Unit) -> None:
    """Referral with QR, accepted, arrived by scan, treated, returned; the plan is done at the station."""
    station = create_unit(parent=hospital, kind="health_station", name="Trạm Y tế mẫu", by=SYSTEM)
    below, doctor = desk_in(station, "station_doctor")
    above, specialist = desk_in(hospital, "hospital_doctor")
    patient, visit_id = seen_at(doctor)

    row = sent(below, visit_id, hospital)
    paper = below.get(reverse("referral:paper", args=[row.id]))
    assert paper.content.startswith(b"%PDF")
    assert "Giàng Thị Mẫu" in above.get(reverse("referral:board")).text
    above.post(reverse("referral:answer", args=[row.id]), {"verb": "accept"})
    case = above.post(reverse("referral:scan"), {"code": codes.code_of(row.id)})["Location"]
    above.post(reverse("referral:arrive", args=[row.id]))
    assert QueueEntry.objects.get(unit_id=hospital.id).patient_id == patient.id
    finish_visit(person=patient.id, sheet=sheet(note="X-quang phổi bình thường."), by=specialist)
    assert "X-quang phổi bình thường." in above.get(case).text
    due = f"{clock.today():%d/%m/%Y}"
    back = {
        "verb": "return",
        "outcome": "treated",
        "reply": "Đã điều trị, hết sốt.",
        "feedback": "fitting",
        "task_0": "Nghe phổi lại",
        "task_0_on": due,
    }
    above.post(reverse("referral:reply", args=[row.id]), back)

    assert "Đã điều trị, hết sốt." in below.get(case).text
    below.post(reverse("referral:take_back", args=[row.id]))

    assert Referral.objects.get().status == "closed"
    assert "Nghe phổi lại" in below.get(reverse("clinic:tasks")).text
    assert Task.objects.get(kind="follow_up").unit_id == station.id
    assert ReadLog.objects.filter(patient_id=patient.id, what="referral").exists()


@pytest.mark.capability("B4", "J3", where="/referrals/")
def test_somebody_in_custody_is_sent_without_anybody_else_noticing(hospital: Unit) -> None:
    """At the hospital only whoever holds the grant finds, counts or opens the referral."""
    prison = create_unit(
        parent=hospital.parent, kind="prison_clinic", name="Bệnh xá trại mẫu", by=SYSTEM
    )
    inside, doctor = desk_in(prison, "prison_doctor", "custody")
    plain, _actor = desk_in(hospital, "hospital_doctor")
    granted, _actor = desk_in(hospital, "hospital_doctor", "custody")
    _person, visit_id = seen_at(doctor, name="Người Bị Giam Mẫu", compartment="custody")

    row = sent(inside, visit_id, hospital)

    board, numbers = reverse("referral:board"), reverse("referral:statistics") + "?side=in"
    assert "Người Bị Giam Mẫu" in granted.get(board).text
    assert "Bệnh xá trại mẫu" in granted.get(board).text
    assert "Người Bị Giam Mẫu" not in plain.get(board).text
    assert "Bệnh xá trại mẫu" not in plain.get(board).text
    assert "Bệnh viện mẫu</th>" not in plain.get(numbers).text
    assert plain.get(reverse("referral:case", args=[row.id])).status_code == 404
    assert row.number not in plain.get(reverse("clinic:today")).text
    assert "giấy chuyển đến" not in plain.get(reverse("clinic:tasks")).text.lower()
