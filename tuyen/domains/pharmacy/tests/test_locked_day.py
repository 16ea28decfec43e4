"""Handing out into a day whose books are closed says why."""

import pytest
from django.test import Client
from django.urls import reverse

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.pharmacy.actions import dispense as acts
from tuyen.domains.pharmacy.tests.conftest import line, received
from tuyen.domains.pharmacy.tests.test_dispense import (
    PARACETAMOL,
    as_proposed,
    desk,
    drug_line,
    handed,
    left,
    prescribed,
)
from tuyen.record.actions.day_locks import lock_day
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense
from tuyen.registry.persons.models import Person


def test_after_the_lock_a_hand_over_says_why(nurse: Actor, doctor: Actor, patient: Person) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    at = desk(sheet, nurse)
    lock_day(day=clock.today(), by=doctor)

    with pytest.raises(Refused) as refusal:
        acts.dispense(prescription=sheet, shares=as_proposed(at), by=nurse)
    before = left(nurse, "A1")
    acts.dispense(prescription=sheet, shares=as_proposed(at), by=nurse, why="Lấy thuốc sau giờ")

    assert refusal.value.code == "locked_day"
    assert before == [100]
    assert left(nurse, "A1") == [90]


def test_after_the_lock_nothing_comes_back_without_a_word(
    nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    handed(sheet, nurse)
    lock_day(day=clock.today(), by=doctor)
    row = chart_of(patient.id, nurse).of(Dispense).get()

    with pytest.raises(Refused):
        acts.undo(prescription=sheet, by=nurse)
    with pytest.raises(Refused):
        acts.take_back(row=row, quantity=10, by=nurse)
    acts.take_back(row=row, quantity=10, by=nurse, why="Đổi đơn")

    assert left(nurse, "A1") == [100]


def test_the_counter_asks_for_the_reason(
    browser: Client, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 100))
    sheet = prescribed(doctor, patient, drug_line(PARACETAMOL, 10))
    [share] = as_proposed(desk(sheet, nurse))
    lock_day(day=clock.today(), by=doctor)
    url = reverse("pharmacy:dispense", args=[sheet.id])
    typed = {"line": str(share.request_id), "lot": str(share.lot_id), "quantity": "10"}

    refused = browser.post(url, typed)
    browser.post(url, typed | {"why": "Lấy thuốc sau giờ"})

    assert refused.status_code == 422
    assert "Lý do ghi thêm vào ngày đã khóa sổ" in refused.text
    assert left(nurse, "A1") == [90]
