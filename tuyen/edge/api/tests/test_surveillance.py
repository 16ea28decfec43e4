"""Counts, reports and signals by the API: those of one's own area, never a name."""

import datetime as dt
from typing import Any

import pytest

from tests.network import account_at, actor_at, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.surveillance.actions.reports import send_week
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.tests.series import PROVINCE, province
from tuyen.domains.surveillance.tests.test_situation import counts
from tuyen.edge.api.tests.conftest import Program
from tuyen.platform import changes
from tuyen.registry.areas.models import Area

WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province(3)


@pytest.fixture
def newest() -> dt.date:
    return week_of(clock.today()).monday - WEEK


@pytest.fixture
def centre(areas: list[Area]) -> Program:
    at = node("Trung tâm Mẫu", kind="provincial_cdc", province_code=PROVINCE)
    return Program(account_at(at, "cdc_officer"))


def span(since: dt.date, until: dt.date) -> dict[str, str]:
    return {"since": str(week_of(since)), "until": str(week_of(until))}


@pytest.mark.capability("D9", where="/api/v1/surveillance/weekly-counts")
def test_a_partner_reads_the_counts_of_the_area_alone(
    centre: Program, areas: list[Area], newest: dt.date
) -> None:
    elsewhere = Area.objects.create(
        level="commune", code="88001", name="Xa", full_name="Xã Xa", parent_code="88",
        valid_from=dt.date(2000, 1, 1),
    )  # fmt: skip
    counts(areas[0], newest, 3)
    counts(elsewhere, newest, 9)

    found = centre.get("surveillance/weekly-counts", **span(newest, newest)).json()
    values = centre.get("surveillance/dhis2", **span(newest, newest)).json()

    assert [(each["commune"], each["week"], each["n"]) for each in found] == [
        (areas[0].code, str(week_of(newest)), 3)
    ]
    totals = [each for each in values["dataValues"] if "categoryOptionCombo" not in each]
    assert [(each["orgUnit"], each["value"]) for each in totals] == [(areas[0].code, "3")]


@pytest.mark.parametrize(
    "since, until, status",
    [
        pytest.param("2025-W60", "2025-W60", 422, id="no such week"),
        pytest.param("2025-W9", "2025-W9", 422, id="not written so"),
        pytest.param("2025-W09", "2025-W40", 422, id="too many weeks"),
        pytest.param("2025-W09", "2025-W08", 422, id="turned round"),
    ],
)
def test_weeks_that_cannot_be_are_refused(
    centre: Program, since: str, until: str, status: int
) -> None:
    for path in ("surveillance/weekly-counts", "surveillance/dhis2"):
        assert centre.get(path, since=since, until=until).status_code == status


def test_reports_and_signals_are_those_of_the_area(
    centre: Program, areas: list[Area], newest: dt.date
) -> None:
    at = node("Trạm Mẫu", commune_code=areas[0].code, province_code=PROVINCE)
    send_week(monday=newest, note="Đã rà sổ khám", by=actor_at(at, "station_doctor"))
    for code in (PROVINCE, "88"):
        _signal(at.unit_id, code, newest)

    [report] = centre.get("surveillance/reports").json()["items"]
    signals = centre.get("surveillance/signals").json()["items"]

    assert (report["counts"], report["note"]) == ({}, "Đã rà sổ khám")
    assert [each["place_code"] for each in signals] == [PROVINCE]


def _signal(unit_id: Any, province_code: str, monday: dt.date) -> None:
    row = Signal(
        id=uuid7(), unit_id=unit_id, disease="measles", level="province", place_code=province_code,
        place_name="Tỉnh", province_code=province_code, monday=monday, algorithm="farrington",
        version="1", parameters="x", cut_off=clock.now(), observed=9, threshold=4.2,
    )  # fmt: skip
    with changes.apply(actor=SYSTEM, reason="signal.propose") as log:
        log.create(row)


def test_who_does_not_see_cases_reads_no_counts(areas: list[Area], newest: dt.date) -> None:
    at = node("Nhà thuốc Mẫu", province_code=PROVINCE)
    program = Program(account_at(at, "station_pharmacist"))

    assert program.get("surveillance/reports").status_code == 403
    assert program.get("surveillance/dhis2", **span(newest, newest)).status_code == 403
