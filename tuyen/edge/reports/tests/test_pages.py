"""The report as people meet it: pages, files, who sees names, the recount."""

import csv
import datetime as dt
import io
import json
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from tests.network import account_at, browser_of
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.edge.demo.force import Scenario
from tuyen.edge.reports import periods, report
from tuyen.edge.reports.report import Asked, activity_report, recount
from tuyen.platform import changes
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.tally.models import Tally
from tuyen.record.models import Encounter
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

FIGURES = {"class_1_hospital": 552, "primary_unit": 307, "prison": 799, "detention_camp": 226}
YEAR = Asked(periods.read("2021"))
PAGE = "/reports/activity/"


@pytest.fixture
def year_2021() -> None:
    Scenario(scale=1000).load()


def node_of(kind: str) -> ScopeNode:
    return ScopeNode.objects.filter(kind=kind).order_by("path").first()  # type: ignore[return-value]


def browser_at(kind: str, role: str, *grants: str) -> Client:
    return browser_of(account_at(node_of(kind), role, grants=grants))


def totals(found: report.Report) -> dict[str, int | None]:
    return {line.code: line.total for line in found.table.lines}


def visit_at(unit: Unit, day: dt.date) -> Encounter:
    at = dt.datetime.combine(day, dt.time(3), dt.UTC)
    return Encounter(patient_id=uuid7(), unit_id=unit.id, day=day, occurred_at=at, recorded_at=at)


def written(*rows: Encounter, by: Actor = SYSTEM) -> None:
    with changes.apply(actor=by, reason="test.visit") as log:
        log.create(*rows)


@pytest.mark.capability("H1", "A1", "I1")
def test_the_bureau_opens_the_year_and_reads_the_four_figures(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")

    shown = browser.get(PAGE, {"year": "2021"})

    html = shown.content.decode()
    assert shown.status_code == 200
    assert all(str(figure) in html for figure in FIGURES.values())
    assert "Có số liệu: 126/126 đơn vị" in html
    assert "1.884" in html
    assert "<svg" in html


def test_the_page_asks_few_questions(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")
    browser.get(PAGE, {"year": "2021"})

    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.get(PAGE, {"year": "2021"})

    statements = [
        q["sql"] for q in asked if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVE", "REL"))
    ]
    assert len(statements) <= 8, "\n".join(statements)


def test_a_year_without_visits_says_which_year_has_some(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")

    shown = browser.get(PAGE, {"year": "2019"})

    assert "Năm gần nhất có số liệu: 2021" in shown.content.decode()


@pytest.mark.parametrize(
    "part, by", [("Q1", "month"), ("03", "month"), ("", "quarter"), ("", "year")]
)
def test_parts_of_the_year_add_up_like_the_visits(year_2021: None, part: str, by: str) -> None:
    span = periods.read(f"2021-{part}" if part else "2021")

    found = activity_report(Asked(span, by), SYSTEM)  # type: ignore[arg-type]

    days = (span.first_day, span.last_day)
    assert found.table.sum.total == Encounter.objects.filter(day__range=days).count()
    assert sum(n or 0 for n in found.table.sum.cells) == found.table.sum.total


def test_a_class_is_taken_apart_into_its_facilities(year_2021: None) -> None:
    found = activity_report(Asked(periods.read("2021"), "month", "prison"), SYSTEM)

    assert len(found.table.lines) == 54
    assert found.table.sum.total == FIGURES["prison"]
    assert (found.source.reporting, found.source.expected) == (54, 54)


def test_the_same_period_a_year_before_stands_beside(year_2021: None) -> None:
    hospital = Unit.objects.filter(kind="hospital").first()
    assert hospital is not None
    written(visit_at(hospital, dt.date(2020, 2, 3)), visit_at(hospital, dt.date(2020, 6, 3)))

    quarter = activity_report(Asked(periods.read("2021-Q1")), SYSTEM)

    assert next(line.before for line in quarter.table.lines if line.code == "class_1_hospital") == 1


def test_a_visit_counts_in_the_class_that_held_on_its_day(year_2021: None) -> None:
    hospital = Unit.objects.filter(kind="hospital").order_by("id").first()
    assert hospital is not None
    before = activity_report(YEAR, SYSTEM)
    actions.rate_facility(
        unit=hospital, facility_class="2", valid_from=dt.date(2021, 7, 15), by=SYSTEM
    )
    moved = Encounter.objects.filter(unit_id=hospital.id, day__gte=dt.date(2021, 7, 15)).count()

    after = activity_report(YEAR, SYSTEM)

    assert moved
    assert totals(after)["other_hospital"] == moved
    assert totals(after)["class_1_hospital"] == FIGURES["class_1_hospital"] - moved
    assert after.table.sum.total == before.table.sum.total


def test_a_hospital_sees_its_own_counts_alone(year_2021: None) -> None:
    browser = browser_at("hospital", "hospital_director")

    shown = json.loads(browser.get(f"{PAGE}export/json/", {"year": "2021"}).content)

    assert [line["code"] for line in shown["lines"]] == ["class_1_hospital"]
    assert 0 < shown["total"]["visits"] < FIGURES["class_1_hospital"]


def test_a_role_without_reports_is_refused(year_2021: None) -> None:
    assert browser_at("prison_clinic", "guard_officer").get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


@pytest.mark.capability("I1", "J3")
def test_names_of_people_in_custody_need_the_grant(year_2021: None) -> None:
    prison = node_of("prison_clinic")
    address = f"{PAGE}facility/{prison.unit_id}/"

    counts_only = browser_at("health_bureau", "bureau_officer").get(address, {"year": "2021"})
    named = browser_at("health_bureau", "bureau_officer", "custody").get(address, {"year": "2021"})

    assert "chỉ hiện với người được cấp quyền" in counts_only.content.decode()
    assert "<tbody>" not in counts_only.content.decode()
    assert named.content.decode().count('class="main"') > 5
    assert ReadLog.objects.filter(what="activity_list", unit_id=node_of("health_bureau").unit_id)


def test_a_published_report_lists_nobody_and_counts_nothing_behind_its_links(
    year_2021: None,
) -> None:
    address = f"{PAGE}facility/{node_of('prison_clinic').unit_id}/"
    browser = browser_at("health_bureau", "bureau_officer", "custody")

    shown = browser.get(address, {"year": "2021", "published": "1"}).content.decode()

    assert "Bản công bố không liệt kê" in shown
    assert "<tbody>" not in shown
    assert " lượt khám, mới nhất trước" not in shown


def test_a_facility_outside_my_scope_is_not_there(year_2021: None) -> None:
    prison = node_of("prison_clinic")
    browser = browser_at("hospital", "hospital_director")

    assert browser.get(f"{PAGE}facility/{prison.unit_id}/").status_code == 404
    assert browser.get(f"{PAGE}facility/{uuid.uuid4()}/").status_code == 404


def test_kept_equals_recounted_to_the_last_visit(year_2021: None) -> None:
    proof = recount(periods.read("2021"), SYSTEM)

    assert proof.visits == sum(FIGURES.values())
    assert not proof.differences
    assert totals(activity_report(YEAR, SYSTEM, from_visits=True)) == FIGURES


def test_a_count_that_went_wrong_is_found_with_its_unit_and_month(year_2021: None) -> None:
    cell = Tally.objects.filter(indicator="visits", month=202103).first()
    assert cell is not None
    Tally.objects.filter(pk=cell.pk).update(n=cell.n + 1)

    [difference] = recount(periods.read("2021"), SYSTEM).differences

    assert (difference.month, difference.kept - difference.counted) == (202103, 1)


def test_the_page_counts_again_on_a_click(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")

    shown = browser.post(f"{PAGE}recount/", {"year": "2021"})

    assert "1.884 lượt khám, khớp từng lượt" in shown.content.decode()


@pytest.mark.parametrize("ending", ["xlsx", "pdf", "csv", "svg", "json"])
def test_every_file_is_what_its_name_says(year_2021: None, ending: str) -> None:
    beginnings = {
        "xlsx": b"PK",
        "pdf": b"%PDF",
        "csv": b"\xef\xbb\xbf",
        "svg": b"<svg",
        "json": b"{",
    }
    browser = browser_at("health_bureau", "bureau_officer")

    file = browser.get(f"{PAGE}export/{ending}/", {"year": "2021"})

    assert file.content.startswith(beginnings[ending])
    assert file["Content-Disposition"].endswith(f'.{ending}"')


def test_an_unknown_kind_of_file_is_not_there(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")

    assert browser.get(f"{PAGE}export/exe/").status_code == 404


def test_the_spreadsheet_says_the_numbers_of_the_page(year_2021: None) -> None:
    browser = browser_at("health_bureau", "bureau_officer")

    file = browser.get(f"{PAGE}export/xlsx/", {"year": "2021", "by": "year"})

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    )
    assert [row[1] for row in rows[3:8]] == [*FIGURES.values(), sum(FIGURES.values())]


def test_a_name_that_looks_like_a_formula_is_text_in_every_file(year_2021: None) -> None:
    prison = Unit.objects.filter(kind="prison_clinic").order_by("id").first()
    assert prison is not None
    actions.change_unit(unit=prison, name="=1+1", by=SYSTEM)
    browser = browser_at("health_bureau", "bureau_officer")
    query = {"year": "2021", "class": "prison"}

    text = browser.get(f"{PAGE}export/csv/", query).content.decode("utf-8-sig")
    sheet = browser.get(f"{PAGE}export/xlsx/", query).content

    assert "'=1+1" in [row[0] for row in csv.reader(io.StringIO(text))]
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert "=1+1" in [row[0] for row in cells]
