"""The network on the screen: seen by everyone of the chain, changed by its managers, without scripts."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Affiliation, FacilityCode, Unit

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 8


def _browser(unit: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(unit_id=unit.id), role))


@pytest.fixture
def manager(department: Unit) -> Client:
    return _browser(department, "department_officer")


@pytest.fixture
def nurse_browser(station: Unit) -> Client:
    return _browser(station, "station_nurse")


def _page(browser: Client, name: str, *args: Any, **query: str) -> str:
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.capability("A1")
def test_the_tree_opens_where_i_stand(nurse_browser: Client, hospital: Unit) -> None:
    shown = _page(nurse_browser, "facilities:network")

    assert "Sở Y tế mẫu" in shown
    assert "Bệnh viện đa khoa mẫu" in shown
    assert "Trạm Y tế xã Đường Lâm" in shown


def test_lists_keep_to_the_budget_of_statements(
    manager: Client, hospital: Unit, station: Unit, officer: Actor
) -> None:
    for i in range(30):
        actions.create_unit(parent=hospital, kind="department", name=f"Khoa {i}", by=officer)
    addresses = [
        reverse("facilities:network"),
        reverse("facilities:network") + "?q=khoa",
        reverse("facilities:search") + "?q=khoa",
        reverse("facilities:unit", args=[hospital.id]),
    ]
    for address in addresses:
        with counted() as statements:
            manager.get(address)

        assert len(statements) <= MOST_STATEMENTS


def test_a_filter_finds_without_marks(manager: Client, station: Unit, hospital: Unit) -> None:
    shown = _page(manager, "facilities:network", q="duong lam")

    assert "Trạm Y tế xã Đường Lâm" in shown
    assert "Bệnh viện đa khoa mẫu" not in shown


def test_an_empty_filter_says_what_to_do(manager: Client) -> None:
    assert "Hãy bớt một điều kiện" in _page(manager, "facilities:network", q="không đâu")


def test_nonsense_in_the_address_shows_everything(manager: Client) -> None:
    shown = _page(manager, "facilities:network", kind="x", chain="y", page="zz", under="abc")

    assert "Sở Y tế mẫu" in shown


def test_prisons_are_not_there_for_the_other_chain(manager: Client, prison: Unit) -> None:
    response = manager.get(reverse("facilities:unit", args=[prison.id]))

    assert response.status_code == 404
    assert "Trại giam" not in _page(manager, "facilities:network", q="trai giam số")


def test_a_unit_is_added_by_its_manager(manager: Client, department: Unit, sin_ho: Area) -> None:
    response = manager.post(
        reverse("facilities:new", args=[department.id]),
        {
            "kind": "health_station",
            "name": "Trạm Y tế xã Sìn Hồ",
            "commune_code_text": "sin ho",
            "valid_from": "01/07/2025",
        },
    )

    made = Unit.objects.get(name="Trạm Y tế xã Sìn Hồ")
    assert response["Location"] == reverse("facilities:unit", args=[made.id])
    assert made.commune_code == "03478"
    assert made.valid_from == dt.date(2025, 7, 1)


def test_what_was_typed_stays_when_it_is_refused(manager: Client, department: Unit) -> None:
    response = manager.post(
        reverse("facilities:new", args=[department.id]),
        {"kind": "hospital", "name": "Bệnh viện mới", "commune_code_text": "không đâu"},
    )

    assert response.status_code == 422
    assert "Bệnh viện mới" in response.content.decode()
    assert "Không tìm thấy xã, phường này" in response.content.decode()


def test_a_nurse_sees_no_button_and_may_not_send_the_form(
    nurse_browser: Client, station: Unit
) -> None:
    assert "Đơn vị trực thuộc mới" not in _page(nurse_browser, "facilities:unit", station.id)

    response = nurse_browser.post(
        reverse("facilities:change", args=[station.id]), {"kind": "hospital", "name": "X"}
    )

    assert response.status_code == 403


@pytest.mark.capability("A1")
def test_codes_and_ratings_are_added_on_the_page(manager: Client, hospital: Unit) -> None:
    wrong = manager.post(
        reverse("facilities:code", args=[hospital.id]), {"system": "bhyt5", "code": "12"}
    )
    manager.post(
        reverse("facilities:code", args=[hospital.id]), {"system": "bhyt5", "code": "12 001"}
    )
    manager.post(
        reverse("facilities:rate", args=[hospital.id]),
        {"facility_class": "1", "beds": "500", "valid_from": "1/1/2021"},
    )

    assert wrong.status_code == 422
    assert FacilityCode.objects.get().code == "12001"
    shown = _page(manager, "facilities:unit", hospital.id)
    assert "Hạng I" in shown
    assert "12001" in shown


@pytest.mark.capability("A1")
def test_a_tie_is_made_and_ended(manager: Client, hospital: Unit, station: Unit) -> None:
    manager.post(
        reverse("facilities:tie", args=[hospital.id]),
        {"kind": "satellite", "side": "upper", "other": str(station.id)},
    )
    tie = Affiliation.objects.get()

    manager.post(reverse("facilities:end_tie", args=[hospital.id, tie.id]))

    tie.refresh_from_db()
    assert (tie.upper_id, tie.lower_id) == (hospital.id, station.id)
    assert tie.valid_to is not None


def test_moving_and_closing_are_on_the_page(
    manager: Client, hospital: Unit, station: Unit, department: Unit
) -> None:
    refused = manager.post(
        reverse("facilities:close", args=[department.id]),
        {"on": "31/12/2026", "legal_basis": "QĐ"},
    )
    manager.post(
        reverse("facilities:move", args=[station.id]),
        {"to": str(hospital.id), "why": "Sắp xếp lại"},
    )

    station.refresh_from_db()
    assert "trực thuộc đang hoạt động" in refused.content.decode()
    assert station.parent_id == hospital.id


def test_the_history_names_who_changed_what(manager: Client, station: Unit, officer: Actor) -> None:
    actions.change_unit(unit=station, name="Trạm Y tế mới", why="Đổi tên xã", by=officer)

    shown = _page(manager, "facilities:history", station.id)

    assert "Đổi tên xã" in shown
    assert "<del>Trạm Y tế xã Đường Lâm</del>" in shown
    assert '<td class="muted">máy này</td>' in shown


def test_the_list_leaves_as_a_file_that_comes_back(manager: Client, hospital: Unit) -> None:
    response = manager.get(reverse("facilities:sheet"), {"kind": "hospital"})

    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Tên đơn vị"
    assert rows[1][0] == "Bệnh viện đa khoa mẫu"


def test_the_map_of_the_country_links_to_provinces(manager: Client, sin_ho: Area) -> None:
    shown = _page(manager, "facilities:map")

    assert "province_code=12" in shown
    assert "Quần đảo Hoàng Sa" in shown


@pytest.mark.capability("A1")
def test_the_map_of_a_province_shows_its_units(
    manager: Client, department: Unit, officer: Actor, sin_ho: Area
) -> None:
    unit = actions.create_unit(
        parent=department, kind="health_station", name="Trạm Sìn Hồ",
        commune_code="03478", by=officer,
    )  # fmt: skip

    with counted() as statements:
        shown = _page(manager, "facilities:map", province_code="12")

    assert reverse("facilities:unit", args=[unit.id]) in shown
    assert "Trạm Sìn Hồ" in shown
    assert len(statements) <= MOST_STATEMENTS


def test_communes_are_offered_while_typing(manager: Client, sin_ho: Area) -> None:
    shown = _page(manager, "areas:communes", q="sin ho")

    assert 'data-value="03478"' in shown


def test_a_visitor_is_sent_to_sign_in(client: Client, station: Unit) -> None:
    response = client.get(reverse("facilities:unit", args=[station.id]))

    assert response.status_code == 302


def test_a_facility_without_an_insurance_code_is_told_what_its_prescriptions_lack(
    manager: Client, hospital: Unit, department: Unit, officer: Actor
) -> None:
    address = reverse("facilities:unit", args=[hospital.id])

    before = manager.get(address).content.decode()
    actions.add_code(unit=hospital, system="bhyt5", code="12001", by=officer)
    after = manager.get(address).content.decode()
    office = manager.get(reverse("facilities:unit", args=[department.id])).content.decode()

    assert "chỉ mang số nội bộ" in before
    assert "chỉ mang số nội bộ" not in after + office
