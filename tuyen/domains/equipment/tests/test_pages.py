"""The pages of the register, as the station's doctor and the department see them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.domains.equipment import sheets
from tuyen.domains.equipment.models import EquipmentFault, EquipmentItem, WorkRoom
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.imports.kinds import Outcome, Row
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
PAGES = ("unit", "upkeep", "standard", "places")
EMPTY = {column.key: column.parse(None) for column in sheets.EQUIPMENT.columns}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_register_opens_in_eight_statements(
    name: str, browser: Client, station: Unit, ultrasound: EquipmentItem
) -> None:
    url = reverse(f"equipment:{name}", args=[station.id])

    with counted() as asked:
        response = browser.get(url)

    assert response.status_code == 200
    assert len(asked) <= 8, asked


def test_a_device_is_added_and_found_without_marks(browser: Client, station: Unit) -> None:
    sent = {"kind": "ecg", "quantity": "1", "source": "budget", "value_dong": "45.000.000"}

    browser.post(reverse("equipment:new", args=[station.id]), sent)

    found = browser.get(reverse("equipment:unit", args=[station.id]), {"q": "may dien tim"})
    assert EquipmentItem.objects.get().value_dong == 45_000_000
    assert "Máy điện tim" in found.content.decode()


def test_a_fault_told_without_words_keeps_the_form(
    browser: Client, ultrasound: EquipmentItem
) -> None:
    response = browser.post(reverse("equipment:fault", args=[ultrasound.id]), {"said": ""})

    assert response.status_code == 422
    assert not EquipmentFault.objects.exists()


def test_the_page_of_one_device_opens(browser: Client, ultrasound: EquipmentItem) -> None:
    with counted() as asked:
        response = browser.get(reverse("equipment:item", args=[ultrasound.id]))

    assert "SA-001" in response.content.decode()
    assert len(asked) <= 8, asked


def test_a_room_is_added(browser: Client, station: Unit) -> None:
    sent = {"what": "room", "name": "Phòng khám 1", "kind": "examination", "condition": "good"}

    browser.post(reverse("equipment:places", args=[station.id]), sent)

    assert WorkRoom.objects.get().unit_id == station.id


def test_what_was_asked_for_stands_among_the_needs_on_the_next_page(
    browser: Client, station: Unit
) -> None:
    standard = reverse("equipment:standard", args=[station.id])

    browser.post(reverse("equipment:ask", args=[station.id]))

    needs = browser.get(reverse("capability:unit_needs", args=[station.id])).text
    assert "Máy siêu âm" in needs
    assert "Phòng truyền thông, tư vấn" in needs
    assert "Đã có trong nhu cầu" in browser.get(standard).text
    assert "Đưa các mục thiếu vào nhu cầu" not in browser.get(standard).text


def test_another_stations_register_does_not_exist(browser: Client, neighbour: Unit) -> None:
    assert browser.get(reverse("equipment:unit", args=[neighbour.id])).status_code == 404


def test_the_department_sees_a_line_for_each_unit(
    department: Unit, station: Unit, neighbour: Unit, ultrasound: EquipmentItem
) -> None:
    node = ScopeNode.objects.get(unit_id=department.id)
    browser = browser_of(account_at(node, "department_officer"))

    with counted() as asked:
        shown = browser.get(reverse("equipment:home")).content.decode()

    assert station.name in shown
    assert neighbour.name in shown
    assert len(asked) <= 8, asked


def test_rows_of_a_spreadsheet_come_in_once_and_bad_ones_say_why(
    station: Unit, doctor: object
) -> None:
    good = Row(2, EMPTY | {"kind": "ecg", "name": "Điện tim", "serial": "E1"})
    bad = Row(3, EMPTY | {"kind": "ecg", "name": "Điện tim", "unit": "Trạm không có"})

    first = list(sheets.apply([good, bad], doctor, False))  # type: ignore[arg-type]
    again = list(sheets.apply([good], doctor, False))  # type: ignore[arg-type]

    assert [each.outcome for each in first] == [Outcome.CREATED, Outcome.BAD]
    assert again[0].outcome == Outcome.UNCHANGED
    assert EquipmentItem.objects.count() == 1


def test_the_register_goes_out_as_a_spreadsheet(
    browser: Client, station: Unit, ultrasound: EquipmentItem
) -> None:
    response = browser.get(reverse("equipment:sheet", args=[station.id]))

    assert response.content[:2] == b"PK"
