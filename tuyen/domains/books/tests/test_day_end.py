"""Khóa ngày: what is open is shown, two clicks lock, and what comes later is seen."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.drafts import actions as drafts
from tuyen.record.actions.appointments import new_appointment
from tuyen.record.actions.queue import enqueue, start
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import DayLock, Encounter
from tuyen.record.queries.day_locks import is_locked
from tuyen.record.sheet import Diagnosis, Line, Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

URL = "/books/day/"


def finished(who: Person, by: Actor, *, coded: bool = True, **said: object) -> Encounter:
    entry = enqueue(person_id=who.id, by=by)
    diagnoses = (Diagnosis("Viêm họng cấp", "J02.9"),) if coded else ()
    sheet = Sheet(occurred_at=clock.now(), reason="Ho", diagnoses=diagnoses, **said)  # type: ignore[arg-type]
    done = finish_visit(person=who.id, sheet=sheet, by=by, entry=entry)
    return Encounter.objects.get(pk=done.encounter_id)


def test_what_is_not_finished_is_shown_with_its_way_there(browser: Client, doctor: Actor) -> None:
    waiting = enqueue(person_id=person(doctor, "Lò Văn Chờ").id, by=doctor)
    begun = start(entry=enqueue(person_id=person(doctor, "Lò Văn Dở").id, by=doctor), by=doctor)
    drafts.keep(kind="visit", subject_id=begun.id, body=b'{"note": ["Ho"]}', by=doctor)
    bare = finished(person(doctor, "Lò Văn Thiếu"), doctor, coded=False)
    finished(person(doctor, "Lò Văn Đủ"), doctor)

    text = browser.get(URL).text

    assert reverse("clinic:examine", args=[waiting.id]) in text
    assert text.count(reverse("clinic:examine", args=[begun.id])) == 2
    assert "Phiếu nhập dở chưa lưu" in text
    assert reverse("clinic:visit", args=[bare.id]) in text
    assert "4 lượt khám" not in text
    assert "2 lượt khám" in text
    assert "Lò Văn Đủ" not in text


def test_what_waits_for_another_room_is_shown_too(browser: Client, doctor: Actor) -> None:
    drug = Line("Paracetamol", "1x3", 15, "viên", strength="500 mg", days=5)
    finished(person(doctor, "Lò Văn Thuốc"), doctor, lines=(drug,))
    row = new_appointment(
        patient_id=person(doctor, "Lò Văn Hẹn").id, compartment="", day=clock.today(), by=doctor
    )
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(row)

    text = browser.get(URL).text

    assert "Đơn chưa cấp thuốc" in text
    assert "Lò Văn Thuốc" in text
    assert "Hẹn hôm nay chưa đến" in text
    assert "Lò Văn Hẹn" in text


def test_two_clicks_lock_the_day(browser: Client, doctor: Actor, patient: Person) -> None:
    finished(patient, doctor)
    today = browser.get("/").text

    browser.post(URL, {"day": f"{clock.today():%d/%m/%Y}"})

    assert f'href="{URL}?day={clock.today():%d/%m/%Y}"' in today
    assert is_locked(doctor.unit_id, clock.today())
    assert "Ngày này đã khóa sổ" in browser.get(URL).text
    assert "Đã khóa" in browser.get("/").text


def test_what_is_written_after_the_lock_is_seen(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    browser.post(URL, {"day": f"{clock.today():%d/%m/%Y}"})

    late = finished(patient, doctor, late_reason="Đến sau giờ")

    text = browser.get(URL).text
    assert "Ghi sau khi khóa sổ" in text
    assert reverse("clinic:visit", args=[late.id]) in text
    page = browser.get(reverse("clinic:visit", args=[late.id])).text
    assert "Ghi sau khi khóa sổ" in page
    assert "Đến sau giờ" in page


def test_the_visit_form_asks_for_the_reason_and_keeps_what_was_typed(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    entry = enqueue(person_id=patient.id, by=doctor)
    browser.post(URL, {"day": f"{clock.today():%d/%m/%Y}"})
    url = reverse("clinic:examine", args=[entry.id])
    typed = {"repeat": str(uuid7()), "reason": "Ho", "note": "Ho từ đêm qua"}

    refused = browser.post(url, typed)
    browser.post(url, typed | {"late_reason": "Đến sau giờ"})

    assert refused.status_code == 422
    assert 'name="late_reason"' in refused.text
    assert "Ho từ đêm qua" in refused.text
    assert Encounter.objects.get().note == "Ho từ đêm qua"


def test_unlocking_says_why(browser: Client, doctor: Actor) -> None:
    day = {"day": f"{clock.today():%d/%m/%Y}"}
    browser.post(URL, day)

    bare = browser.post("/books/day/unlock/", day)
    browser.post("/books/day/unlock/", day | {"why": "Nhập bù phiếu giấy"})

    assert bare.status_code == 422
    assert "Nhập bù phiếu giấy" in browser.get(URL).text
    assert not is_locked(doctor.unit_id, clock.today())


def test_a_day_never_locked_has_nothing_to_unlock(browser: Client) -> None:
    day = f"{clock.yesterday():%d/%m/%Y}"

    assert browser.post("/books/day/unlock/", {"day": day, "why": "Nhầm"}).status_code == 404


def test_a_day_to_come_is_not_locked(browser: Client) -> None:
    day = f"{clock.today() + dt.timedelta(days=1):%d/%m/%Y}"

    assert "Ngày này chưa tới" in browser.get(URL, {"day": day}).text
    assert browser.post(URL, {"day": day}).status_code == 422
    assert not DayLock.objects.exists()


def test_another_unit_locks_its_own_day(browser: Client, doctor: Actor, patient: Person) -> None:
    finished(patient, doctor, coded=False)
    other = browser_of(account_at(node("Trạm khác"), "station_nurse"))

    text = other.get(URL).text
    other.post(URL, {"day": f"{clock.today():%d/%m/%Y}"})

    assert patient.name not in text
    assert not is_locked(doctor.unit_id, clock.today())


def test_whoever_lacks_the_grant_counts_nobody_in_custody() -> None:
    prison: ScopeNode = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    granted = account_at(prison, "prison_doctor", grants=("custody",))
    by = browser_of(granted)
    doctor = by.get("/").wsgi_request.actor  # type: ignore[attr-defined]
    hidden = person(doctor, "Lò Văn Kín", compartment="custody")
    finished(hidden, doctor, coded=False)
    without = browser_of(account_at(prison, "prison_nurse"))

    seen, unseen = by.get(URL).text, without.get(URL).text

    assert "Lò Văn Kín" in seen
    assert "1 lượt khám" in seen
    assert "Lò Văn Kín" not in unseen
    assert "0 lượt khám" in unseen
    assert "Lượt khám chưa có chẩn đoán" not in unseen


def test_the_page_costs_few_statements(browser: Client, doctor: Actor) -> None:
    for number in range(6):
        finished(person(doctor, f"Lò Văn {number}"), doctor, coded=number % 2 == 0)
        entry = enqueue(person_id=person(doctor, f"Lò Thị {number}").id, by=doctor)
        drafts.keep(kind="visit", subject_id=entry.id, body=b'{"note": ["Ho"]}', by=doctor)

    with counted() as statements:
        browser.get(URL)

    assert len(statements) <= 8, "\n".join(statements)
