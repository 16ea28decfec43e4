"""A hospital with one radiologist releases its readings, openly, and somebody looks again later."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.diagnostics.tests.conftest import acting
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.platform.print.tests.paper_reader import pages_of
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.actions.results import Entry, correct_result, enter_results, verify_results
from tuyen.record.actions.second_looks import look_again
from tuyen.record.models import Order, Result, Task
from tuyen.record.queries.orders import order_with, to_look_again
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.staff import actions as staff
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return network.create_unit(
        parent=None, name="Bệnh viện huyện mẫu", kind="hospital", chain="moh", by=SYSTEM
    )


@pytest.fixture
def room(unit: Unit) -> Unit:
    return network.create_unit(
        parent=unit, name="Khoa Chẩn đoán hình ảnh", kind="department", by=SYSTEM
    )


@pytest.fixture
def hospital(unit: Unit) -> ScopeNode:
    return ScopeNode.objects.get(unit_id=unit.id)


def reader_at(room: Unit, name: str, scope: str = "imaging") -> StaffMember:
    """A licensed doctor who reads pictures."""
    member = staff.add_member(
        unit=room, name=name, position="Bác sĩ chẩn đoán hình ảnh", profession="doctor", by=SYSTEM
    )
    staff.add_licence(
        member=member,
        number=f"GP-{name[-3:]}",
        profession="doctor",
        scope=scope,
        issued_on=dt.date(2024, 2, 1),
        by=SYSTEM,
    )
    return member


def account_of(room: Unit, member: StaffMember | None = None) -> Account:
    node = ScopeNode.objects.get(unit_id=room.id)
    name = member.name if member else "Bác sĩ khách mẫu"
    account = account_at(node, "diagnostic_doctor", name=name)
    if member:
        staff.link_account(member=member, account=account, by=SYSTEM)
    return account


@pytest.fixture
def alone(room: Unit) -> Account:
    return account_of(room, reader_at(room, "Bác sĩ Đọc Một"))


def asked(patient: Person, clinician: Actor, room: Unit, code: str = "ct_head") -> Order:
    wanted = [Wanted(code, room.id)]
    [row] = place_orders(person_id=patient.id, wanted=wanted, by=clinician)
    return row


def read_by(who: Actor, order: Order) -> Order:
    entry = Entry(order, {}, findings="Không thấy xuất huyết", conclusion="Bình thường")
    enter_results(person_id=order.patient_id, entries=[entry], by=who)
    return Order.objects.get(pk=order.pk)


@pytest.mark.capability("B6")
def test_the_only_licensed_reader_releases_a_ct_reading_and_it_says_so(
    patient: Person, entry: Any, clinician: Actor, room: Unit, alone: Account, ward: Client
) -> None:
    order = asked(patient, clinician, room)
    who, browser = acting(alone), browser_of(alone)
    waiting = read_by(who, order)
    sheet = reverse("diagnostics:sheet", args=[order.requisition_id])

    before = ward.get(sheet).text
    answer = browser.post(reverse("diagnostics:verify", args=[order.requisition_id]))
    after = ward.get(sheet).text
    paper = reverse("diagnostics:result_paper", args=[order.requisition_id])

    assert waiting.status == "resulted"
    assert "cùng một người" not in before
    assert answer.status_code == 302
    assert Result.objects.get(superseded_by_id=None).same_person == "register"
    assert "Đọc và duyệt bởi cùng một người" in after
    assert "sổ nhân viên chỉ có một bác sĩ đọc" in after
    assert "cùng một người" in " ".join(" ".join(pages_of(ward.get(paper).content)).split())


@pytest.mark.parametrize("others", [0, 1])
def test_with_two_readers_or_none_in_the_register_a_second_person_verifies(
    others: int, patient: Person, entry: Any, clinician: Actor, room: Unit
) -> None:
    account = account_of(room, reader_at(room, "Bác sĩ Đọc Một") if others else None)
    for number in range(others):
        reader_at(room, f"Bác sĩ Đọc {number + 2}", scope="diagnostics")
    who = acting(account)
    order = read_by(who, asked(patient, clinician, room))

    with pytest.raises(NotPermitted, match="một người khác duyệt"):
        verify_results(orders=[order], by=who)


def test_a_licence_that_has_ended_makes_no_second_reader(
    patient: Person, entry: Any, clinician: Actor, room: Unit, alone: Account
) -> None:
    other = reader_at(room, "Bác sĩ Đã Nghỉ")
    staff.end_licence(
        licence=other.licences.get(), on=clock.yesterday(), reason="Nghỉ hưu", by=SYSTEM
    )
    who = acting(alone)

    verify_results(orders=[read_by(who, asked(patient, clinician, room))], by=who)

    assert Result.objects.get(superseded_by_id=None).status == "final"


def said(hospital: ScopeNode, value: str) -> int:
    browser = browser_of(account_at(hospital, "unit_administrator"))
    url = reverse("terms:value", args=["verification", "imaging", "one_reader"])
    assert browser.get(reverse("terms:values", args=["verification"])).status_code == 200
    typed = {"value": value, "source": "QĐ 12", "valid_from": f"{clock.today():%d/%m/%Y}"}
    return int(browser.post(url, typed).status_code)


def test_the_unit_says_yes_or_no_and_that_counts_before_the_register(
    patient: Person,
    entry: Any,
    clinician: Actor,
    room: Unit,
    alone: Account,
    hospital: ScopeNode,
) -> None:
    who = acting(alone)
    first = read_by(who, asked(patient, clinician, room))
    second = read_by(who, asked(patient, clinician, room, "xray_chest"))

    assert said(hospital, "tùy") == 422
    assert said(hospital, "không") == 302
    with pytest.raises(NotPermitted):
        verify_results(orders=[first], by=who)
    assert said(hospital, "có") == 302
    reader_at(room, "Bác sĩ Đọc Hai")
    verify_results(orders=[second], by=who)

    assert Result.objects.get(order_id=second.id, superseded_by_id=None).same_person == "setting"


def test_in_the_laboratory_a_second_person_stays(
    patient: Person, entry: Any, clinician: Actor, room: Unit, alone: Account
) -> None:
    who = acting(alone)
    order = asked(patient, clinician, room, "ecg")

    with pytest.raises(NotPermitted, match="một người khác duyệt"):
        verify_results(orders=[read_by(who, order)], by=who)


@pytest.fixture
def released(patient: Person, entry: Any, clinician: Actor, room: Unit, alone: Account) -> Order:
    who = acting(alone)
    verify_results(orders=[read_by(who, asked(patient, clinician, room))], by=who)
    return Order.objects.get()


def test_what_one_person_released_waits_for_another_eye(
    released: Order, room: Unit, alone: Account
) -> None:
    other = account_of(room)
    browser, url = browser_of(other), reverse("diagnostics:second_look", args=[released.id])

    listed = browser.get(reverse("diagnostics:worklist"), {"stage": "second"}).text
    own = browser_of(alone).post(url, {"said": "agreed"})
    sheet = browser.get(reverse("diagnostics:sheet", args=[released.requisition_id])).text
    answer = browser.post(url, {"said": "agreed"})
    again = browser.post(url, {"said": "agreed"})

    assert "Giàng Thị Mẫu" in listed
    assert own.status_code == 403
    assert "Đã xem lại, đồng ý" in sheet
    assert (answer.status_code, again.status_code) == (302, 409)
    assert not to_look_again(acting(other)).exists()
    assert Order.objects.get().second_look_name == "Bác sĩ khách mẫu"


def test_another_opinion_becomes_a_task_that_the_correction_closes(
    released: Order, room: Unit, alone: Account
) -> None:
    other = acting(account_of(room))

    with pytest.raises(Refused, match="ý kiến khác ở điểm nào"):
        look_again(order=released, agrees=False, by=other)
    look_again(order=released, agrees=False, note="Nghi ổ tụ máu nhỏ", by=other)
    [task] = Task.objects.filter(kind="second_look")
    assert (task.unit_id, task.status) == (room.id, "requested")

    order = order_with(released.id, acting(alone))
    assert order is not None
    entry = Entry(order, {}, findings="Ổ tụ máu nhỏ", conclusion="Tụ máu")
    correct_result(entry=entry, why="Đọc lại", by=acting(alone))

    assert Task.objects.get(pk=task.pk).status == "completed"
    assert Order.objects.get().second_look == "wanted"
    assert Result.objects.get(superseded_by_id=None).same_person == "register"
