"""Who is due in the villages, and coverage by birth year."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization.queries import coverage, due
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.immunizations import record_history
from tuyen.record.models import Task
from tuyen.record.rules.immunizations import Dose

pytestmark = pytest.mark.django_db


def fully(by: Actor, name: str) -> None:
    child = child_of(by, name, days=400)
    born = child.birth_date
    assert born is not None
    doses = [Dose("hepb", born), Dose("bcg", born + DAY), Dose("ipv", born + 160 * DAY)]
    for n in (62, 93, 124):
        doses += [Dose("penta", born + n * DAY), Dose("opv", born + n * DAY)]
    doses.append(Dose("mr", born + 280 * DAY))
    record_history(person_id=child.id, doses=doses, by=by)


@pytest.mark.capability("D1", where="/immunizations/due/")
def test_the_list_names_who_is_late_village_by_village(browser: Client, nurse: Actor) -> None:
    child_of(nurse, "Giàng A Muộn", days=200, village="Bản Mẫu 1")
    child_of(nurse, "Lò Thị Xa", days=70, village="số 3, Bản Mẫu 2")
    elsewhere = actor_at(node("Trạm khác"), "station_nurse")
    child_of(elsewhere, "Người Trạm Khác", days=200)

    text = browser.get(reverse("immunization:due")).content.decode()
    only = browser.get(reverse("immunization:due"), {"village": "Bản Mẫu 2"}).content.decode()
    named = browser.post(reverse("immunization:due"), {"q": "giang"}).content.decode()

    assert "Giàng A Muộn" in text
    assert "Lò Thị Xa" in text
    assert "Người Trạm Khác" not in text
    assert "Giàng A Muộn" not in only
    assert "Lò Thị Xa" in only
    assert "Giàng A Muộn" in named
    assert "Lò Thị Xa" not in named


def test_a_child_with_nothing_open_is_not_on_the_list(nurse: Actor) -> None:
    child_of(nurse, "Vừ A Mới", days=4000)
    newborn = child_of(nurse, "Vừ Thị Sơ", days=20)
    born = newborn.birth_date
    assert born is not None
    record_history(
        person_id=newborn.id, doses=[Dose("hepb", born), Dose("bcg", born + DAY)], by=nurse
    )

    assert due.due_children(nurse, clock.today()) == []


def test_the_list_asks_few_statements_however_many_children(browser: Client, nurse: Actor) -> None:
    for n in range(5):
        child_of(nurse, f"Trẻ {n}", days=200)

    with counted() as seen:
        browser.get(reverse("immunization:due"))
    assert len(seen) <= 8, seen


@pytest.mark.parametrize("form, start", [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_the_list_goes_along_as_paper_and_sheet(
    browser: Client, nurse: Actor, form: str, start: bytes
) -> None:
    child_of(nurse, "Giàng A Muộn", days=200)

    answer = browser.get(reverse("immunization:due_sheet", args=[form]))

    assert answer.content.startswith(start)


def test_a_family_is_called_back_by_a_task(browser: Client, nurse: Actor) -> None:
    child = child_of(nurse, "Giàng A Muộn", days=200)

    browser.post(reverse("immunization:recall", args=[child.id]))

    task = Task.objects.get()
    assert (task.kind, task.patient_id, task.due_on) == ("call", child.id, clock.today() + DAY)


def test_coverage_counts_children_of_a_birth_year(station: ScopeNode, nurse: Actor) -> None:
    fully(nurse, "Giàng Thị Đủ")
    child_of(nurse, "Giàng A Thiếu", days=400)

    found = coverage.coverage_of(station.unit_id, nurse, clock.today())

    year = (clock.today() - dt.timedelta(days=400)).year
    at = found.years.index(year)
    assert found.children[at] == 2
    assert (found.full[at].had, found.full[at].percent) == (1, 50.0)
    bcg = next(row for row in found.rows if "BCG" in row.label)
    assert bcg.cells[at].had == 1


def test_a_late_measles_dose_counts_but_makes_nobody_fully_immunised(
    station: ScopeNode, nurse: Actor
) -> None:
    child = child_of(nurse, "Giàng A Trễ", days=420)
    born = child.birth_date
    assert born is not None
    record_history(person_id=child.id, doses=[Dose("mr", born + 370 * DAY)], by=nurse)

    found = coverage.coverage_of(station.unit_id, nurse, clock.today())

    measles = next(row for row in found.rows if "Sởi" in row.label and row.number == 1)
    assert (measles.cells[0].had, found.full[0].had) == (1, 0)


@pytest.mark.capability("D1", where="/immunizations/coverage/")
def test_a_department_sees_the_counts_of_the_units_below_and_no_others(
    station: ScopeNode,
) -> None:
    department = node("Sở Y tế Mẫu", kind="health_department")
    below = node("Trạm dưới", under=department)
    browser = browser_of(account_at(department, "department_officer"))
    child_of(actor_at(below, "station_nurse"), "Trẻ Dưới", days=100)
    url = reverse("immunization:coverage")

    seen = browser.get(url, {"unit": str(below.unit_id)})

    assert "Trạm dưới" in seen.content.decode()
    assert "Trẻ Dưới" not in seen.content.decode()
    assert browser.get(url, {"unit": str(station.unit_id)}).status_code == 404
    sheet = browser.get(reverse("immunization:coverage_sheet"), {"unit": str(below.unit_id)})
    assert sheet.content.startswith(b"PK")
