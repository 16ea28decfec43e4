"""The pages of the counter: who waits, one key hands out, and what may not be seen is unknown."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, account_at, browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.tests.conftest import (
    AMOXICILLIN,
    PARACETAMOL,
    drug_line,
    line,
    lot_named,
    prescribed,
    received,
)
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.day_locks import lock_day
from tuyen.record.chart import chart_of
from tuyen.record.models import Dispense, Prescription
from tuyen.registry.persons.models import Person


@pytest.fixture
def sheet(nurse: Actor, doctor: Actor, patient: Person) -> Prescription:
    received(nurse, line(nurse, 100), line(nurse, 30, "B1", code=AMOXICILLIN))
    return prescribed(doctor, patient, drug_line(PARACETAMOL, 10), drug_line(AMOXICILLIN, 15))


def url_of(sheet: Prescription, name: str = "dispense") -> str:
    return reverse(f"pharmacy:{name}", args=[sheet.id])


def as_shown(sheet: Prescription, by: Actor, **changed: object) -> dict[str, object]:
    """The form as the page fills it."""
    desk = counter.desk_of(chart_of(sheet.patient_id, by), sheet)
    takes = [(line, take) for line, found in desk.proposal().items() for take in found]
    return {
        "line": [str(line) for line, _take in takes],
        "lot": [str(take.lot.lot_id) for _line, take in takes],
        "quantity": [str(take.quantity) for _line, take in takes],
    } | changed


@pytest.mark.capability("B3")
def test_somebody_waits_and_goes_home_with_the_drugs(
    browser: Client, nurse: Actor, sheet: Prescription, patient: Person
) -> None:
    waiting = browser.get(reverse("pharmacy:queue")).content.decode()
    browser.post(url_of(sheet), as_shown(sheet, nurse))
    after = browser.get(reverse("pharmacy:queue")).content.decode()

    assert patient.name in waiting
    assert "Không có ai chờ lấy thuốc" in after
    assert {m.number for m in StockMovement.objects.filter(kind="dispense")} == {sheet.number}
    assert browser.get(url_of(sheet, "labels"))["Content-Type"] == "application/pdf"


def test_a_wrong_figure_comes_back_with_what_was_typed(
    browser: Client, nurse: Actor, sheet: Prescription
) -> None:
    answer = browser.post(url_of(sheet), as_shown(sheet, nurse, quantity=["-7", "999"]))

    assert answer.status_code == 422
    assert "Chưa cấp được" in answer.content.decode()
    assert 'value="-7"' in answer.content.decode()
    assert not StockMovement.objects.filter(kind="dispense").exists()


@pytest.mark.parametrize("text", ["ba", "1e9", "٣", "9" * 40])
def test_a_figure_that_is_none_is_refused(
    browser: Client, nurse: Actor, sheet: Prescription, text: str
) -> None:
    answer = browser.post(url_of(sheet), as_shown(sheet, nurse, quantity=[text, ""]))

    assert answer.status_code == 422
    assert not StockMovement.objects.filter(kind="dispense").exists()


def test_undo_on_the_page_puts_the_drugs_back(
    browser: Client, nurse: Actor, sheet: Prescription
) -> None:
    browser.post(url_of(sheet), as_shown(sheet, nurse))

    browser.post(url_of(sheet, "undo"))

    assert stock.kept(nurse.unit_id)[lot_named("A1").id] == 100


def test_part_of_it_is_taken_back_on_the_page(
    browser: Client, nurse: Actor, sheet: Prescription, patient: Person
) -> None:
    browser.post(url_of(sheet), as_shown(sheet, nurse))
    row = chart_of(patient.id, nurse).of(Dispense).get(drug_code=PARACETAMOL)

    url = reverse("pharmacy:take_back", args=[sheet.id, row.id])
    browser.post(url, {"quantity": "3", "why": "còn ở nhà"})

    assert stock.kept(nurse.unit_id)[lot_named("A1").id] == 93


def test_a_neighbour_finds_neither_sheet_nor_label(
    other_station: ScopeNode, sheet: Prescription
) -> None:
    neighbour = browser_of(account_at(other_station, "station_nurse"))

    assert neighbour.get(url_of(sheet)).status_code == 404
    assert neighbour.get(url_of(sheet, "labels")).status_code == 404
    assert neighbour.post(url_of(sheet, "undo")).status_code == 404


@pytest.mark.capability("B3", where="/pharmacy/")
def test_the_second_signature_is_a_colleague_with_the_right_password(
    browser: Client, station: ScopeNode, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    received(nurse, line(nurse, 50, "N1", code="diazepam-5-tab"))
    sheet = prescribed(doctor, patient, drug_line("diazepam-5-tab", 5, control="H"))
    colleague = account_at(station, "assistant_doctor", name="Y sĩ Mẫu")
    signed = {"second": colleague.username, "password": PASSWORD}

    wrong = browser.post(url_of(sheet), as_shown(sheet, nurse, **(signed | {"password": "sai"})))
    right = browser.post(url_of(sheet), as_shown(sheet, nurse, **signed))

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert StockMovement.objects.get(kind="dispense").second_name == "Y sĩ Mẫu"


def test_the_queue_and_the_sheet_ask_few_questions(browser: Client, sheet: Prescription) -> None:
    browser.get(reverse("pharmacy:queue"))

    with counted() as in_queue:
        browser.get(reverse("pharmacy:queue"))
    with counted() as on_sheet:
        browser.get(url_of(sheet))

    assert len(in_queue) <= 8, in_queue
    assert len(on_sheet) <= 9, on_sheet


def test_from_the_visit_to_its_sheet(browser: Client, sheet: Prescription) -> None:
    answer = browser.get(reverse("pharmacy:of_visit", args=[sheet.encounter_id]))

    assert answer["Location"] == url_of(sheet)


def test_on_a_locked_day_drugs_are_handed_out_with_a_reason(
    browser: Client, nurse: Actor, doctor: Actor, sheet: Prescription
) -> None:
    lock_day(day=clock.today(), by=doctor)

    refused = browser.post(url_of(sheet), as_shown(sheet, nurse))
    written = browser.post(url_of(sheet), as_shown(sheet, nurse, why="Đến lấy sau giờ khóa sổ"))

    assert refused.status_code == 422
    assert 'name="why"' in refused.content.decode()
    assert written.status_code == 302
