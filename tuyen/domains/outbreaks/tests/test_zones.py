"""Zones: set, extended and lifted by orders, counted by the registry and by people, refused otherwise."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.outbreaks import zoning
from tuyen.domains.outbreaks.actions import outbreaks as outbreak_acts
from tuyen.domains.outbreaks.actions import zones as actions
from tuyen.domains.outbreaks.models import Outbreak, Zone, ZoneOrder, ZoneSupply
from tuyen.domains.outbreaks.queries import zones as queries
from tuyen.platform import changes
from tuyen.registry.areas.models import Area, AreaChange

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def order(**said: Any) -> actions.Order:
    today = clock.today()
    first = actions.Order(
        number="15/QĐ-UBND",
        signed_on=today,
        signed_by="Chủ tịch Mẫu",
        why="Có ca sởi xác định",
        effective_on=today,
        until_on=today + 14 * DAY,
    )
    return replace(first, **said)


CORE = actions.Zoning(name="Bản Mẫu", level="core", hamlets=("Bản Mẫu",), measures=("checkpoint",))


@pytest.fixture
def zone(outbreak: Outbreak, doctor: Actor) -> Zone:
    return actions.set_zone(outbreak=outbreak, said=CORE, order=order(), by=doctor)


@pytest.mark.capability("D7", where="/outbreaks/")
def test_a_zone_is_set_counted_supplied_extended_and_lifted_each_by_its_order(
    browser: Client, outbreak: Outbreak
) -> None:
    today = clock.today()
    paper = {"number": "15/QĐ-UBND", "signed_on": f"{today:%d/%m/%Y}", "signed_by": "Chủ tịch Mẫu",
             "why": "Ca sởi xác định", "effective_on": f"{today:%d/%m/%Y}"}  # fmt: skip
    until = {"until_on": f"{today + 14 * DAY:%d/%m/%Y}"}
    where = {"name": "Bản Mẫu", "level": "core", "hamlets": "Bản Mẫu\nBản Trên",
             "measures": ["checkpoint", "vaccination"]}  # fmt: skip

    browser.post(reverse("outbreaks:zone_open", args=[outbreak.id]), paper | until | where)
    made = Zone.objects.get()
    at = [outbreak.id, made.id]
    count = {"households": "12", "people": "60", "why": "Trưởng bản đếm từng hộ"}
    browser.post(reverse("outbreaks:zone_count", args=at), count)
    given = {"supply-item": "Gạo", "supply-amount": "120", "supply-amount_unit": "kg",
             "supply-households": "12", "supply-given_on": f"{today:%d/%m/%Y}"}  # fmt: skip
    browser.post(reverse("outbreaks:zone_supply", args=at), given)
    more = paper | {"number": "19/QĐ-UBND", "until_on": f"{today + 21 * DAY:%d/%m/%Y}"}
    browser.post(
        reverse("outbreaks:zone_extend", args=at), {f"extend-{k}": v for k, v in more.items()}
    )
    off = paper | {"number": "22/QĐ-UBND", "why": "Không còn ca mới"}
    browser.post(reverse("outbreaks:zone_lift", args=at), {f"lift-{k}": v for k, v in off.items()})
    page = browser.get(reverse("outbreaks:zone", args=at)).text
    listed = browser.get(reverse("outbreaks:outbreak", args=[outbreak.id])).text

    made.refresh_from_db()
    assert (made.status, made.lifted_on, made.households, made.people) == ("lifted", today, 12, 60)
    assert [each.kind for each in queries.orders_of(made)] == ["set", "extend", "lift"]
    for words in ("Bản Trên", "12 hộ, 60 người", "Trưởng bản đếm từng hộ", "Gạo", "19/QĐ-UBND",
                  "Không còn ca mới", "Tiêm chủng chống dịch"):  # fmt: skip
        assert words in page, words
    assert "Bản Mẫu" in listed
    assert "Đã dỡ bỏ" in listed


def test_every_order_is_printed(browser: Client, zone: Zone) -> None:
    row = ZoneOrder.objects.get()

    paper = browser.get(reverse("outbreaks:zone_paper", args=[zone.outbreak_id, zone.id, row.id]))

    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_the_page_of_a_zone_opens_in_few_statements(browser: Client, zone: Zone) -> None:
    with counted() as asked:
        response = browser.get(reverse("outbreaks:zone", args=[zone.outbreak_id, zone.id]))

    assert response.status_code == 200
    assert len(asked) <= 15, asked


def test_people_and_households_are_counted_by_hamlet_old_commune_codes_too(
    outbreak: Outbreak, doctor: Actor
) -> None:
    today = clock.today()
    area = Area.objects.create(
        level="commune", code="90001", name="Mẫu", full_name="Xã Mẫu", valid_from=today
    )
    AreaChange.objects.create(
        level="commune", old_code="80001", new_code="90001", link="whole", effective_on=today
    )
    with changes.apply(actor=doctor, reason="test.area") as log:
        outbreak.area_id = area.id
        log.change(outbreak, ["area_id"])
    for name, code, line in (
        ("A", "90001", "Số 1, bản Mẫu"),
        ("B", "80001", "Bản  mẫu"),
        ("C", "90001", "Bản Mẫu Trên"),
        ("D", "90002", "Bản Mẫu"),
    ):
        person(doctor, name=name, commune_code=code, address_line=line)
    person(doctor, name="E", commune_code="90001", address_line="Bản Mẫu", compartment="custody")
    person(doctor, name="F", commune_code="90001", address_line="Bản Mẫu", is_deceased=True)

    inside = queries.counted_inside(outbreak, ["Bản Mẫu"])
    whole = queries.counted_inside(outbreak, [])

    assert inside == queries.Inside(households=0, people=2)
    assert whole == queries.Inside(households=0, people=3)


@pytest.mark.parametrize(
    "wrong, field",
    [
        pytest.param({"number": " "}, "number", id="no number"),
        pytest.param({"signed_by": " "}, "number", id="nobody signed"),
        pytest.param({"why": " "}, "why", id="no reason"),
        pytest.param({"signed_on": dt.date(2100, 1, 1)}, "signed_on", id="not signed yet"),
        pytest.param(
            {"effective_on": dt.date(2000, 1, 1)}, "effective_on", id="before it is signed"
        ),
        pytest.param({"until_on": None}, "until_on", id="no end planned"),
        pytest.param({"until_on": dt.date(2000, 1, 1)}, "until_on", id="ends before it begins"),
        pytest.param({"until_on": dt.date(2100, 1, 1)}, "until_on", id="longer than a year"),
    ],
)
def test_a_wrong_order_sets_nothing(
    outbreak: Outbreak, doctor: Actor, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.set_zone(outbreak=outbreak, said=CORE, order=order(**wrong), by=doctor)

    assert refusal.value.field == field
    assert not Zone.objects.exists()


@pytest.mark.parametrize(
    "wrong, field",
    [
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"level": "purple"}, "level", id="no such level"),
        pytest.param({"measures": ("vector",)}, "measures", id="a measure of another disease"),
    ],
)
def test_a_wrong_zone_is_refused(
    outbreak: Outbreak, doctor: Actor, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.set_zone(outbreak=outbreak, said=replace(CORE, **wrong), order=order(), by=doctor)

    assert refusal.value.field == field


def test_an_extension_ends_later_and_a_lifting_is_not_of_tomorrow(
    zone: Zone, doctor: Actor
) -> None:
    with pytest.raises(Refused):
        actions.extend_zone(zone=zone, order=order(), by=doctor)
    with pytest.raises(Refused):
        actions.lift_zone(
            zone=zone, order=order(until_on=None, effective_on=clock.today() + DAY), by=doctor
        )

    assert Zone.objects.get().status == "active"


def test_a_lifted_zone_takes_nothing_more(zone: Zone, doctor: Actor) -> None:
    actions.lift_zone(zone=zone, order=order(until_on=None), by=doctor)

    for act in (
        lambda: actions.extend_zone(zone=zone, order=order(), by=doctor),
        lambda: actions.lift_zone(zone=zone, order=order(), by=doctor),
        lambda: actions.tick_measures(zone=zone, measures=[], by=doctor),
        lambda: actions.correct_count(zone=zone, households=1, people=2, why="x", by=doctor),
        lambda: actions.count_again(zone=zone, by=doctor),
    ):
        with pytest.raises(Refused):
            act()


def test_supplies_for_more_households_than_live_there_are_refused(
    zone: Zone, doctor: Actor
) -> None:
    said = {"item": "Gạo", "amount": 10, "amount_unit": "kg", "given_on": clock.today()}
    actions.correct_count(zone=zone, households=3, people=9, why="Đếm tại chỗ", by=doctor)

    with pytest.raises(Refused):
        actions.hand_out(zone=zone, households=4, by=doctor, **said)
    with pytest.raises(Refused):
        actions.hand_out(zone=zone, by=doctor, **said | {"given_on": clock.today() + DAY})
    actions.hand_out(zone=zone, households=3, by=doctor, **said)

    assert ZoneSupply.objects.count() == 1
    assert queries.totals_of(zone) == [("Gạo", "kg", 10)]


def test_an_outbreak_does_not_close_over_a_zone_that_stands(
    zone: Zone, outbreak: Outbreak, doctor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + 30 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(Refused) as refusal:
        outbreak_acts.close(outbreak=outbreak, on=clock.today(), note="", by=doctor)

    assert refusal.value.code == "zone_stands"
    actions.lift_zone(zone=zone, order=order(until_on=None), by=doctor)
    assert outbreak_acts.close(outbreak=outbreak, on=clock.today(), note="", by=doctor).closed_on


def test_a_zone_past_its_planned_end_says_so(
    zone: Zone, browser: Client, account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + 15 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.force_login(account)

    shown = browser.get(reverse("outbreaks:zone", args=[zone.outbreak_id, zone.id])).text

    assert "Quá hạn, chưa gia hạn hay dỡ bỏ" in shown


def test_another_station_sees_no_zone_and_sets_none(zone: Zone, outbreak: Outbreak) -> None:
    other = node("Trạm Y tế xã Bên")
    page, stranger = (
        reverse("outbreaks:zone", args=[outbreak.id, zone.id]),
        actor_at(other, "station_doctor"),
    )

    assert browser_of(account_at(other, "station_doctor")).get(page).status_code == 404
    with pytest.raises(NotPermitted):
        actions.set_zone(outbreak=outbreak, said=CORE, order=order(), by=stranger)


@pytest.mark.parametrize(
    "address, hamlets, inside",
    [
        ("Số 2, Bản Mẫu", ["bản mẫu"], True),
        ("Bản Mẫu Trên", ["bản mẫu"], False),
        ("", ["bản mẫu"], False),
        ("", [], True),
    ],
)
def test_an_address_lies_in_a_hamlet_by_a_whole_part(
    address: str, hamlets: list[str], inside: bool
) -> None:
    assert zoning.lies_in(address, hamlets) is inside


def test_a_lifted_zone_is_never_active_again() -> None:
    assert zoning.may_follow("active", "lifted")
    assert not zoning.may_follow("lifted", "active")
