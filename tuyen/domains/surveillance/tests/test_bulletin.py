"""The weekly bulletin: figures, what stands out, charts, on paper and in Vietnamese."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import printed
from tuyen.domains.surveillance.actions import forecasts
from tuyen.domains.surveillance.queries.counts import mondays
from tuyen.domains.surveillance.queries.grounds import ground_of
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.tests.series import PROVINCE, province, season, sporadic
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province(4)


@pytest.fixture
def station(areas: list[Area]) -> Actor:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    return actor_at(at, "station_doctor")


@pytest.fixture
def centre(areas: list[Area]) -> ScopeNode:
    return node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)


@pytest.fixture
def browser(centre: ScopeNode) -> Client:
    return browser_of(account_at(centre, "cdc_officer"))


@pytest.mark.capability("D1", where="/surveillance/")
def test_the_bulletin_is_a_paper(station: Actor, areas: list[Area], browser: Client) -> None:
    season(station, areas)

    answer = browser.get(reverse("surveillance:bulletin"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_week_without_any_case_has_a_bulletin_too(browser: Client) -> None:
    assert browser.get(reverse("surveillance:bulletin")).content.startswith(b"%PDF")


def test_a_unit_without_an_area_has_none(areas: list[Area]) -> None:
    at = node("Bệnh viện Mẫu", kind="general_hospital", province_code=PROVINCE)
    browser = browser_of(account_at(at, "hospital_doctor"))

    assert browser.get(reverse("surveillance:bulletin")).status_code == 404


def test_the_bulletin_tells_the_week_its_curve_and_what_is_foretold(
    station: Actor, areas: list[Area], centre: ScopeNode
) -> None:
    season(station, areas, per_day=1.5)
    sporadic(station, areas)
    forecasts.foretell("measles", clock.today())
    who = actor_at(centre, "cdc_officer")
    ground = ground_of(who, clock.today())
    assert ground is not None
    monday = mondays(clock.today(), 1)[0]

    with counted() as statements:
        said = printed.bulletin(who, ground, monday)

    assert said["lines"][0][0] == "Sởi"
    assert int(said["lines"][0][1]) > 0
    assert [each["title"] for each in said["charts"]] == ["Sởi"]
    assert any("Dự báo 4 tuần tới: khoảng" in note for note in said["charts"][0]["notes"])
    assert len(statements) <= 25


def test_a_bulletin_of_an_older_week_ends_with_that_week(
    station: Actor, areas: list[Area], centre: ScopeNode, browser: Client
) -> None:
    season(station, areas)
    who = actor_at(centre, "cdc_officer")
    ground = ground_of(who, clock.today())
    assert ground is not None
    older = mondays(clock.today(), 4)[0]

    said = printed.bulletin(who, ground, older)
    answer = browser.get(reverse("surveillance:bulletin"), {"week": str(week_of(older))})

    assert said["owed"] == [each.full_name for each in areas]
    assert f"từ {older:%d/%m}" in said["week"]
    assert f"{older:%d/%m}: " in said["charts"][0]["svg"].split("</g>")[-2]
    assert f"ban-tin-{older:%Y%m%d}.pdf" in answer["Content-Disposition"]
