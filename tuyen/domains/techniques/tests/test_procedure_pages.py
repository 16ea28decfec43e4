"""Recording what was done, from a visit and from the ward, on the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.techniques.tests.conftest import PHACO
from tuyen.platform import changes
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Admission, Encounter, Procedure
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


def typed(**said: Any) -> dict[str, Any]:
    usual = {
        "code": PHACO,
        "day": f"{clock.today():%d/%m/%Y}",
        "performer": "Bác sĩ Trung tâm",
        "outcome": "successful",
        "anaesthesia": "2",
    }
    return usual | said


@pytest.fixture
def browser(surgeon_account: Account, techniques: None) -> Client:
    return browser_of(surgeon_account)


@pytest.fixture
def stay(patient: Person, centre: Unit, visit: Encounter) -> Admission:
    row = Admission(
        patient_id=patient.id,
        unit_id=centre.id,
        status="arrived",
        day=clock.today(),
        arrived_at=clock.now(),
    )
    with changes.apply(actor=SYSTEM, reason="test.stay") as log:
        log.create(row)
    return row


def test_a_case_from_a_visit_names_the_expert_who_stood_beside(
    browser: Client,
    visit: Encounter,
    hospital: Unit,
    employed: Callable[[Unit, str], StaffMember],
) -> None:
    expert = employed(hospital, "Chuyên gia Mẫu")
    url = reverse("techniques:of_visit", args=[visit.id])

    answer = browser.post(url, typed(supervisor=str(expert.id)))

    assert answer.status_code == 302
    row = Procedure.objects.get()
    assert (row.code, row.encounter_id, row.supervisor_id) == (PHACO, visit.id, expert.id)
    assert "Chuyên gia Mẫu" in browser.get(url).content.decode()


def test_a_case_from_the_ward_stands_under_its_tab(browser: Client, stay: Admission) -> None:
    url = reverse("techniques:of_stay", args=[stay.id])

    browser.post(url, typed())

    assert Procedure.objects.get().admission_id == stay.id
    assert "phaco" in browser.get(url).content.decode()


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"code": "không có"}, "Không có kỹ thuật này", id="unknown technique"),
        pytest.param({"day": "01/01/2099"}, "tương lai", id="future"),
        pytest.param({"performer": ""}, "", id="nobody did it"),
        pytest.param({"hour": "bốn giờ"}, "", id="no hour"),
        pytest.param({"supervisor": "Bác sĩ Trung tâm"}, "không tự kèm mình", id="beside oneself"),
    ],
)
def test_wrong_input_is_said_and_what_was_typed_stays(
    browser: Client, visit: Encounter, said: dict[str, str], sentence: str
) -> None:
    url = reverse("techniques:of_visit", args=[visit.id])

    answer = browser.post(url, typed(note="Đục độ III") | said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Đục độ III" in answer.content.decode()
    assert not Procedure.objects.exists()


def test_a_case_is_corrected_and_then_struck(browser: Client, visit: Encounter) -> None:
    browser.post(reverse("techniques:of_visit", args=[visit.id]), typed())
    first = Procedure.objects.get()

    browser.post(
        reverse("techniques:procedure", args=[first.id]),
        typed(outcome="partial", why="Ghi thiếu"),
    )
    second = Procedure.objects.get(amends_id=first.id)
    browser.post(reverse("techniques:strike_procedure", args=[second.id]), {"why": "Nhầm người"})

    assert second.outcome == "partial"
    assert Procedure.objects.get(amends_id=second.id).status == "entered-in-error"
    page = browser.get(reverse("techniques:procedure", args=[first.id])).content.decode()
    assert "Bản cũ" in page


def test_a_correction_without_a_reason_is_refused(browser: Client, visit: Encounter) -> None:
    browser.post(reverse("techniques:of_visit", args=[visit.id]), typed())

    answer = browser.post(
        reverse("techniques:procedure", args=[Procedure.objects.get().id]), typed()
    )

    assert answer.status_code == 422
    assert "Ghi vì sao sửa" in answer.content.decode()


def test_experts_of_the_directing_hospital_are_offered(
    browser: Client,
    hospital: Unit,
    stranger: Unit,
    employed: Callable[[Unit, str], StaffMember],
) -> None:
    employed(hospital, "Lường Văn Mẫu")
    employed(stranger, "Lường Thị Lạ")

    options = browser.get(reverse("techniques:pick_staff"), {"q": "luong"}).content.decode()

    assert "Lường Văn Mẫu" in options
    assert "Lường Thị Lạ" not in options


def test_the_list_of_a_visit_keeps_to_its_statements(browser: Client, visit: Encounter) -> None:
    url = reverse("techniques:of_visit", args=[visit.id])
    for _count in range(3):
        browser.post(url, typed())

    with counted() as statements:
        browser.get(url)

    assert len(statements) <= 12, statements
