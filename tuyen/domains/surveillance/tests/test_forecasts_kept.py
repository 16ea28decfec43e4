"""Forecasts are kept as they were made, scored once the truth is in, and refused with the reason."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import jobs
from tuyen.domains.surveillance.actions import forecasts as actions
from tuyen.domains.surveillance.models import Forecast
from tuyen.domains.surveillance.queries import counts, forecasts
from tuyen.domains.surveillance.rules import foretelling as rules
from tuyen.domains.surveillance.rules.admissions import arrivals, stay_curve
from tuyen.domains.surveillance.rules.scores import LEVELS
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.tests.series import PROVINCE, province, season, sporadic
from tuyen.registry.areas.models import Area

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province()


@pytest.fixture
def station(areas: list[Area]) -> Actor:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    return actor_at(at, "station_doctor")


@pytest.fixture
def told(station: Actor, areas: list[Area]) -> None:
    season(station, areas)
    sporadic(station, areas)


@pytest.fixture
def officer(areas: list[Area]) -> Client:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return browser_of(account_at(at, "cdc_officer"))


def seen(browser: Client, name: str, **asks: Any) -> str:
    return browser.get(reverse(f"surveillance:{name}"), asks).content.decode()


def everything() -> list[Any]:
    return list(
        Forecast.objects.order_by("id").values_list("id", "values", "parameters", "made_at")
    )


def test_every_place_is_foretold_by_both_models(told: None) -> None:
    actions.foretell("measles", clock.today())

    rows = Forecast.objects.filter(location=PROVINCE)
    assert rows.filter(model_id="pooled-nb").count() == 4
    assert rows.filter(model_id="flat-line").count() == 4
    for row in Forecast.objects.all():
        assert row.values == sorted(row.values)
        assert len(row.values) == len(LEVELS)
        assert row.origin_date.isoweekday() == 7


def test_what_was_foretold_is_never_written_over(
    told: None, station: Actor, areas: list[Area]
) -> None:
    actions.foretell("measles", clock.today())
    before = everything()
    season(station, areas, seed=99, per_day=3)  # late reports that change the past

    assert actions.foretell("measles", clock.today()) == 0
    jobs.refresh_forecasts()
    assert everything()[: len(before)] == before

    row = Forecast.objects.get(pk=before[0][0])
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_forecast_with_four_weeks_of_data_is_refused_with_the_reason(
    station: Actor, areas: list[Area], officer: Client
) -> None:
    rows = counts.WeeklyCount
    today = clock.today()
    season(station, areas)
    rows.objects.filter(monday__lt=counts.mondays(today, 4)[0]).delete()

    assert actions.foretell("measles", today) == rules.Reason.SHORT
    page = seen(officer, "forecast")
    assert "Dự báo không tính được: mới có 4 tuần số liệu, cần ít nhất 13 tuần." in page
    assert "<svg xmlns" not in page


def test_too_few_places_and_weeks_to_learn_from_are_refused() -> None:
    found = rules.foretell(np.ones((2, 20)), dt.date(2025, 1, 6))

    assert found == rules.Reason.FEW


def test_weeks_without_a_report_are_no_weeks_of_data() -> None:
    series = np.full((300, 60), np.nan)
    series[:, -12:] = 1

    assert rules.foretell(series, dt.date(2025, 1, 6)) == rules.Reason.SHORT


def test_the_truth_is_added_once_it_is_in_and_not_before(told: None) -> None:
    today = clock.today()
    earlier = today - 9 * WEEK
    actions.foretell("measles", earlier)

    told_fully = week_of(earlier).monday + 5 * WEEK
    assert actions.score("measles", told_fully - forecasts.DAY) == 0
    assert actions.score("measles", today) > 0
    assert actions.score("measles", today) == 0

    row = Forecast.objects.get(location=PROVINCE, horizon=1, model_id="pooled-nb")
    flat = Forecast.objects.get(location=PROVINCE, horizon=1, model_id="flat-line")
    week = forecasts.week_foretold(row)
    real = counts.WeeklyCount.objects.filter(monday=week).values_list("n", flat=True)
    assert row.truth == flat.truth == sum(real)
    assert row.interval_score is not None
    assert 0 <= (row.pit if row.pit is not None else -1) <= 1
    assert flat.pit is None


def test_the_page_says_the_past_score_in_words(told: None, officer: Client) -> None:
    today = clock.today()
    actions.foretell("measles", today - 9 * WEEK)
    actions.foretell("measles", today)
    assert "Chưa có điểm" in seen(officer, "forecast")
    actions.score("measles", today)

    page = seen(officer, "forecast")

    past = forecasts.past_score("measles", PROVINCE, today)
    assert past is not None
    assert ("tốt hơn đường ngang" in page) == (past.ours <= past.flat)
    assert page.count('class="chart"') == 2


def test_where_the_flat_line_was_better_it_is_drawn_and_told(told: None, officer: Client) -> None:
    today = clock.today()
    actions.foretell("measles", today - 9 * WEEK)
    actions.foretell("measles", today)
    actions.score("measles", today)
    Forecast.objects.filter(model_id="flat-line", truth__isnull=False).update(interval_score=0.001)

    page = seen(officer, "forecast")
    found = facts.ask("surveillance.forecast", disease="measles", area=PROVINCE, horizon=4)

    assert "nên hình vẽ đường ngang" in page
    flat = Forecast.objects.filter(location=PROVINCE, model_id="flat-line", truth=None)
    assert list(found.weeks[0]) == flat.order_by("-origin_date", "horizon")[0].values


def test_other_rooms_ask_for_quantiles_by_name(told: None, areas: list[Area]) -> None:
    assert facts.ask("surveillance.forecast", disease="measles", area=PROVINCE, horizon=4) is None
    actions.foretell("measles", clock.today())

    found = facts.ask("surveillance.forecast", disease="measles", area=PROVINCE, horizon=2)

    assert len(found.weeks) == 2
    assert 0 < found.total(0.05) < found.total(0.5) < found.total(0.95)
    assert found.total(0.5) == sum(week[11] for week in found.weeks)


def test_other_rooms_ask_for_the_beds_that_a_forecast_means(told: None, areas: list[Area]) -> None:
    kinds = {"light": (0.2, 5.0, 10, (2, 1)), "severe": (0.0, 9.0, 1, (0, 0, 4))}
    asked = {"disease": "measles", "area": PROVINCE, "kinds": kinds, "days": 14}
    assert facts.ask("surveillance.beds_taken", today=clock.today(), **asked) is None
    actions.foretell("measles", clock.today())

    found = facts.ask("surveillance.beds_taken", today=clock.today(), **asked)
    late = facts.ask("surveillance.beds_taken", today=clock.today() + 3 * WEEK, **asked)

    middle = [day[2] for day in found.of["severe"].quantiles]
    assert late is None
    assert len(found.days) == len(found.of["light"].quantiles) == 14
    assert middle == sorted(middle, reverse=True)
    assert 0 < middle[0] < 4
    assert found.of["severe"].over[0] == 1
    assert all(list(day) == sorted(day) for day in found.of["light"].quantiles)


def test_a_forecast_page_asks_few_questions(told: None, officer: Client) -> None:
    actions.foretell("measles", clock.today())
    for name in ("forecast", "beds"):
        seen(officer, name)
        with counted() as statements:
            seen(officer, name)
        assert len(statements) <= 15


def test_the_file_has_the_columns_of_the_forecast_hubs(told: None, officer: Client) -> None:
    actions.foretell("measles", clock.today())
    answer = officer.get(reverse("surveillance:forecast"), {"as": "hub"})

    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert len(rows) == 2 * 4 * 23
    assert set(forecasts.HUB) < set(rows[0])
    assert rows[0]["output_type_id"] == "0.01"
    assert rows[0]["target"] == "wk inc measles case"


@pytest.mark.parametrize("asks", [{}, {"beds": "12,5", "share": "x", "stay": "-3"}, {"beds": "0"}])
def test_beds_are_shown_against_what_there_is(
    told: None, officer: Client, asks: dict[str, str]
) -> None:
    actions.foretell("measles", clock.today())

    page = seen(officer, "beds", **asks)

    assert page.count('class="chart"') == 2
    assert "khả năng thiếu giường" in page


def test_everybody_foretold_and_admitted_arrives_once() -> None:
    levels = np.array(LEVELS)
    cases = np.tile(np.linspace(2, 46, 23), (3, 1))

    coming = arrivals(cases, levels, 1.0, paths=500, seed=1)

    assert coming.shape == (500, 21)
    assert np.all(coming.reshape(500, 3, 7).sum(axis=2) <= 46)
    assert abs(coming.sum(axis=1).mean() / 3 - cases[0].mean()) < 1.5
    assert arrivals(cases, levels, 0.0, paths=5, seed=1).sum() == 0


def test_a_stay_begins_in_bed_and_lasts_as_long_as_said() -> None:
    stay = stay_curve(7, 400)

    assert stay[0] == 1
    assert abs(stay.sum() - 7) < 0.01
