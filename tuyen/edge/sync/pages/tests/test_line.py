"""The line in the frame says what is true: all sent, or what waits since when and why, or nothing at all."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.edge.sync.models import WantedFile
from tuyen.edge.sync.pages import line, waiting
from tuyen.edge.sync.pages.tests.elsewhere import Elsewhere
from tuyen.edge.sync.pages.tests.test_nodes_page import machine
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes import incoming
from tuyen.platform.changes.models import Conflict
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.nodes.models import Peer, State
from tuyen.platform.ui import standing
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DOWN = "Không liên lạc được với máy trung tâm. Hồ sơ vẫn ở đây, máy sẽ tự gửi lại."


@pytest.fixture(autouse=True)
def _asked() -> Iterator[None]:
    with standing.asking(line.of_this_node):
        yield


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế Tủa Mẫu")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_nurse", name="Lò Thị Mẫu")


@pytest.fixture
def desk(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_nurse"))


@pytest.fixture
def hub(station: ScopeNode) -> Peer:
    return machine(station, "Máy Sở Y tế", role="upstream", last_ok_at=clock.now())


def said() -> str:
    standing.forget()
    found = standing.current()
    return str(found.said) if found else ""


def all_arrived(hub: Peer) -> None:
    feeder.feed_all()
    post.acknowledge(hub.id, [post.waiting(hub.id)[stream] for stream in (0, 1, 2)])


def test_a_machine_that_works_alone_has_no_line(desk: Client) -> None:
    page = desk.get("/sync/").content.decode()

    assert 'class="standing"' not in page
    assert "Máy này làm việc một mình" in page


def test_the_topmost_machine_says_how_many_send_to_it(desk: Client, station: ScopeNode) -> None:
    machine(station, "Máy trạm Một")
    machine(station, "Máy trạm Hai")
    machine(station, "Máy báo mất", state=State.LOST)

    page = desk.get("/sync/").content.decode()

    assert "2 máy gửi lên máy này" in page
    assert "làm việc một mình" not in page


def test_everything_sent_is_said_with_the_hour(desk: Client, hub: Peer) -> None:
    all_arrived(hub)

    assert said().startswith("Đã gửi hết lúc ")
    assert "Không có gì chờ gửi" in desk.get("/sync/").content.decode()


def test_what_waits_is_counted_in_acts_with_since_when_and_why(
    desk: Client, hub: Peer, nurse: Actor
) -> None:
    all_arrived(hub)
    person(nurse)
    person(nurse)
    feeder.feed_all()
    Peer.objects.filter(pk=hub.id).update(last_error=DOWN)

    page = desk.get("/sync/").content.decode()

    assert said().startswith("Còn 2 việc chờ gửi từ ")
    assert said().endswith(": không liên lạc được với máy trung tâm")
    assert "2 việc chờ gửi" in page
    assert DOWN in page


def test_an_act_is_counted_before_it_is_put_into_the_mailbox(hub: Peer, nurse: Actor) -> None:
    all_arrived(hub)

    person(nurse)

    assert waiting.summed_for(hub).count == 1
    assert said().startswith("Đang gửi 1 việc")


def test_a_line_that_is_silent_for_a_quarter_of_an_hour_is_not_all_is_well(hub: Peer) -> None:
    all_arrived(hub)
    ago = clock.now() - dt.timedelta(minutes=40)
    Peer.objects.filter(pk=hub.id).update(last_ok_at=ago)

    assert said().startswith("Không còn gì chờ gửi. Chưa nhận gì mới từ ")


def test_a_machine_that_was_stopped_says_so(hub: Peer) -> None:
    Peer.objects.filter(pk=hub.id).update(state=State.SUSPENDED)

    assert said() == "Máy trung tâm đã ngừng máy này: việc vẫn giữ ở đây"


def test_a_hub_says_how_many_machines_were_heard(station: ScopeNode) -> None:
    machine(station)
    machine(station, last_seen_at=clock.now() - dt.timedelta(days=2))

    assert said() == "1/2 máy trạm đã gửi trong 24 giờ"


def test_a_page_that_follows_soon_asks_nothing(desk: Client, hub: Peer) -> None:
    desk.get("/accounts/posts/")

    with counted() as statements:
        standing.current()

    assert not statements


@pytest.fixture
def differing(hub: Peer, nurse: Actor, station: ScopeNode) -> Person:
    row = person(nurse, name="Sùng A Mẫu", home_unit_id=station.unit_id)
    changed = Person.objects.get(pk=row.pk)
    changed.sex = "other"
    with changes.apply(actor=nurse, reason="persons.update") as log:
        log.change(changed, ["sex"])
    there = Elsewhere(node("Bệnh viện Mẫu").unit_id, ahead_ms=5_000)
    incoming.apply_batch([there.changes(row, sex="male")], from_peer=uuid7())
    standing.forget()
    return row


def test_what_endangers_a_person_stands_on_the_chart_until_somebody_chooses(
    desk: Client, differing: Person
) -> None:
    chart = desk.get(f"/persons/{differing.id}/", follow=True).content.decode()
    [found] = desk.get("/sync/conflicts/").context["safety"]

    desk.post(f"/sync/conflicts/{found.id}/decide/", {"choice": "kept"})
    after = desk.get(f"/persons/{differing.id}/", follow=True).content.decode()

    assert "1 chỗ chờ chọn" in chart
    assert "Hai nơi ghi khác nhau, chưa ai chọn" in chart
    assert "<b>Nam</b>" in chart
    assert "<b>Khác</b>" in chart
    assert "Hai nơi ghi khác nhau" not in after
    assert "chỗ chờ chọn" not in after


def test_the_mark_in_the_frame_is_for_the_unit_that_chooses(differing: Person) -> None:
    elsewhere = browser_of(account_at(node("Trạm khác Mẫu"), "station_nurse"))

    page = elsewhere.get("/sync/").content.decode()

    assert "chỗ chờ chọn" not in page


def test_of_a_person_without_a_home_station_it_stands_where_they_are_looked_after(
    desk: Client, differing: Person, nurse: Actor
) -> None:
    row = Person.objects.get(pk=differing.pk)
    row.home_unit_id = None
    with changes.apply(actor=nurse, reason="persons.update") as log:
        log.change(row, ["home_unit_id"])
    CareLink.objects.filter(patient_id=differing.id).delete()
    Conflict.objects.update(unit_id=None)  # an allergy is of no unit
    standing.forget()
    before = desk.get("/sync/").content.decode()
    CareLink.objects.create(
        patient_id=differing.id, unit_id=nurse.unit_id, kind="treating", valid_from=clock.today()
    )
    standing.forget()

    after = desk.get("/sync/").content.decode()

    assert "chỗ chờ chọn" not in before
    assert "1 chỗ chờ chọn" in after


def test_a_machine_older_than_its_hub_is_told_to_upgrade(hub: Peer) -> None:
    Peer.objects.filter(pk=hub.pk).update(schema_ver=3, last_ok_at=clock.now())

    assert said() == "Máy này cần nâng cấp: việc mới hơn bản này nằm chờ ở đây"

    Peer.objects.filter(pk=hub.pk).update(last_error=DOWN)

    assert said().endswith("máy trung tâm. Máy này cần nâng cấp")


def test_a_hub_older_than_a_machine_below_is_told_to_upgrade(station: ScopeNode) -> None:
    machine(station, schema_ver=9, last_seen_at=clock.now())

    assert said() == "Máy này cần nâng cấp: việc từ máy trạm mới hơn nằm chờ ở đây"


def test_files_that_have_not_come_are_counted_where_one_looks(desk: Client, hub: Peer) -> None:
    named = {"sha256": "ab" * 32, "bundle_id": uuid7(), "asked_at_ms": 0}
    WantedFile.objects.create(peer_id=hub.pk, **named)

    page = desk.get("/sync/").content.decode()

    assert "1 tệp (ảnh, giấy tờ) chưa tới máy này" in page
