"""Weekly counts for another system: totals with their parts, zeros only where somebody reported."""

import csv
import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.actions.reports import send_week
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.rules import dhis2
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.tests.series import PROVINCE, province
from tuyen.domains.surveillance.tests.test_situation import counts
from tuyen.registry.areas.models import Area, AreaChange

NAMES = {"element": "C_{disease}", "element_of_class": "C_{disease}_{status}",
         "combo": "{age}_{sex}"}  # fmt: skip
MONDAY = dt.date(2025, 2, 24)


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province(3)


@pytest.fixture
def newest() -> dt.date:
    return series.last_ended(clock.today())


@pytest.fixture
def officer(areas: list[Area]) -> Client:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return browser_of(account_at(at, "cdc_officer"))


@pytest.fixture
def station(areas: list[Area]) -> Actor:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    return actor_at(at, "station_doctor")


def asked(browser: Client, since: dt.date, until: dt.date, **more: str) -> Any:
    said = {"since": str(week_of(since)), "until": str(week_of(until)), **more}
    return browser.get(reverse("surveillance:exchanged"), said)


@pytest.mark.parametrize(
    "monday, said",
    [
        pytest.param(dt.date(2025, 2, 24), "2025W9", id="no leading zero"),
        pytest.param(dt.date(2024, 12, 30), "2025W1", id="the week of the ISO year"),
        pytest.param(dt.date(2026, 12, 28), "2026W53", id="a long year"),
    ],
)
def test_a_week_is_named_as_dhis2_names_it(monday: dt.date, said: str) -> None:
    assert dhis2.period(monday) == said


def test_a_total_and_its_parts_agree_and_a_zero_needs_a_report() -> None:
    rows = [
        dhis2.Counted("99000", MONDAY, "measles", "suspected", "2_4y", "male", 2),
        dhis2.Counted("99000", MONDAY, "measles", "lab_confirmed", "2_4y", "female", 1),
    ]

    found = dhis2.values(rows, [("99001", MONDAY)], ["measles", "rubella"], NAMES)

    assert [(each.org_unit, each.element, each.combo, each.value) for each in found] == [
        ("99000", "C_MEASLES", "", 3),
        ("99000", "C_MEASLES_LAB_CONFIRMED", "2_4Y_FEMALE", 1),
        ("99000", "C_MEASLES_SUSPECTED", "2_4Y_MALE", 2),
        ("99001", "C_MEASLES", "", 0),
        ("99001", "C_RUBELLA", "", 0),
    ]


@pytest.mark.capability("D9", where="/surveillance/weeks/")
def test_the_officer_hands_over_the_counts_of_the_province_in_both_shapes(
    officer: Client, station: Actor, areas: list[Area], newest: dt.date
) -> None:
    counts(areas[1], newest, 4)
    counts(areas[1], newest, 1, classification="lab_confirmed")
    counts(areas[1], newest - 4 * series.WEEK, 9)
    counts(areas[2], newest, 7, custody_site_id=station.unit_id)
    send_week(monday=newest, note="", by=station)

    page = officer.get(reverse("surveillance:weeks")).text
    body = asked(officer, newest, newest).json()
    text = asked(officer, newest, newest, **{"as": "csv"}).content.decode()

    assert reverse("surveillance:exchanged") in page
    assert body["orgUnitIdScheme"] == "CODE"
    told = {
        (each["orgUnit"], each["dataElement"]): int(each["value"])
        for each in body["dataValues"]
        if "categoryOptionCombo" not in each
    }
    assert told[areas[1].code, "CASES_MEASLES"] == 5
    assert told[areas[0].code, "CASES_MEASLES"] == 0  # signed as none
    assert (areas[1].code, "CASES_RUBELLA") not in told  # nobody said none
    assert not [code for code, _element in told if code == areas[2].code]  # custody stays
    parts = [each for each in body["dataValues"] if "categoryOptionCombo" in each]
    assert sum(int(each["value"]) for each in parts) == 5
    lines = list(csv.DictReader(StringIO(text)))
    assert len(lines) == len(body["dataValues"])
    assert {each["period"] for each in lines} == {dhis2.period(newest)}


def test_a_commune_of_before_the_merger_is_handed_over_as_what_it_became(
    officer: Client, areas: list[Area], newest: dt.date
) -> None:
    old = Area.objects.create(
        level="commune", code="99900", name="Cũ", full_name="Xã Cũ", parent_code=PROVINCE,
        valid_from=dt.date(2000, 1, 1), valid_to=dt.date(2025, 6, 30),
    )  # fmt: skip
    AreaChange.objects.create(
        level="commune", old_code="99900", new_code=areas[0].code, effective_on=dt.date(2025, 7, 1)
    )
    counts(old, newest, 2)
    counts(areas[0], newest, 1)

    body = asked(officer, newest, newest).json()

    assert {each["orgUnit"]: each["value"] for each in body["dataValues"]} == {areas[0].code: "3"}


def test_what_cannot_be_handed_over_is_refused_in_words(
    officer: Client, station: Actor, newest: dt.date
) -> None:
    prison = node("Trại giam Mẫu", kind="prison_clinic", chain="mps")
    inside = browser_of(account_at(prison, "prison_doctor"))

    long = asked(officer, newest - 20 * series.WEEK, newest)
    turned = asked(officer, newest, newest - series.WEEK)
    custody = asked(inside, newest, newest)

    assert [each.status_code for each in (long, turned, custody)] == [422, 422, 422]
    assert "13 tuần" in long.text
    assert "nơi giam giữ" in custody.text
