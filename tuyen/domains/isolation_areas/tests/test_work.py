"""The roster, what a day uses up, oxygen against what can flow, beds ahead, and after-care."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.domains.isolation_areas.actions import areas as area_acts
from tuyen.domains.isolation_areas.actions import checks as check_acts
from tuyen.domains.isolation_areas.actions import stays as stay_acts
from tuyen.domains.isolation_areas.actions import work as actions
from tuyen.domains.isolation_areas.actions.checks import Told
from tuyen.domains.isolation_areas.actions.stays import Ending
from tuyen.domains.isolation_areas.models import AfterCare, AreaStay, DutyTurn, IsolationArea
from tuyen.domains.isolation_areas.queries import ahead
from tuyen.domains.isolation_areas.queries import work as queries
from tuyen.domains.isolation_areas.rules import needs
from tuyen.domains.isolation_areas.rules.checks import Found
from tuyen.domains.isolation_areas.tests.conftest import opening
from tuyen.domains.isolation_areas.tests.test_stays import back_dated, came
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.registry.facilities.actions import create_unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 11, 23)


def left(stay: AreaStay, by: Actor, days_ago: int) -> AreaStay:
    on = clock.today() - days_ago * DAY
    return stay_acts.end(stay=stay, said=Ending("discharged", on), by=by)


def test_supplies_follow_how_ill_people_are_and_who_is_on_duty() -> None:
    found = {
        each.label: each.amount for each in needs.supplies({"light": 3, "severe": 1}, 2, TODAY)
    }

    assert found["Khẩu trang y tế"] == 3 * 2 + 2 + 2 * 2
    assert found["Găng tay"] == 3 * 2 + 10 + 2 * 2
    assert found["Túi đựng chất thải lây nhiễm"] == 3 + 2 + 2
    assert needs.supplies({}, 0, TODAY)[0].amount == 0


@pytest.mark.parametrize(
    "flows, capacity, is_short, share",
    [
        pytest.param([], 100, False, 0.0, id="nobody under oxygen"),
        pytest.param([Decimal("30"), Decimal("20.5")], 100, False, 50.5, id="half"),
        pytest.param([Decimal("30")], 10, True, 300.0, id="more than can flow"),
        pytest.param([Decimal("3")], 0, True, None, id="none can flow"),
    ],
)
def test_oxygen_stands_against_what_can_flow(
    flows: list[Decimal], capacity: int, is_short: bool, share: float | None
) -> None:
    found = needs.oxygen(flows, capacity, 2, TODAY)

    assert (found.is_short, found.share) == (is_short, share)
    assert (found.hours is None) == (not flows)


def test_full_cylinders_last_so_many_hours() -> None:
    assert needs.oxygen([Decimal(10)], 100, 2, TODAY).hours == 20


def test_own_stays_replace_the_table_when_there_are_enough() -> None:
    few = needs.terms("measles", TODAY, {"light": [3] * 9})
    enough = needs.terms("measles", TODAY, {"light": [3] * 10, "severe": [20]})

    assert few.stay_days["light"] == 5
    assert (enough.stay_days["light"], enough.stay_days["severe"]) == (3, 9)
    assert enough.is_unverified


def test_nobody_stands_twice_on_one_shift(doctor: Actor, area: IsolationArea) -> None:
    said: dict[str, Any] = {"area": area, "day": clock.today(), "shift": "night", "by": doctor}
    turn = actions.put_on_duty(name="Điều dưỡng Mẫu", **said)
    with pytest.raises(Refused, match="đã có trong ca"):
        actions.put_on_duty(name="Điều dưỡng Mẫu", **said)
    actions.strike_turn(turn=turn, by=doctor)

    assert actions.put_on_duty(name="Điều dưỡng Mẫu", **said)
    with pytest.raises(Refused, match="Chọn ca trực"):
        actions.put_on_duty(name="Bác sĩ", **(said | {"shift": "noon"}))
    with pytest.raises(Refused, match="Ngày trực"):
        actions.put_on_duty(name="Bác sĩ", **(said | {"day": area.opened_on - DAY}))


def test_the_flow_told_last_is_in_use(doctor: Actor, area: IsolationArea) -> None:
    stay = came(area, doctor, at=0)
    came(area, doctor, "Vàng Thị Hai", at=1, severity="severe")
    told = Told(Found(spo2=92, oxygen_lpm=Decimal(5)))
    check_acts.check(stay=stay, day=clock.today(), told=told, by=doctor)
    actions.put_on_duty(
        area=area, day=clock.today(), shift="night", name="Điều dưỡng Mẫu", by=doctor
    )
    now = queries.today_of(area)

    assert (now.oxygen.in_use, now.unknown, now.turns) == (Decimal(5), 1, 1)
    assert now.people == {"light": 1, "severe": 1}


def test_who_goes_home_is_asked_on_the_days_of_the_rule(doctor: Actor, area: IsolationArea) -> None:
    back_dated(area, doctor, 20)
    stay = left(came(area, doctor, at=0, arrived_on=clock.today() - 15 * DAY), doctor, 8)
    due, later = queries.asked_for(area, "")
    actions.ask(row=due, result="well", by=doctor)
    with pytest.raises(Refused, match="Chưa đến ngày hẹn"):
        actions.ask(row=later, result="well", by=doctor)
    with pytest.raises(Refused, match="sau ngày ra khu"):
        actions.add_day(stay=stay, on=clock.today() - 9 * DAY, by=doctor)
    actions.add_day(stay=stay, on=clock.today() + 30 * DAY, by=doctor)

    assert [row.due_on for row in queries.asked_for(area, "")] == [
        clock.today() + 6 * DAY,
        clock.today() + 30 * DAY,
    ]
    assert queries.asked_for(area, "done").count() == 1


def test_who_is_taken_back_or_died_is_not_asked(doctor: Actor, area: IsolationArea) -> None:
    stay = left(came(area, doctor, at=0), doctor, 0)
    stay_acts.take_back(stay=stay, by=doctor, why="Ghi nhầm")
    stay_acts.end(stay=stay, said=Ending("died", clock.today()), by=doctor)

    assert not queries.asked_for(area, "").exists()
    with pytest.raises(Refused, match="đã ra khu"):
        actions.add_day(stay=stay, on=clock.today() + DAY, by=doctor)


@pytest.fixture
def district() -> Actor:
    """A unit that the registry knows, in a commune."""
    unit = create_unit(parent=None, kind="health_station", name="Trạm Mẫu", chain="moh", by=SYSTEM)
    unit.commune_code = "03181"
    with changes.apply(actor=SYSTEM, reason="test.unit") as log:
        log.change(unit, ["commune_code"])
    account = account_at(ScopeNode.objects.get(unit_id=unit.id), "station_doctor")
    who = actor_of(account)
    assert who is not None
    return who


def test_without_a_forecast_nothing_is_made_up(
    district: Actor, doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    known = area_acts.open_area(said=opening(name="Khu có xã"), by=district)
    unnamed = area_acts.open_area(said=opening(name="Khu chưa rõ bệnh", disease=""), by=doctor)
    body = browser.get(reverse("isolation_areas:forecast", args=[unnamed.id])).content.decode()

    assert ahead.ahead_of(known).reason == "no_forecast"
    assert ahead.ahead_of(area).reason == "no_place"
    assert "Không tính được: khu chưa ghi bệnh." in body


def foretold(a_week: float, days_ago: int) -> None:
    """A forecast of the commune as surveillance keeps it: so many cases in each of four weeks, for sure."""
    forecast: Any = apps.get_model("surveillance", "Forecast")
    for model in ("pooled-nb", "flat-line"):
        for horizon in range(1, 5):
            forecast.objects.create(
                target="measles",
                location="03181",
                origin_date=clock.today() - days_ago * DAY,
                horizon=horizon,
                model_id=model,
                values=[a_week] * 23,
                version="mẫu",
                parameters="mẫu",
                made_at=clock.now(),
            )


def test_beds_ahead_come_from_the_forecast_and_who_lies_there(district: Actor) -> None:
    area = area_acts.open_area(said=opening(name="Khu có dự báo"), by=district)
    for number in range(3):
        came(area, district, f"Người {number}", at=number)
    foretold(100, 2)
    found = ahead.ahead_of(area)
    rows = {row.label: row for row in found.rows}
    light = rows["Nhẹ"]

    assert found.reason == ""
    assert (light.inside, light.beds, light.stay_days, light.is_own) == (3, 16, 5, False)
    assert light.share == pytest.approx(18)
    assert len(light.days) == 14
    assert 8 < light.peak[1] < 18  # 100 × 18 % a week, five days each: about 12 at once
    assert light.peak[0] <= light.peak[1] <= light.peak[2]
    assert rows["Nguy kịch"].peak[1] < light.peak[1]


def test_too_many_cases_are_told_with_their_day_and_an_old_forecast_is_none(
    district: Actor,
) -> None:
    area = area_acts.open_area(said=opening(name="Khu có dự báo"), by=district)
    foretold(1000, 2)
    short = {row.label: row.short_on for row in ahead.ahead_of(area).rows}
    apps.get_model("surveillance", "Forecast").objects.update(origin_date=clock.today() - 20 * DAY)

    assert all(short.values())
    assert ahead.ahead_of(area).reason == "no_forecast"


@pytest.mark.capability("D8", where="/isolation-areas/")
def test_a_roster_is_written_and_whoever_left_is_asked_by_one_tap(
    doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    back_dated(area, doctor, 20)
    stay = left(came(area, doctor, at=0, arrived_on=clock.today() - 15 * DAY), doctor, 7)
    address = reverse("isolation_areas:duty", args=[area.id])
    day = f"{clock.today():%d/%m/%Y}"
    kept = browser.post(address, {"day": day, "shift": "night", "name": "", "duty": "Trực chính"})
    browser.post(address, {"day": day, "shift": "night", "name": "Bác sĩ Trực"})
    roster = browser.get(address).content.decode()
    turn = DutyTurn.objects.get()
    browser.post(reverse("isolation_areas:strike_turn", args=[area.id, turn.id]))
    row = AfterCare.objects.filter(stay_id=stay.id).earliest("due_on")
    asked = browser.post(reverse("isolation_areas:ask", args=[row.id]), {"result": "unwell"})
    listed = browser.get(reverse("isolation_areas:after", args=[area.id]), {"which": "done"})
    needed = browser.get(reverse("isolation_areas:needs", args=[area.id])).content.decode()

    assert kept.status_code == 422
    assert "Trực chính" in kept.content.decode()
    assert "Bác sĩ Trực" in roster
    assert "Bác sĩ Trực" not in browser.get(address).content.decode()
    assert asked.status_code == 302
    assert "Còn triệu chứng" in listed.content.decode()
    assert "Không tính được" not in needed
    assert "không tính được: chưa ai thở ô xy" in needed


def test_a_stranger_finds_none_of_these_pages(doctor: Actor, area: IsolationArea) -> None:
    stranger = browser_of(account_at(node("Trạm Y tế xã Khác"), "station_doctor"))
    pages = ("duty", "needs", "forecast", "after")

    answers = {
        stranger.get(reverse(f"isolation_areas:{name}", args=[area.id])).status_code
        for name in pages
    }
    assert answers == {404}


def test_the_pages_of_the_work_ask_few_statements(
    doctor: Actor, area: IsolationArea, browser: Client
) -> None:
    for number in range(4):
        left(came(area, doctor, f"Người {number}", at=number), doctor, 0)
        came(area, doctor, f"Khác {number}", at=number + 4)
    asked = {}
    for name in ("duty", "needs", "after"):
        with counted() as seen:
            browser.get(reverse(f"isolation_areas:{name}", args=[area.id]))
        asked[name] = len(seen)

    assert {name: n for name, n in asked.items() if n > 8} == {}
