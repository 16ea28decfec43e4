"""Whoever runs a hub sees which machines answer, lets in by what was read out, shuts out the lost."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import schemas
from tuyen.platform.changes.node import this_node
from tuyen.platform.nodes.models import Invitation, NodeAct, Peer, State
from tuyen.platform.nodes.queries import fingerprint_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department")


@pytest.fixture
def station(department: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế Tủa Mẫu", under=department)


@pytest.fixture
def keeper(department: ScopeNode) -> Client:
    return browser_of(account_at(department, "node_administrator"))


def machine(at: ScopeNode, name: str = "Máy trạm Tủa Mẫu", **said: object) -> Peer:
    """A machine of this unit that is let in already; `said` changes what matters to the test."""
    this_node()
    known = {
        "id": uuid7(),
        "name": name,
        "role": "child",
        "state": State.ACTIVE,
        "public_key": bytes(range(32)),
        "unit_id": at.unit_id,
        "unit_name": at.name,
        "path": at.path,
        "chain": at.chain,
        "last_seen_at": clock.now(),
        "enrolled_at": clock.now(),
    }
    return Peer.objects.create(**known | said)


def test_the_hub_lists_machines_with_what_needs_a_person_first(
    keeper: Client, station: ScopeNode
) -> None:
    machine(station, "Máy đang chạy")
    machine(station, "Máy im lặng", last_seen_at=clock.now() - dt.timedelta(days=3))
    machine(station, "Máy xin vào", state=State.PENDING, enrolled_at=None)

    page = keeper.get("/nodes/").content.decode()

    assert page.index("Máy xin vào") < page.index("Máy im lặng") < page.index("Máy đang chạy")
    assert "Lâu không gửi" in page
    assert "3 ngày trước" in page


def test_a_clock_that_is_off_a_full_disk_and_another_version_are_said(
    keeper: Client, station: ScopeNode
) -> None:
    machine(station, offset_ms=-7_200_000, disk_free_mb=900, version="0.0.9", queue={"1": 12})

    page = keeper.get("/nodes/").content.decode()

    assert "chậm 2 giờ" in page
    assert "còn 0,9 GB" in page
    assert "khác máy này" in page
    assert ">12<" in page


def test_machines_are_found_by_name_and_by_what_is_wrong(
    keeper: Client, station: ScopeNode
) -> None:
    machine(station, "Máy Nậm Mẫu")
    machine(station, "Máy báo mất", state=State.LOST)

    found = keeper.get("/nodes/", {"q": "nậm"}).content.decode()
    shut = keeper.get("/nodes/", {"show": "shut"}).content.decode()

    assert "Máy Nậm Mẫu" in found
    assert "Máy báo mất" not in found
    assert "Máy báo mất" in shut
    assert "Máy Nậm Mẫu" not in shut


def test_an_empty_hub_says_what_to_do(keeper: Client) -> None:
    page = keeper.get("/nodes/").content.decode()

    assert "Cấp mã mời cho máy đầu tiên" in page


def test_the_list_of_a_thousand_machines_costs_as_many_statements_as_that_of_one(
    keeper: Client, station: ScopeNode
) -> None:
    for number in range(60):
        machine(station, f"Máy {number}")
    keeper.get("/nodes/")

    with counted() as statements:
        keeper.get("/nodes/")

    assert len(statements) <= 8, statements


def test_machines_of_other_units_do_not_exist(keeper: Client, station: ScopeNode) -> None:
    elsewhere = machine(node("Nơi khác", kind="health_department"), "Máy nơi khác")

    page = keeper.get("/nodes/").content.decode()
    opened = keeper.get(f"/nodes/{elsewhere.id}/")

    assert "Máy nơi khác" not in page
    assert opened.status_code == 404


def test_a_code_is_shown_once_and_can_be_taken_back(keeper: Client, station: ScopeNode) -> None:
    shown = keeper.post("/nodes/invite/", {"unit": str(station.unit_id)})
    row = Invitation.objects.get()
    listed = keeper.get("/nodes/").content.decode()

    assert f"<code>{row.locator}-" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert row.locator in listed

    keeper.post(f"/nodes/invite/{row.id}/withdraw/")

    assert "Mã mời chưa dùng" not in keeper.get("/nodes/").content.decode()


def test_any_of_many_units_is_found_by_its_name_and_invited(
    keeper: Client, department: ScopeNode
) -> None:
    for number in range(60):
        node(f"Phòng khám số {number}", under=department)
    wanted = node("Trạm Y tế xã Tủa Thàng", under=department)
    elsewhere = node("Tủa Thàng nơi khác", kind="health_department")

    first = keeper.get("/nodes/invite/").content.decode()
    found = keeper.get("/nodes/invite/?q=tua+thang").content.decode()
    none = keeper.get("/nodes/invite/?q=khong+co").content.decode()
    refused = keeper.post("/nodes/invite/", {"unit": str(elsewhere.unit_id)})
    keeper.post("/nodes/invite/?q=tua+thang", {"unit": str(wanted.unit_id)})

    assert str(wanted.unit_id) not in first
    assert "Còn đơn vị khác không hiện ở đây" in first
    assert str(wanted.unit_id) in found
    assert str(elsewhere.unit_id) not in found
    assert "Không có đơn vị nào tên như vậy" in none
    assert refused.status_code == 422
    assert Invitation.objects.get().unit_id == wanted.unit_id


@pytest.mark.capability("J1", where="/nodes/")
def test_a_waiting_machine_is_let_in_by_what_was_read_out(
    keeper: Client, station: ScopeNode
) -> None:
    waiting = machine(station, state=State.PENDING, enrolled_at=None)
    heard = " ".join(fingerprint_of(waiting))

    page = keeper.get(f"/nodes/{waiting.id}/").content.decode()
    wrong = keeper.post(f"/nodes/{waiting.id}/approve/", {"heard": "0000 0000"})
    right = keeper.post(f"/nodes/{waiting.id}/approve/", {"heard": heard})

    waiting.refresh_from_db()
    assert heard not in page
    assert wrong.status_code == 422
    assert "Dãy số không giống" in wrong.content.decode()
    assert right.status_code == 302
    assert waiting.state == State.ACTIVE


def test_a_machine_is_stopped_with_a_reason_and_let_back(
    keeper: Client, station: ScopeNode
) -> None:
    found = machine(station)

    silent = keeper.post(f"/nodes/{found.id}/stop/", {"act": "suspend"})
    keeper.post(f"/nodes/{found.id}/stop/", {"act": "suspend", "why": "Máy gửi lạ"})
    stopped = Peer.objects.get(pk=found.id).state
    keeper.post(f"/nodes/{found.id}/resume/")

    assert silent.status_code == 422
    assert stopped == State.SUSPENDED
    assert Peer.objects.get(pk=found.id).state == State.ACTIVE
    assert [act.act for act in NodeAct.objects.order_by("at")] == ["suspended", "resumed"]
    assert "Máy gửi lạ" in keeper.get(f"/nodes/{found.id}/").content.decode()


def test_a_lost_machine_is_shut_out_and_leads_to_the_people_on_it(
    keeper: Client, station: ScopeNode
) -> None:
    found = machine(station)

    keeper.post(f"/nodes/{found.id}/stop/", {"act": "lost", "why": "Mất trộm đêm qua"})
    page = keeper.get(f"/nodes/{found.id}/").content.decode()

    assert Peer.objects.get(pk=found.id).state == State.LOST
    assert "người có hồ sơ trên máy này" in page
    assert "Không cho máy này gửi nhận nữa" not in page


@pytest.mark.parametrize(
    "schema_ver, sentence",
    [
        pytest.param(4, "Máy này cần nâng cấp", id="one behind"),
        pytest.param(2, "Máy này quá cũ", id="more than two behind"),
        pytest.param(6, "Nâng cấp máy trung tâm", id="newer than the hub"),
    ],
)
def test_the_page_of_a_machine_says_who_must_be_upgraded(
    keeper: Client, station: ScopeNode, schema_ver: int, sentence: str
) -> None:
    peer = machine(station, schema_ver=schema_ver)

    with schemas.speaking_as(schemas.Program(5, {})):
        page = keeper.get(f"/nodes/{peer.pk}/").content.decode()

    assert sentence in page


def test_a_machine_that_was_heard_is_not_called_silent_nor_given_empty_lines(
    keeper: Client, station: ScopeNode
) -> None:
    page = keeper.get(f"/nodes/{machine(station).id}/").content.decode()

    assert "vừa xong" in page
    assert "chưa lần nào" not in page
    assert "—" not in page
