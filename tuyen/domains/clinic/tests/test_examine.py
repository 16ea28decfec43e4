"""The visit form over HTTP: kept once, or handed back with everything typed."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import allergies, queue
from tuyen.record.actions.appointments import new_appointment, set_hours
from tuyen.record.chart import chart_of
from tuyen.record.models import (
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    QueueEntry,
)
from tuyen.record.queries.appointments import hours_at
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture
def icd10(db: Any) -> None:
    load_catalogues(schemes=["icd10"])


def filled(**said: Any) -> dict[str, Any]:
    """An ordinary visit as the browser sends it."""
    return {
        "repeat": str(uuid4()),
        "reasons": ["fever", "cough"],
        "reason": "",
        "pressure": "132/84",
        "pulse": "84",
        "temperature": "38,2",
        "weight": "52",
        "note": "Ho 3 ngày, họng đỏ",
        "dx_code": [""],
        "dx_name": ["Viêm họng cấp"],
        "plan": "home_drugs",
        "rx_code": ["paracetamol-500-tab"],
        "rx_drug": ["Paracetamol 500 mg"],
        "rx_dose": ["1x3"],
        "rx_days": ["5"],
        "rx_quantity": [""],
        "rx_unit": ["viên"],
        "rx_reason": [""],
        "next_visit_on": "",
    } | said


def url_of(entry: QueueEntry) -> str:
    return reverse("clinic:examine", args=[entry.id])


def test_the_empty_form_opens_with_the_reason_said_at_the_desk(
    browser: Client, entry: QueueEntry
) -> None:
    answer = browser.get(url_of(entry))

    assert answer.status_code == 200
    assert "Giàng Thị Mẫu" in answer.text
    assert 'value="Ho, sốt"' in answer.text


def test_a_finished_form_is_a_visit_in_the_chart(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    answer = browser.post(url_of(entry), filled())

    assert (answer.status_code, answer["Location"]) == (302, "/")
    chart = chart_of(patient.id, doctor)
    visit = chart.of(Encounter).get()
    assert visit.reason == "Sốt, Ho"
    assert {row.code: row.value for row in chart.of(Observation)} == {
        "systolic": 132,
        "diastolic": 84,
        "pulse": 84,
        "temperature": 38.2,
        "weight": 52,
    }
    line = chart.of(MedicationRequest).get()
    assert (line.quantity, line.dose) == (15, "Ngày 3 lần, mỗi lần 1 viên")


def test_eight_rows_through_http_take_fifteen_statements(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    """Of someone who has been here before: a first visit also draws the line of search again.

    With the look at the lock of the day and the draft taken away in the same transaction.
    """
    none: dict[str, Any] = {f"rx_{name}": [] for name in ("code", "drug", "dose", "days", "unit")}
    for _visit in range(2):  # so that a link and the row before it have different numbers
        browser.post(url_of(entry), filled(**none))
        entry = queue.enqueue(person_id=patient.id, by=doctor)

    with counted() as statements:
        answer = browser.post(url_of(entry), filled(**none, spo2="98"))

    assert answer.status_code == 302
    second = chart_of(patient.id, doctor).of(Observation).filter(encounter_id=_latest())
    assert second.count() + 2 == 8
    assert len(statements) <= 15, "\n".join(statements)


def _latest() -> Any:
    return Encounter.objects.order_by("id").last().id


def test_a_diagnosis_by_code_takes_the_name_of_the_list(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry, icd10: None
) -> None:
    browser.post(url_of(entry), filled(dx_code=["J02.9"], dx_name=["tự gõ"]))

    row = chart_of(patient.id, doctor).of(Condition).get()
    assert row.code == "J02.9"
    assert "Viêm họng" in row.name


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"pressure": "400/20"}, "không thể đúng", id="400/20"),
        pytest.param({"pressure": "80/120"}, "tâm trương phải nhỏ hơn", id="turned round"),
        pytest.param({"pressure": "cao"}, "Nhập như 120/80", id="words for figures"),
        pytest.param({"temperature": "98"}, "không thể đúng", id="Fahrenheit"),
        pytest.param({"next_visit_on": "01/01/2020"}, "Ngày hẹn phải sau", id="appointment past"),
        pytest.param({"next_visit_on": "31/02/2027"}, "Nhập ngày như", id="31 February"),
        pytest.param({"rx_dose": [""]}, "Ghi cách dùng", id="drug without a dose"),
        pytest.param({"rx_days": ["năm"]}, "Nhập một số", id="days in words"),
        pytest.param({"rx_days": ["60"]}, "nhiều nhất 30 ngày", id="60 days of a cold"),
        pytest.param({"dx_code": ["Z99.99"]}, "không có mã Z99.99", id="unknown code"),
        pytest.param({"dx_name": [""]}, "Kê đơn cần chẩn đoán", id="drugs without diagnosis"),
        pytest.param({"reason": "x" * 300}, "rút ngắn bớt", id="too long"),
    ],
)
def test_wrong_input_is_handed_back_with_all_that_was_typed(
    browser: Client, entry: QueueEntry, said: dict[str, Any], sentence: str
) -> None:
    answer = browser.post(url_of(entry), filled(**said))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Ho 3 ngày, họng đỏ" in answer.text
    assert 'id="error-summary"' in answer.text
    assert not Encounter.objects.exists()
    assert QueueEntry.objects.get().status == "waiting"


def test_300_over_20_is_kept_and_remarked(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    """Odd, not impossible: the page says so, a second reading may confirm it."""
    answer = browser.post(url_of(entry), filled(pressure="300/20", next_visit_on="01/01/2020"))
    kept = browser.post(url_of(entry), filled(pressure="300/20"))

    assert "hãy đo lại" in answer.text
    assert kept.status_code == 302
    figures = {row.code: row.value for row in chart_of(patient.id, doctor).of(Observation)}
    assert (figures["systolic"], figures["diastolic"]) == (300, 20)


@pytest.mark.usefixtures("icd10")
def test_a_code_that_cannot_fit_the_person_is_remarked_and_kept(
    browser: Client, doctor: Actor
) -> None:
    """A rule of coding warns; the doctor knows better."""
    man = person(doctor, "Giàng A Mẫu", sex="male")
    entry = queue.enqueue(person_id=man.id, by=doctor)
    birth = filled(dx_code=["O80", ""], dx_name=["Đẻ thường cho một thai", ""])
    part = reverse("clinic:examine_part", args=[entry.id, "diagnoses"])

    shown = browser.post(part, birth, headers={"HX-Request": "true"})
    kept = browser.post(url_of(entry), birth)

    assert re.search(r'class="odd"[^>]*>[^<]*O80', shown.text), shown.text
    assert kept.status_code == 302
    assert chart_of(man.id, doctor).of(Condition).get().code == "O80"


def test_an_empty_form_is_not_a_visit(browser: Client, doctor: Actor, patient: Person) -> None:
    bare = queue.enqueue(person_id=patient.id, by=doctor)

    answer = browser.post(url_of(bare), {"repeat": str(uuid4())})

    assert answer.status_code == 422
    assert "Phiếu còn trống" in answer.text


def test_the_same_form_twice_is_one_visit(browser: Client, entry: QueueEntry) -> None:
    form = filled()
    browser.post(url_of(entry), form)

    again = browser.post(url_of(entry), form)

    assert again.status_code == 302
    assert Encounter.objects.count() == 1


def test_other_content_under_one_key_is_a_conflict(browser: Client, entry: QueueEntry) -> None:
    form = filled()
    browser.post(url_of(entry), form)

    other = browser.post(url_of(entry), form | {"note": "Khác hẳn"})

    assert other.status_code == 409
    assert "Khác hẳn" in other.text
    assert Encounter.objects.count() == 1


def test_two_nurses_on_one_person_the_second_keeps_what_was_typed(
    browser: Client, station: ScopeNode, entry: QueueEntry
) -> None:
    other = browser_of(account_at(station, "assistant_doctor", name="Y sĩ Mẫu"))
    other.post(reverse("clinic:start", args=[entry.id]))

    answer = browser.post(url_of(entry), filled())

    assert answer.status_code == 422
    assert "Y sĩ Mẫu đang khám người này từ" in answer.text
    assert "Ho 3 ngày, họng đỏ" in answer.text
    assert "Nhận khám thay" in answer.text
    browser.post(reverse("clinic:take_over", args=[entry.id]))
    assert browser.post(url_of(entry), filled()).status_code == 302


def test_a_stale_form_is_refused_in_one_sentence(browser: Client, entry: QueueEntry) -> None:
    browser.post(url_of(entry), filled())

    late = browser.post(url_of(entry), filled(note="Đến sau"))

    assert late.status_code == 422
    assert "phiếu chưa được ghi" in late.text
    assert "Đến sau" in late.text
    assert Encounter.objects.count() == 1


@pytest.mark.capability("B2", "B3")
def test_a_drug_against_an_allergy_asks_for_a_reason(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    allergies.add_allergy(person_id=patient.id, substance="Paracetamol", by=doctor)

    refused = browser.post(url_of(entry), filled())
    taken = browser.post(url_of(entry), filled(rx_reason=["Không còn thuốc khác"]))

    assert refused.status_code == 422
    assert "Lý do vẫn kê" in refused.text
    assert taken.status_code == 302
    assert MedicationRequest.objects.get().override_reason == "Không còn thuốc khác"


def test_a_nurse_sees_who_will_prescribe(station: ScopeNode, entry: QueueEntry) -> None:
    nurse = browser_of(account_at(station, "station_nurse"))

    answer = nurse.get(url_of(entry))

    assert "chưa được giao kê đơn" in answer.text
    assert "rx_dose" not in answer.text


def test_an_expired_session_leads_to_sign_in_and_writes_nothing(entry: QueueEntry) -> None:
    answer = Client().post(url_of(entry), filled())

    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path == "/accounts/login/"
    assert not Encounter.objects.exists()


def test_the_last_drugs_come_back_with_one_key(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    browser.post(url_of(entry), filled())
    next_time = queue.enqueue(person_id=patient.id, by=doctor)

    part = reverse("clinic:examine_part", args=[next_time.id, "prescription"])
    answer = browser.post(part, {"again": "1"}, headers={"HX-Request": "true"})

    assert "Paracetamol 500 mg" in answer.text
    assert "<html" not in answer.text


def test_a_set_fills_the_prescription_without_scripts_too(
    browser: Client, entry: QueueEntry
) -> None:
    answer = browser.post(url_of(entry), filled(add_set="common_cold", rx_code=[], rx_drug=[]))

    assert answer.status_code == 200
    assert "Clorpheniramin" in answer.text or "chlorphenamine" in answer.text
    assert "Ho 3 ngày, họng đỏ" in answer.text
    assert not Encounter.objects.exists()


def test_undo_opens_the_form_as_it_was(browser: Client, entry: QueueEntry) -> None:
    browser.post(url_of(entry), filled())
    encounter = Encounter.objects.get()

    browser.post(reverse("clinic:undo", args=[encounter.id]))
    answer = browser.get(url_of(entry))

    assert "Ho 3 ngày, họng đỏ" in answer.text
    assert 'value="132/84"' in answer.text
    assert "Paracetamol" in answer.text


def test_a_paper_from_yesterday_needs_its_day_and_why(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    url = reverse("clinic:from_paper", args=[patient.id])

    empty = browser.post(url, filled())
    told = browser.post(
        url, filled(occurred_on="20/11/2025", occurred_hour="7h30", paper_reason="Mất điện")
    )

    assert empty.status_code == 422
    assert "Ghi ngày khám trên phiếu giấy" in empty.text
    assert told.status_code == 302
    visit = Encounter.objects.get()
    assert (f"{visit.day}", visit.entered_at is not None) == ("2025-11-20", True)


def test_a_paper_from_tomorrow_is_refused(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    url = reverse("clinic:from_paper", args=[patient.id])

    answer = browser.post(url, filled(occurred_on="20/11/2099", paper_reason="Mất điện"))

    assert answer.status_code == 422
    assert "Giờ khám ở tương lai" in answer.text


def test_the_next_visit_is_offered_on_a_day_when_the_station_is_open(
    browser: Client, doctor: Actor, entry: QueueEntry
) -> None:
    usual = clock.today() + dt.timedelta(days=28)
    set_hours(capacity=9, closed_weekdays=frozenset(), closed_days=[usual], by=doctor)

    text = browser.get(url_of(entry)).text

    offered = hours_at(doctor.unit_id).open_from(usual)
    assert offered > usual
    assert f'data-value="{offered:%d/%m/%Y}"' in text


def test_whoever_is_asked_back_on_a_closed_or_full_day_is_offered_the_next_free_one(
    browser: Client, doctor: Actor, entry: QueueEntry
) -> None:
    closed, full = (clock.today() + dt.timedelta(days=n) for n in (10, 20))
    set_hours(capacity=1, closed_weekdays=frozenset(), closed_days=[closed], by=doctor)
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(new_appointment(patient_id=uuid4(), compartment="", day=full, by=doctor))

    for day in (closed, full):
        answer = browser.post(url_of(entry), filled(next_visit_on=f"{day:%d/%m/%Y}"))

        free = day + dt.timedelta(days=1)
        assert answer.status_code == 422
        assert f"{free:%d/%m/%Y}" in answer.context["form"].field_errors["next_visit_on"]
        assert f'data-value="{free:%d/%m/%Y}"' in answer.text
        assert "Viêm họng cấp" in answer.text
    assert not Encounter.objects.exists()

    browser.post(url_of(entry), filled(next_visit_on=f"{free:%d/%m/%Y}"))

    assert Encounter.objects.get().next_visit_on == free
