"""A full disk: a sentence that says what to do, nothing half-written, and the kept form saves later."""

import json
import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.urls import reverse

from tests.faults.harness import one_visit
from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.changes import bulk
from tuyen.platform.changes.models import Bundle
from tuyen.platform.drafts.models import Draft
from tuyen.platform.tally.models import Tally
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Condition, Encounter
from tuyen.registry.persons.models import Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="full disk: SQLite's page limit"),
]

LEFT_FREE = 60  # pages


def _pragma(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {statement}")
        return int(cursor.fetchone()[0])


@pytest.fixture
def _full_disk(transactional_db: None) -> Iterator[None]:
    """No page may be added. Free pages that earlier tests left (catalogues are large) are taken by a
    blob, but for the few that the visits of the test fill first."""
    most = _pragma("max_page_count")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (stuff BLOB)")
        size = max(0, _pragma("freelist_count") - LEFT_FREE) * _pragma("page_size")
        cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [size])
    _pragma(f"max_page_count = {_pragma('page_count')}")
    yield
    _pragma(f"max_page_count = {most}")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE filler")


def _until_full(nurse: Actor) -> tuple[uuid.UUID, Refused]:
    """Fill what room is left: the patient of the visit that did not fit, and what was said."""
    for _ in range(500):
        patient_id = uuid7()
        try:
            one_visit(nurse, patient_id)
        except Refused as refusal:
            return patient_id, refusal
    raise AssertionError("the disk never filled")


@pytest.mark.usefixtures("_full_disk")
def test_a_full_disk_refuses_with_a_sentence_and_leaves_nothing_half_written() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")

    patient_id, refusal = _until_full(nurse)

    assert refusal.code == "disk_full"
    assert "Nội dung bạn nhập vẫn được giữ" in str(refusal)
    assert not Encounter.objects.filter(patient_id=patient_id).exists()
    assert not Condition.objects.filter(patient_id=patient_id).exists()
    assert not Bundle.objects.filter(patient_id=patient_id).exists()
    assert Tally.objects.get().n == Encounter.objects.count()


@pytest.mark.usefixtures("_full_disk")
def test_the_same_form_saves_once_there_is_room() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")
    patient_id, _refusal = _until_full(nurse)

    _pragma("max_page_count = 1073741823")
    one_visit(nurse, patient_id)

    assert Encounter.objects.filter(patient_id=patient_id).count() == 1


@pytest.mark.usefixtures("_full_disk")
def test_a_visit_form_on_a_full_disk_comes_back_with_its_words_and_saves_when_there_is_room() -> (
    None
):
    account = account_at(node("Trạm Y tế xã Mẫu"), "station_doctor")
    doctor = actor_of(account)
    assert doctor is not None
    entry = enqueue(person_id=person(doctor).id, by=doctor)
    browser = browser_of(account)
    draft = reverse("drafts:draft", args=["visit", entry.id])
    form = reverse("clinic:examine", args=[entry.id])
    typed = {
        "repeat": str(uuid7()),
        "reason": "Sốt",
        "pressure": "132/84",
        "note": "Ho 3 ngày, họng đỏ",
        "dx_code": [""],
        "dx_name": ["Viêm họng cấp"],
        "plan": "home_drugs",
    }
    kept = browser.put(draft, json.dumps({"note": ["Ho 3 ngày, họng đỏ"]}), "application/json")
    assert kept.status_code == 200
    _until_full(doctor)

    answer = browser.post(form, typed)

    assert answer.status_code == 422
    assert "Ổ đĩa" in answer.text
    assert "Ho 3 ngày, họng đỏ" in answer.text
    assert 'value="132/84"' in answer.text
    assert not Encounter.objects.filter(patient_id=entry.patient_id).exists()
    assert browser.get(draft).json()["fields"]["note"] == ["Ho 3 ngày, họng đỏ"]

    _pragma("max_page_count = 1073741823")
    saved = browser.post(form, typed)

    assert saved.status_code == 302
    visit = Encounter.objects.get(patient_id=entry.patient_id)
    assert visit.note == "Ho 3 ngày, họng đỏ"
    assert browser.get(draft).status_code == 204
    browser.post(form, typed)
    assert Encounter.objects.filter(patient_id=entry.patient_id).count() == 1


@pytest.mark.usefixtures("_full_disk")
def test_a_draft_and_a_bulk_load_on_a_full_disk_say_so_and_leave_nothing() -> None:
    account = account_at(node("Trạm Y tế xã Mẫu"), "station_doctor")
    doctor = actor_of(account)
    assert doctor is not None
    browser = browser_of(account)
    draft = reverse("drafts:draft", args=["visit", uuid7()])
    _until_full(doctor)
    people = [[Person(name=f"Lò Văn {number}")] for number in range(20_000)]

    answer = browser.put(draft, json.dumps({"note": ["x" * 60_000]}), "application/json")
    with pytest.raises((OperationalError, Refused), match=r"full|đầy"):
        list(bulk.load(actor=doctor, reason="test.load", groups=people))

    assert answer.status_code == 503
    assert "đầy" in answer.text
    assert not Draft.objects.exists()
    assert Person.objects.count() == Bundle.objects.filter(reason="test.load").count()
