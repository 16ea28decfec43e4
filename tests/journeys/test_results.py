"""A test from the doctor's wish to the doctor's eye: ordered, taken, measured, verified, read, corrected."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Order, QueueEntry, Result, Specimen, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def acting(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện mẫu", kind="hospital")


@pytest.fixture
def laboratory(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Xét nghiệm mẫu", under=hospital, kind="department")


@pytest.fixture
def clinician(hospital: ScopeNode) -> Account:
    return account_at(hospital, "hospital_doctor", name="Bác sĩ lâm sàng mẫu")


@pytest.fixture
def ward(clinician: Account) -> Client:
    return browser_of(clinician)


@pytest.fixture
def bench(laboratory: ScopeNode) -> Client:
    return browser_of(account_at(laboratory, "laboratory_technician", name="Kỹ thuật viên mẫu"))


@pytest.fixture
def office(laboratory: ScopeNode) -> Client:
    return browser_of(account_at(laboratory, "diagnostic_doctor", name="Bác sĩ xét nghiệm mẫu"))


@pytest.fixture
def patient(clinician: Account) -> Person:
    return person(acting(clinician))


@pytest.fixture
def entry(clinician: Account, patient: Person) -> QueueEntry:
    return enqueue(person_id=patient.id, by=acting(clinician), reason="Mệt, yếu chân tay")


def ordered(ward: Client, entry: QueueEntry, laboratory: ScopeNode) -> Order:
    form = {
        "items": ["electrolytes"],
        "performer-laboratory": str(laboratory.unit_id),
        "reason": "Suy thận mạn",
        "urgent": "1",
        "repeat": str(uuid4()),
    }
    answer = ward.post(reverse("diagnostics:place_from_queue", args=[entry.id]), form)
    assert answer.status_code == 302
    row: Order = Order.objects.get()
    return row


def at(name: str, row: Order) -> str:
    return reverse(f"diagnostics:{name}", args=[row.requisition_id])


@pytest.mark.capability("B6")
def test_a_critical_potassium_reaches_the_doctor_and_is_corrected_later(
    ward: Client,
    bench: Client,
    office: Client,
    patient: Person,
    entry: QueueEntry,
    laboratory: ScopeNode,
) -> None:
    """Ordered in the visit, label printed, entered, told at once, verified, read, corrected, printed."""
    row = ordered(ward, entry, laboratory)

    bench.post(at("collect", row))
    tube = Specimen.objects.get()
    assert bench.get(at("labels", row)).content.startswith(b"%PDF")
    bench.post(reverse("diagnostics:receive", args=[tube.id]))
    bench.post(at("enter", row), {f"v-{row.id.hex}-potassium": "7,1"})

    tasks = ward.get(reverse("clinic:tasks")).text
    assert "Kết quả nguy kịch" in tasks
    assert ward.post(at("acknowledge", row), {"note": "Đã cho calci"}).status_code == 302
    assert Task.objects.get(kind="critical_result").status == "completed"

    office.post(at("verify", row))
    office.post(
        reverse("diagnostics:correct", args=[row.id]),
        {f"v-{row.id.hex}-potassium": "5,9", "why": "Mẫu vỡ hồng cầu, làm lại"},
    )

    course = ward.get(reverse("diagnostics:results", args=[patient.id])).text
    assert "5,9" in course
    assert "7,1" not in course
    inbox = ward.get(reverse("diagnostics:worklist"), {"stage": "unread"}).text
    assert patient.name in inbox
    assert ward.get(at("result_paper", row)).content.startswith(b"%PDF")
    states = Result.objects.order_by("id").values_list("status", flat=True)
    assert list(states) == ["preliminary", "final", "amended"]


@pytest.mark.capability("B6")
def test_an_hiv_test_is_seen_by_nobody_without_the_grant(
    hospital: ScopeNode, ward: Client, patient: Person, entry: QueueEntry
) -> None:
    """Order, result, timeline and counts of the list: not there for a colleague without the grant."""
    counsellor = browser_of(account_at(hospital, "hospital_doctor", grants=("hiv",)))
    place = reverse("diagnostics:place", args=[patient.id])
    counsellor.post(place, {"items": ["hiv_rapid"], "repeat": str(uuid4())})
    row = Order.objects.get()
    counsellor.post(at("enter", row), {f"v-{row.id.hex}-hiv_rapid": "-"})

    for page in (
        reverse("diagnostics:worklist"),
        reverse("diagnostics:results", args=[patient.id]),
        reverse("record:timeline", args=[patient.id]),
    ):
        assert "HIV" not in ward.get(page).text
        assert counsellor.get(page).status_code == 200
    assert ward.get(at("sheet", row)).status_code == 404
    assert sum(ward.get(reverse("diagnostics:worklist")).context["board"].counts.values()) == 0
    assert "HIV" in counsellor.get(reverse("diagnostics:results", args=[patient.id])).text
