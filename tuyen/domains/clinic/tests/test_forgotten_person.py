"""A person whose record was forgotten here stands in the unit's own books without a name; the books open."""

from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.record.models import Appointment, QueueEntry, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Client:
    """At a unit whose books name somebody of whom nothing else is kept here."""
    at, gone = node("Trạm Y tế xã Mẫu"), uuid7()
    about: dict[str, Any] = {"unit_id": at.unit_id, "patient_id": gone}
    today, now = clock.today(), clock.now()
    with changes.apply(actor=SYSTEM, reason="test.books") as log:
        log.create(
            Task(**about, kind="follow_up", title="Gọi lại", due_on=today),
            QueueEntry(**about, day=today, number=1, status="waiting", arrived_at=now),
            Appointment(**about, day=today, status="booked", booked_at=now),
        )
    return browser_of(account_at(at, "station_doctor"))


@pytest.mark.parametrize(
    "page", ["/", "/tasks/", "/appointments/", "/appointments/overdue/", "/appointments/remind/"]
)
def test_books_of_the_unit_open_when_a_person_in_them_was_forgotten(
    nurse: Client, page: str
) -> None:
    assert nurse.get(page, follow=True).status_code == 200
