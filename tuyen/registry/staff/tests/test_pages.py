"""The staff list of a unit on the screen, inside the unit's own scope."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions
from tuyen.registry.staff.models import Licence, Post, StaffMember

pytestmark = pytest.mark.django_db

MOST_STATEMENTS = 8


def _browser(unit: Unit, role: str) -> Client:
    return browser_of(account_at(ScopeNode.objects.get(unit_id=unit.id), role))


@pytest.fixture
def manager(station: Unit) -> Client:
    return _browser(station, "unit_administrator")


@pytest.fixture
def reader(station: Unit) -> Client:
    return _browser(station, "station_nurse")


def _page(browser: Client, name: str, *args: Any, **query: str) -> str:
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_says_whose_licence_is_missing(reader: Client, member: StaffMember) -> None:
    shown = _page(reader, "staff:list")

    assert "Đặng Thị Mẫu" in shown
    assert "Chưa ghi" in shown


def test_an_empty_list_says_what_to_do(manager: Client) -> None:
    assert "Thêm từng người" in _page(manager, "staff:list")


def test_a_long_list_keeps_to_the_budget(
    manager: Client, station: Unit, officer: Actor, member: StaffMember
) -> None:
    for i in range(60):
        actions.add_member(unit=station, name=f"Mẫu {i}", position="Y sĩ", by=officer)

    for address in (reverse("staff:list"), reverse("staff:member", args=[member.id])):
        with counted() as statements:
            manager.get(address)

        assert len(statements) <= MOST_STATEMENTS


@pytest.mark.capability("E1")
def test_a_person_is_added_and_a_namesake_is_shown_first(
    manager: Client, station: Unit, member: StaffMember
) -> None:
    told = {
        "name": "đặng thị mẫu",
        "birth_year": "1985",
        "sex": "female",
        "profession": "nurse",
        "position": "Điều dưỡng",
    }
    address = reverse("staff:new", args=[station.id])

    warned = manager.post(address, told)
    added = manager.post(address, {**told, "is_new": "on"})

    assert warned.status_code == 422
    assert reverse("staff:member", args=[member.id]) in warned.content.decode()
    assert added.status_code == 302
    assert StaffMember.objects.count() == 2


@pytest.mark.capability("E1")
def test_a_licence_shows_what_it_allows(manager: Client, member: StaffMember) -> None:
    manager.post(
        reverse("staff:licence", args=[member.id]),
        {
            "number": "000123/LC-GPHN",
            "profession": "doctor",
            "scope": "general",
            "issued_on": "01/03/2024",
        },
    )

    shown = _page(manager, "staff:member", member.id)
    assert "000123/LC-GPHN" in shown
    assert "Kê đơn thuốc gây nghiện" in shown


def test_a_licence_is_ended_with_a_reason(
    manager: Client, member: StaffMember, officer: Actor
) -> None:
    licence = actions.add_licence(
        member=member, number="1", profession="doctor", scope="general", by=officer
    )
    address = reverse("staff:end_licence", args=[member.id, licence.id])

    refused = manager.post(address, {"on": "01/01/2026", "reason": ""})
    manager.post(address, {"on": "01/01/2026", "reason": "Thu hồi"})

    assert refused.status_code == 422
    assert Licence.objects.get().ended_reason == "Thu hồi"


@pytest.mark.capability("E1")
def test_somebody_leaves_and_works_elsewhere(
    manager: Client, member: StaffMember, station: Unit
) -> None:
    post = Post.objects.get()
    manager.post(reverse("staff:leave_post", args=[member.id, post.id]), {"on": "30/06/2026"})
    manager.post(
        reverse("staff:take_post", args=[member.id]),
        {"unit": str(station.id), "position": "Bác sĩ", "valid_from": "01/07/2026"},
    )

    shown = _page(manager, "staff:member", member.id)
    assert "30/06/2026" in shown
    assert Post.objects.count() == 2


def test_certificates_and_details_are_kept(manager: Client, member: StaffMember) -> None:
    manager.post(
        reverse("staff:qualification", args=[member.id]),
        {"kind": "certificate", "title": "Siêu âm tổng quát"},
    )
    manager.post(
        reverse("staff:change", args=[member.id]),
        {"name": "Đặng Thị Mẫu", "sex": "female", "profession": "doctor", "phone": "0912"},
    )

    shown = _page(manager, "staff:member", member.id)
    assert "Siêu âm tổng quát" in shown
    assert "0912" in shown


def test_staff_of_another_unit_are_not_there(
    reader: Client, hospital: Unit, officer: Actor
) -> None:
    other = actions.add_member(unit=hospital, name="Vàng Mẫu", position="Bác sĩ", by=officer)

    assert reader.get(reverse("staff:member", args=[other.id])).status_code == 404
    assert reader.get(reverse("staff:list"), {"unit": str(hospital.id)}).status_code == 404


def test_a_reader_may_not_add(reader: Client, station: Unit) -> None:
    assert reader.get(reverse("staff:new", args=[station.id])).status_code == 403


def test_the_list_leaves_as_a_file_that_comes_back(manager: Client, member: StaffMember) -> None:
    response = manager.get(reverse("staff:sheet"))

    book = CalamineWorkbook.from_filelike(BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["Họ và tên", "Năm sinh"]
    assert rows[1][:2] == ["Đặng Thị Mẫu", 1985]


def test_an_account_of_my_unit_is_linked_to_its_person(
    manager: Client, member: StaffMember, station: Unit, hospital: Unit
) -> None:
    own = account_at(ScopeNode.objects.get(unit_id=station.id), "station_doctor")
    far = account_at(ScopeNode.objects.get(unit_id=hospital.id), "hospital_doctor")
    address = reverse("staff:account", args=[member.id])

    refused = manager.post(address, {"username": far.username})
    unknown = manager.post(address, {"username": "khong-co"})
    manager.post(address, {"username": own.username})

    own.refresh_from_db()
    assert refused.status_code == 422
    assert unknown.status_code == 422
    assert own.staff_id == member.id
    assert own.username in _page(manager, "staff:member", member.id)


def test_an_account_of_one_person_is_not_linked_to_another_until_it_is_undone(
    manager: Client, member: StaffMember, officer: Actor, station: Unit
) -> None:
    account = account_at(ScopeNode.objects.get(unit_id=station.id), "station_doctor")
    manager.post(reverse("staff:account", args=[member.id]), {"username": account.username})
    other = actions.add_member(
        unit=station, name="Giàng Thị Khác", profession="doctor", position="Y sĩ", by=officer
    )
    second = reverse("staff:account", args=[other.id])

    refused = manager.post(second, {"username": account.username})
    manager.post(reverse("staff:unlink_account", args=[member.id]))
    again = manager.post(reverse("staff:unlink_account", args=[member.id]))
    manager.post(second, {"username": account.username})

    account.refresh_from_db()
    assert refused.status_code == 422
    assert "đang nối với người khác" in refused.text
    assert again.status_code == 422
    assert account.staff_id == other.id


def test_the_history_tells_posts_and_licences_too(
    reader: Client, member: StaffMember, officer: Actor
) -> None:
    licence = actions.add_licence(
        member=member,
        number="000123/LC-GPHN",
        profession="doctor",
        scope="general",
        issued_on=dt.date(2024, 3, 1),
        by=officer,
    )
    actions.end_licence(licence=licence, on=dt.date(2026, 6, 30), reason="Thu hồi", by=officer)

    shown = _page(reader, "staff:history", member.id)

    assert "Giấy phép hành nghề, số giấy phép:" in shown
    assert "000123/LC-GPHN" in shown
    assert "30/06/2026" in shown
    assert "Nơi làm việc, vị trí việc làm:" in shown
    assert '<td class="muted">máy này</td>' in shown
    assert officer.name in shown


def test_the_history_of_a_stranger_is_not_there(member: StaffMember) -> None:
    browser = browser_of(account_at(node("Trạm Y tế xã khác"), "unit_administrator"))

    assert browser.get(reverse("staff:history", args=[member.id])).status_code == 404
