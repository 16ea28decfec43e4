"""The order form over HTTP: sets, places, and what is handed back."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Order, QueueEntry
from tuyen.record.sheet import Diagnosis
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def place_url(patient: Person) -> str:
    return reverse("diagnostics:place", args=[patient.id])


def test_the_form_offers_what_can_be_ordered_by_category(
    ward: Client, patient: Person, entry: QueueEntry
) -> None:
    answer = ward.get(place_url(patient))

    assert answer.status_code == 200
    for words in ("Công thức máu", "X-quang ngực thẳng", "Điện tâm đồ 12 chuyển đạo"):
        assert words in answer.text
    assert "Xét nghiệm nhanh HIV" not in answer.text


def test_the_form_takes_ten_statements(ward: Client, patient: Person, entry: QueueEntry) -> None:
    ward.get(place_url(patient))

    with counted() as statements:
        ward.get(place_url(patient))

    assert len(statements) <= 8, "\n".join(statements)


def test_ticked_boxes_become_one_sheet_at_the_chosen_place(
    ward: Client, patient: Person, entry: QueueEntry, laboratory: ScopeNode
) -> None:
    said = {
        "items": ["blood_count", "xray_chest"],
        "performer-laboratory": str(laboratory.unit_id),
        "reason": "Sốt 5 ngày",
        "urgent": "1",
        "repeat": str(uuid4()),
    }

    first = ward.post(place_url(patient), said)
    again = ward.post(place_url(patient), said)

    rows = list(Order.objects.order_by("id"))
    assert [row.code for row in rows] == ["blood_count", "xray_chest"]
    assert rows[0].performer_id == laboratory.unit_id
    assert rows[1].performer_name == "Bệnh viện mẫu"
    assert all(row.is_urgent and row.reason == "Sốt 5 ngày" for row in rows)
    address = reverse("diagnostics:sheet", args=[rows[0].requisition_id])
    assert (first.status_code, first["Location"]) == (302, address)
    assert (again.status_code, again["Location"]) == (302, address)


def test_without_scripts_a_set_ticks_its_boxes(
    ward: Client, patient: Person, entry: QueueEntry
) -> None:
    answer = ward.post(place_url(patient), {"set": "diabetes_quarterly", "items": ["ecg"]})

    assert answer.status_code == 200
    assert answer.text.count("checked") == 3
    assert not Order.objects.exists()


def test_the_set_for_the_diagnosis_of_the_visit_stands_first(
    ward: Client, clinician: Actor, patient: Person, entry: QueueEntry
) -> None:
    said = sheet(diagnoses=(Diagnosis("Tăng huyết áp", "I10"),), lines=())
    done = finish_visit(person=patient, sheet=said, by=clinician, entry=entry)

    answer = ward.get(reverse("diagnostics:place_from_visit", args=[done.encounter_id]))

    first = answer.text.index("is-fitting")
    assert answer.text.index("Tăng huyết áp: hằng năm") - first < 200
    assert 'value="Tăng huyết áp"' in answer.text


def test_ordered_in_the_visit_it_leads_back_to_the_visit(
    ward: Client, patient: Person, entry: QueueEntry
) -> None:
    url = reverse("diagnostics:place_from_queue", args=[entry.id])

    answer = ward.post(url, {"items": ["blood_count"], "repeat": str(uuid4())})

    assert answer["Location"] == reverse("clinic:examine", args=[entry.id])
    assert Order.objects.get().entry_id == entry.id


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({}, "Chọn ít nhất một", id="nothing ticked"),
        pytest.param({"items": ["unknown"]}, "không có trong danh mục", id="unknown"),
        pytest.param({"items": ["hiv_rapid"]}, "nhạy cảm", id="without the grant"),
        pytest.param(
            {"items": ["ecg"], "performer-functional": "x"}, "Chọn nơi thực hiện", id="no place"
        ),
    ],
)
def test_what_cannot_be_ordered_is_said_and_the_form_comes_back(
    ward: Client, patient: Person, entry: QueueEntry, said: dict[str, object], sentence: str
) -> None:
    answer = ward.post(place_url(patient), said | {"reason": "Đau ngực"})

    assert answer.status_code in (403, 422)
    assert sentence in answer.text
    assert "Đau ngực" in answer.text
    assert not Order.objects.exists()
