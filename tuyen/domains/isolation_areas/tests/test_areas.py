"""An area is opened from a template by an order, arranged, seen by whom it concerns, and closed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.isolation_areas.actions import areas as actions
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.domains.isolation_areas.queries import stays
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.domains.isolation_areas.tests.conftest import opening
from tuyen.platform.access.models import ScopeNode

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_template_brings_its_rooms_beds_and_oxygen(doctor: Actor, area: IsolationArea) -> None:
    free = stays.board_of(area, doctor).by_severity()

    assert [(count, of) for _code, _label, count, of in free] == [(16, 16), (8, 8), (4, 4), (2, 2)]
    assert (area.kind, area.oxygen_points, area.oxygen_lpm) == ("treatment", 14, 150)
    assert rules.templates(clock.today())["treatment_30"].is_unverified


@pytest.mark.parametrize(
    "said, field",
    [
        pytest.param({"opening_order": " "}, "opening_order", id="no order"),
        pytest.param({"name": ""}, "name", id="no name"),
        pytest.param({"place": " "}, "place", id="no place"),
        pytest.param({"template": "nowhere"}, "template", id="unknown template"),
        pytest.param({"opened_on": dt.date(2999, 1, 1)}, "opened_on", id="in the future"),
        pytest.param({"disease": "nonsense"}, "disease", id="unknown disease"),
        pytest.param({"for_whom": "nobody"}, "for_whom", id="for nobody"),
    ],
)
def test_what_is_missing_at_the_opening_is_said(
    doctor: Actor, said: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.open_area(said=opening(**said), by=doctor)

    assert refusal.value.field == field
    assert not IsolationArea.objects.exists()


def test_one_name_stands_for_one_open_area(doctor: Actor, area: IsolationArea) -> None:
    with pytest.raises(Refused, match="mang tên này"):
        actions.open_area(said=opening(), by=doctor)
    actions.close(area=area, on=clock.today(), order="20/QĐ-UBND", by=doctor)
    second = actions.open_area(said=opening(), by=doctor)

    with pytest.raises(Refused, match="mang tên này"):
        actions.reopen(area=area, order="21/QĐ-UBND", by=doctor)
    assert second.status == "open"


def test_an_area_grows_by_a_template_and_by_a_room(doctor: Actor, area: IsolationArea) -> None:
    actions.extend(area=area, template="treatment_30", by=doctor)
    room = actions.add_room(area=area, name="Buồng thêm", severity="severe", beds=3, by=doctor)
    names = [each.name for each in queries.rooms_of(area)]

    assert queries.beds_in([area]) == {area.id: 63}
    assert (names[5], names[-1]) == ("Buồng nhẹ 1 (2)", room.name)
    assert area.oxygen_lpm == 300
    with pytest.raises(Refused, match="loại khu khác"):
        actions.extend(area=area, template="quarantine_40", by=doctor)


def test_a_room_out_of_use_offers_no_bed(doctor: Actor, area: IsolationArea) -> None:
    room = queries.rooms_of(area)[-1]
    actions.change_room(room=room, name="Hồi sức", severity=room.severity, is_open=False, by=doctor)

    assert queries.beds_in([area]) == {area.id: 28}
    assert "Nguy kịch" not in [
        label for _code, label, _n, _all in stays.board_of(area, doctor).by_severity()
    ]


def test_nothing_is_written_in_a_closed_area(doctor: Actor, area: IsolationArea) -> None:
    with pytest.raises(Refused, match="Ngày đóng"):
        actions.close(area=area, on=clock.today() - DAY, order="20/QĐ", by=doctor)
    actions.close(area=area, on=clock.today(), order="20/QĐ", by=doctor)

    with pytest.raises(Refused, match="Khu đã đóng"):
        actions.add_room(area=area, name="Buồng", severity="light", beds=1, by=doctor)
    actions.reopen(area=area, order="25/QĐ", by=doctor)
    assert actions.add_room(area=area, name="Buồng", severity="light", beds=1, by=doctor)


def test_an_area_for_detainees_stands_nowhere_without_the_grant(
    station: ScopeNode, doctor: Actor, browser: Client
) -> None:
    hidden = actions.open_area(said=opening(for_whom="detainees", name="Khu riêng"), by=doctor)
    ungranted = account_at(station, "station_doctor")
    page = browser_of(ungranted)
    address = reverse("isolation_areas:area", args=[hidden.id])

    assert browser.get(address).status_code == 200
    assert page.get(address).status_code == 404
    assert "Khu riêng" not in page.get(reverse("isolation_areas:home")).content.decode()
    assert "detainees" not in page.get(reverse("isolation_areas:open")).content.decode()
    other = actor_at(station, "station_doctor")
    with pytest.raises(NotPermitted):
        actions.open_area(said=opening(for_whom="detainees", name="Khu khác"), by=other)


def test_who_is_elsewhere_or_has_not_the_post_arranges_nothing(
    station: ScopeNode, area: IsolationArea
) -> None:
    stranger = browser_of(account_at(node("Trạm Y tế xã Khác"), "station_doctor"))
    officer = actor_at(station, "cdc_officer")

    assert stranger.get(reverse("isolation_areas:area", args=[area.id])).status_code == 404
    assert list(queries.visible_to(officer)) == [area]
    with pytest.raises(NotPermitted):
        actions.add_room(area=area, name="Buồng", severity="light", beds=1, by=officer)


@pytest.mark.capability("D8", where="/isolation-areas/")
def test_a_treatment_area_is_opened_from_a_template_arranged_and_closed(browser: Client) -> None:
    said = {
        "template": "treatment_30",
        "for_whom": "civilians",
        "name": "Khu điều trị sởi",
        "place": "Trường học cũ",
        "disease": "measles",
        "opening_order": "12/QĐ-UBND",
        "opened_on": f"{clock.today():%d/%m/%Y}",
    }
    kept = browser.post(reverse("isolation_areas:open"), said | {"opening_order": ""})
    opened = browser.post(reverse("isolation_areas:open"), said)
    area = IsolationArea.objects.get()
    address = reverse("isolation_areas:area", args=[area.id])
    room = {"name": "Buồng đệm", "severity": "moderate", "beds": "2"}
    browser.post(reverse("isolation_areas:add_room", args=[area.id]), room)
    body = browser.get(address).content.decode()
    closing = {"on": f"{clock.today():%d/%m/%Y}", "order": "30/QĐ-UBND"}
    closed = browser.post(reverse("isolation_areas:close", args=[area.id]), closing)
    area.refresh_from_db()

    assert kept.status_code == 422
    assert "Trường học cũ" in kept.content.decode()
    assert opened["Location"] == address
    assert "<b>10/10</b> Vừa" in body
    assert (closed.status_code, area.status) == (302, "closed")
    assert (
        "Khu điều trị sởi"
        in browser.get(reverse("isolation_areas:home"), {"status": "closed"}).content.decode()
    )


def test_the_list_and_the_page_of_an_area_ask_few_statements(
    doctor: Actor, browser: Client, area: IsolationArea
) -> None:
    for number in range(3):
        actions.open_area(said=opening(name=f"Khu {number}"), by=doctor)

    with counted() as of_list:
        browser.get(reverse("isolation_areas:home"))
    with counted() as of_area:
        browser.get(reverse("isolation_areas:area", args=[area.id]))

    assert len(of_list) <= 8
    assert len(of_area) <= 8
