"""Pages of charts: scoped to the reader's area, quick, and saying plainly what cannot be computed."""

import csv
import datetime as dt
import random
import re
from io import StringIO

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries import counts as queries
from tuyen.domains.surveillance.queries.grounds import Ground, counts_in, ground_of
from tuyen.domains.surveillance.rules.incidence import shrunk
from tuyen.domains.surveillance.tests.series import PROVINCE, one, province, season
from tuyen.platform import changes
from tuyen.record.models import Case
from tuyen.registry.areas.models import Area, AreaChange

PAGES = ("curve", "heat", "ages", "rt")


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province()


@pytest.fixture
def station(areas: list[Area]) -> Actor:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    return actor_at(at, "station_doctor")


@pytest.fixture
def cases(station: Actor, areas: list[Area]) -> list[Case]:
    return season(station, areas)


@pytest.fixture
def officer(cases: list[Case]) -> Client:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return browser_of(account_at(at, "cdc_officer"))


def seen(browser: Client, name: str, **asks: str) -> str:
    return browser.get(reverse(f"surveillance:{name}"), asks).content.decode()


@pytest.mark.capability("D1", where="/surveillance/curve/")
@pytest.mark.parametrize("name", PAGES)
def test_a_season_is_drawn_with_its_table(officer: Client, name: str) -> None:
    page = seen(officer, name)

    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 2
    assert "Bảng số" in page
    assert "Tỉnh Mẫu" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_charts_asks_few_questions(officer: Client, name: str) -> None:
    seen(officer, name)

    with counted() as statements:
        seen(officer, name)

    assert len(statements) <= 15


def test_the_map_shades_communes_and_says_the_counts(officer: Client) -> None:
    page = seen(officer, "map")

    assert 'class="map"' in page
    assert re.search(r"<title>Xã Mẫu 1: \d+ ca</title>", page)
    assert len(table(officer, "map")) == 12


def test_the_curve_holds_every_case_of_its_weeks(officer: Client, cases: list[Case]) -> None:
    newest = queries.mondays(clock.today(), 1)[-1] + dt.timedelta(days=6)
    ended = [each for each in cases if each.onset_on <= newest]

    rows = table(officer, "curve", weeks="26")

    assert sum(float(row["Cộng"]) for row in rows) == len(ended)


def table(browser: Client, name: str, **asks: str) -> list[dict[str, str]]:
    answer = browser.get(reverse(f"surveillance:{name}"), {**asks, "as": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_of_a_chart_opens_with_plain_figures(officer: Client) -> None:
    rows = table(officer, "heat", weeks="13")

    assert len(rows) == 12
    assert all(cell.isdigit() for row in rows for cell in list(row.values())[1:])


def test_a_station_sees_its_own_commune_and_no_other(
    cases: list[Case], areas: list[Area], officer: Client
) -> None:
    at = node("Trạm khác", commune_code=areas[1].code, province_code=PROVINCE)
    browser = browser_of(account_at(at, "station_doctor"))
    mine = sum(each.area_id == areas[1].id for each in cases)

    assert 0 < sum(float(r["Cộng"]) for r in table(browser, "curve", weeks="52")) <= mine
    assert areas[0].full_name not in seen(browser, "heat", area=areas[0].code)


def reported(areas: list[Area], mondays: list[dt.date]) -> None:
    with changes.apply(actor=SYSTEM, reason="test.weeks") as log:
        log.create(
            *(
                ReportReceived(
                    unit_id=uuid7(), area_id=area.id, monday=each, counts={}, sent_at=clock.now()
                )
                for area in areas
                for each in mondays
            )
        )


def test_weeks_without_reports_are_grey_on_the_curve_and_the_strip(
    officer: Client, areas: list[Area]
) -> None:
    """All sent their weeks until nine of twelve fell silent, in a time without cases."""
    weeks = queries.mondays(clock.today(), 26)
    reported(areas, weeks[:8])
    reported(areas[:3], weeks[8:14])

    curve = table(officer, "curve", weeks="26")
    strip = table(officer, "heat", weeks="26")

    assert [row["Cộng"] for row in curve[7:9]] == ["0", ""]
    assert curve[8]["Báo động"] == "Không có báo cáo"
    assert float(curve[-1]["Cộng"]) > 0  # told of cases all the same
    by_place = {row["Xã"]: list(row.values())[1:] for row in strip}
    assert by_place["Xã Mẫu 1"][8] == "0"
    assert by_place["Xã Mẫu 12"][8] == ""


def test_a_hospital_that_answers_for_no_area_is_told_so(cases: list[Case]) -> None:
    at = node("Bệnh viện Mẫu", kind="general_hospital", province_code=PROVINCE)

    page = seen(browser_of(account_at(at, "hospital_doctor")), "curve")

    assert "không phụ trách một địa bàn nào" in page
    assert "<svg xmlns" not in page


def test_what_began_in_custody_is_only_for_that_place(station: Actor, areas: list[Area]) -> None:
    prison = node("Trại giam Mẫu", chain="police", kind="prison_clinic")
    inside = one(station, areas[0], clock.today() - dt.timedelta(days=20), random.Random(1))
    for row in inside:
        if isinstance(row, Case):
            row.custody_site_id = prison.unit_id
    with changes.apply(actor=station, reason="test.inside") as log:
        log.create(*inside)

    ground = ground_of(station, clock.today())
    prisoners = ground_of(actor_at(prison, "prison_doctor"), clock.today())

    assert ground is not None
    assert not counts_in(ground).exists()
    assert prisoners is not None
    assert counts_in(prisoners).count() == 1


def test_rt_of_a_disease_without_a_known_interval_is_not_computed(officer: Client) -> None:
    page = seen(officer, "rt", disease="dengue")

    assert "Rt không tính được: chưa có khoảng cách giữa hai đời ca" in page


@pytest.mark.parametrize("name", ["curve", "heat", "ages"])
def test_a_disease_without_cases_says_so(officer: Client, name: str) -> None:
    assert "Chưa có ca nào của bệnh này" in seen(officer, name, disease="dengue")


def test_a_threshold_of_few_weeks_is_not_computed_and_says_why(officer: Client) -> None:
    assert "không tính được. Số liệu mới có ít tuần" in seen(officer, "curve")


def test_an_address_full_of_nonsense_is_taken_as_usual(officer: Client) -> None:
    page = seen(officer, "curve", disease="<b>", area="zz", weeks="-4")

    assert "<b>" not in page.replace("<b>C", "")
    assert "Tỉnh Mẫu" in page


def test_a_merged_commune_keeps_the_cases_of_those_it_was_made_of(
    cases: list[Case], areas: list[Area]
) -> None:
    """Two become one; a third gave it only a part and counts elsewhere."""
    on = clock.today()
    old = [areas[0], areas[1], areas[2]]
    Area.objects.filter(pk__in=[each.pk for each in old]).update(valid_to=on - dt.timedelta(days=1))
    new = [
        Area(
            level="commune",
            code=code,
            name=code,
            full_name=f"Xã {code}",
            parent_code=PROVINCE,
            valid_from=on,
        )
        for code in ("99900", "99901")
    ]
    Area.objects.bulk_create(new)
    links = [
        (0, "99900", "whole"),
        (1, "99900", "whole"),
        (2, "99900", "split"),
        (2, "99901", "split-default"),
    ]
    AreaChange.objects.bulk_create(
        AreaChange(
            level="commune", old_code=old[at].code, new_code=code, link=link, effective_on=on
        )
        for at, code, link in links
    )
    at = node("Trung tâm", kind="provincial_cdc", province_code=PROVINCE)
    ground = ground_of(actor_at(at, "cdc_officer"), on)

    assert ground is not None
    weeks = queries.mondays(on + dt.timedelta(weeks=1), 20)
    found = queries.by_commune(counts_in(ground), "measles", ground, weeks)
    assert found["99900"].sum() == sum(c.area_id in (areas[0].id, areas[1].id) for c in cases)
    assert found["99901"].sum() == sum(c.area_id == areas[2].id for c in cases)
    assert sum(row.sum() for row in found.values()) == len(cases)


def test_a_part_of_the_ground_is_one_commune() -> None:
    ground = Ground("99", "Tỉnh", {"1": "A", "2": "B"})

    assert ground.part("2").communes == {"2": "B"}
    assert ground.part("x") is ground


def test_small_places_are_drawn_towards_the_mean_more_than_large_ones() -> None:
    cases = np.array([2.0, 2000.0, 10.0, 0.0, 0.0])
    people = np.array([100.0, 100_000.0, 20_000.0, 100.0, 0.0])

    small, large, low, none, nobody = shrunk(cases, people)

    assert 1900 < large < 2000
    assert abs(small - 2000) > abs(large - 2000)
    assert 0 < none < small
    assert low < large
    assert np.isnan(nobody)
