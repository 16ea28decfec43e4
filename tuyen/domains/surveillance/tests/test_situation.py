"""The situation page: colours with their reasons, scoped to the reader's area; the unknown is grey."""

import csv
import datetime as dt
from io import StringIO

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries.grounds import ground_of
from tuyen.domains.surveillance.queries.series import Level
from tuyen.domains.surveillance.rules import standing
from tuyen.domains.surveillance.rules.watch import Colour, Reason
from tuyen.domains.surveillance.tests.series import PROVINCE, province, season
from tuyen.registry.areas.models import Area, AreaChange

FIRST = dt.date(2021, 1, 4)


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province()


@pytest.fixture
def newest() -> dt.date:
    return series.last_ended(clock.today())


def counts(area: Area, monday: dt.date, n: int, **more: object) -> None:
    """A count as the projection keeps it."""
    values = {
        "disease": "measles",
        "classification": "suspected",
        "age_band": "2_4y",
        "sex": "male",
    }
    WeeklyCount.objects.create(area_id=area.id, monday=monday, n=n, delay=0, **(values | more))


def officer_of(role: str = "cdc_officer", **more: object) -> Client:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return browser_of(account_at(at, role, **more))  # type: ignore[arg-type]


def officer() -> Actor:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return actor_at(at, "cdc_officer")


def rows(browser: Client, **asks: str) -> list[dict[str, str]]:
    asked = {**asks, "as": "csv"}
    body = browser.get(reverse("surveillance:situation"), asked).content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(body)))


def test_a_series_of_too_few_weeks_is_grey_and_says_so() -> None:
    told = np.full((1, 290), np.nan)
    told[0, -6:] = [1, 0, 2, 1, 0, 4]

    (state,) = standing.judged(told, 289, FIRST)

    assert (state.colour, state.reason) == (Colour.GREY, Reason.SHORT)


def test_a_week_without_a_report_is_grey_never_zero() -> None:
    told = np.tile([3.0, 4.0, 2.0, 5.0], 75)[None, :290]
    told[0, -1] = np.nan

    (state,) = standing.judged(told, 289, FIRST)

    assert (state.colour, state.reason) == (Colour.GREY, Reason.NO_REPORT)


def test_weeks_are_unknown_where_most_places_are_silent_and_nobody_told_a_case() -> None:
    some, none = np.array([0.0, 2, 0]), np.zeros(3)
    silent = np.array([False, True, True])

    total = standing.known_sum([some, none], [silent, silent], since=0)

    assert total[0] == 0
    assert total[1] == 2  # half of them told
    assert np.isnan(total[2])


def test_quiet_series_that_are_not_computed_stand_as_if_they_were() -> None:
    chance = np.random.default_rng(7)
    told = chance.poisson(0.4, size=(200, 290)).astype(float)

    quick = standing.judged(told, 289, FIRST)
    whole = standing.watch(told, 289, first=FIRST)

    assert [each.colour for each in quick] == [each.colour for each in whole]


@pytest.mark.parametrize(
    "monday, before",
    [
        pytest.param("2026-11-16", "2025-11-17", id="week 47"),
        pytest.param("2026-12-28", "2025-12-22", id="week 53 looks at week 52"),
        pytest.param("2027-01-04", "2025-12-29", id="week 1"),
    ],
)
def test_the_same_week_last_year(monday: str, before: str) -> None:
    found = standing.same_week_last_year(dt.date.fromisoformat(monday))

    assert found == dt.date.fromisoformat(before)


@pytest.mark.capability("D2", where="/surveillance/")
def test_a_rise_in_one_commune_is_red_with_its_reason(areas: list[Area], newest: dt.date) -> None:
    for back in range(1, 280):
        counts(areas[0], newest - back * series.WEEK, 1 + back % 3)
    counts(areas[0], newest, 30)
    browser = officer_of()

    page = browser.get(reverse("surveillance:situation")).content.decode()
    found = {(row["Cấp"], row["Nơi"]): row for row in rows(browser)}

    assert "Đỏ: vượt ngưỡng" in page
    assert "Ngưỡng" in page
    assert found["Xã", areas[0].full_name]["Màu"] == "Đỏ: vượt ngưỡng"
    assert found["Xã", areas[0].full_name]["So với tuần trước"] == "28"
    assert found["Xã", areas[1].full_name]["Màu"] == "Xám: không tính được"


def test_a_merged_commune_keeps_what_its_parts_had(areas: list[Area], newest: dt.date) -> None:
    old = Area.objects.create(
        level="commune", code="88001", name="Cũ", full_name="Xã Cũ", former_district="Huyện Mẫu",
        parent_code="88", valid_from=dt.date(2000, 1, 1), valid_to=dt.date(2025, 6, 30),
    )  # fmt: skip
    AreaChange.objects.create(
        level="commune", old_code="88001", new_code=areas[0].code, link="whole",
        effective_on=dt.date(2025, 7, 1),
    )  # fmt: skip
    then = newest - 100 * series.WEEK
    counts(old, then, 4)
    counts(areas[0], newest, 1)
    ground = ground_of(officer(), clock.today())
    assert ground is not None

    found = series.series_of(ground, series.weeks_until(newest), ["measles"])

    levels = {(each.place.level, each.place.name): each.counts for each in found}
    for place in [
        (Level.WHOLE, "Tỉnh Mẫu"),
        (Level.DISTRICT, "Huyện Mẫu"),
        (Level.COMMUNE, "Xã Mẫu 1"),
    ]:
        assert np.nansum(levels[place]) == 5


def test_a_station_sees_its_commune_only_and_no_place_of_custody(
    areas: list[Area], newest: dt.date
) -> None:
    counts(areas[0], newest, 2)
    counts(areas[0], newest, 9, custody_site_id=node("Trại Mẫu", chain="mps").unit_id)
    counts(areas[1], newest, 5)
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)

    found = rows(browser_of(account_at(at, "station_doctor")))

    assert [(row["Nơi"], row["Số ca"]) for row in found] == [(areas[0].full_name, "2")]


def test_a_sensitive_disease_is_shown_with_the_grant_only(
    areas: list[Area], newest: dt.date
) -> None:
    counts(areas[0], newest, 3, disease="hiv")

    assert not rows(officer_of())
    assert rows(officer_of(grants=("hiv",)))


def test_the_page_of_a_province_asks_few_questions(areas: list[Area]) -> None:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    season(actor_at(at, "station_doctor"), areas)
    browser = officer_of()
    browser.get(reverse("surveillance:situation"))

    with counted() as statements:
        browser.get(reverse("surveillance:situation"))

    assert len(statements) <= 15
