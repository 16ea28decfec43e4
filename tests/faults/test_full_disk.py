"""A full disk: a sentence that says what to do, nothing half-written, and the kept form saves later."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.faults.harness import one_visit
from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform.changes.models import Bundle
from tuyen.platform.tally.models import Tally
from tuyen.record.models import Condition, Encounter

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
