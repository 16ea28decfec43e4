"""From the visit to the confirmed case on the pages; what cannot be is said beside the field."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.notification import rules
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Case, Encounter
from tuyen.record.sheet import Diagnosis, Sheet
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    who = actor_of(account)
    assert who is not None
    return who


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def visit(doctor: Actor) -> Encounter:
    load_catalogues(schemes=["icd10"])
    sick = person(doctor, name="Lò Văn Sởi")
    entry = enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    sheet = Sheet(
        occurred_at=clock.now(),
        reason="Sốt",
        diagnoses=(Diagnosis("Sởi không biến chứng", "B05.9"),),
    )
    done = finish_visit(person=sick.id, sheet=sheet, by=doctor, entry=entry)
    return Encounter.objects.get(pk=done.encounter_id)


def said(**changed: Any) -> dict[str, Any]:
    onset = clock.today() - 3 * DAY
    usual = {"disease": "measles", "onset_on": f"{onset:%d/%m/%Y}", "classification": "suspected"}
    return usual | changed


@pytest.fixture
def case(browser: Client, visit: Encounter) -> Case:
    browser.post(reverse("notification:notify", args=[visit.id]), said())
    return Case.objects.get()


@pytest.mark.capability("D6", where="/cases/")
def test_a_case_goes_from_the_visit_to_confirmed_and_closed(
    browser: Client, visit: Encounter
) -> None:
    offered = browser.get(reverse("clinic:visit", args=[visit.id])).content.decode()
    address = reverse("notification:notify", args=[visit.id])
    proposed = browser.get(address).content.decode()
    browser.post(address, said())
    case = Case.objects.get()
    found = {"onset_on": f"{case.onset_on:%d/%m/%Y}", "signs": ["fever", "rash", "cough"]}
    browser.post(reverse("notification:investigate", args=[case.id]), found)
    classed = {"classification": "lab_confirmed", "origin": "endemic", "why": "IgM dương tính"}
    browser.post(reverse("notification:classify", args=[case.id]), classed)
    ended = {"outcome": "recovered", "outcome_on": f"{clock.today():%d/%m/%Y}"}
    browser.post(reverse("notification:outcome", args=[case.id]), ended)
    browser.post(reverse("notification:move", args=[case.id]), {"verb": "close"})

    shown = browser.get(reverse("notification:case", args=[case.id])).content.decode()
    kept = Case.objects.get()
    assert address in offered
    assert "B05.9" in proposed
    assert "Nghi ngờ → Xác định bằng xét nghiệm" in shown
    assert "đủ định nghĩa ca nghi ngờ" in shown
    assert (kept.stage, kept.classification, kept.icd10) == ("closed", "lab_confirmed", "B05.9")


def test_an_onset_to_come_is_said_beside_the_field_and_the_rest_is_kept(
    browser: Client, visit: Encounter
) -> None:
    onset = clock.today() + DAY
    answer = browser.post(
        reverse("notification:notify", args=[visit.id]), said(onset_on=f"{onset:%d/%m/%Y}")
    )

    assert answer.status_code == 422
    assert "Ngày này chưa tới" in answer.content.decode()
    assert f"{onset:%d/%m/%Y}" in answer.content.decode()
    assert not Case.objects.exists()


def test_what_paper_told_first_keeps_its_own_days(browser: Client, visit: Encounter) -> None:
    today = clock.today()
    days = {"found_on": f"{today - 2 * DAY:%d/%m/%Y}", "told_on": f"{today - DAY:%d/%m/%Y}"}
    browser.post(reverse("notification:notify", args=[visit.id]), said(**days))

    case = Case.objects.get()
    assert clock.day_of(case.occurred_at) == today - 2 * DAY
    assert clock.day_of(case.notified_at) == today - DAY
    assert clock.day_of(case.entered_at) == today


def test_a_class_before_the_investigation_is_refused_on_the_page(
    browser: Client, case: Case
) -> None:
    answer = browser.post(
        reverse("notification:classify", args=[case.id]),
        {"classification": "lab_confirmed", "origin": "unknown", "why": "IgM"},
    )

    assert answer.status_code == 422
    assert Case.objects.get().classification == "suspected"


def test_the_list_names_who_is_there_and_writes_who_read(browser: Client, case: Case) -> None:
    page = browser.get(reverse("notification:board"))

    assert "Lò Văn Sởi" in page.content.decode()
    assert ReadLog.objects.filter(what="case_list", patient_id=case.patient_id).count() == 1


@pytest.mark.parametrize("people", [1, 12])
def test_the_list_costs_the_same_however_long(people: int, browser: Client, doctor: Actor) -> None:
    for n in range(people):
        sick = person(doctor, name=f"Lò Văn {n}")
        enqueue(person_id=sick.id, by=doctor, reason="Sốt")
        told = Told(disease="measles", onset_on=clock.today() - DAY)
        cases.notify_case(person=sick.id, told=told, by=doctor)

    with counted() as statements:
        page = browser.get(reverse("notification:board"))

    assert page.content.decode().count("Lò Văn") == people
    assert len(statements) <= 9, "\n".join(statements)


def test_the_file_has_the_rows_of_the_list_and_no_formula(
    browser: Client, case: Case, doctor: Actor
) -> None:
    sick = person(doctor, name="=1+1")
    enqueue(person_id=sick.id, by=doctor, reason="Sốt")
    told = Told(disease="dengue", onset_on=clock.today() - DAY)
    cases.notify_case(person=sick.id, told=told, by=doctor)

    answer = browser.get(reverse("notification:line_list", args=["csv"]))
    only = browser.get(reverse("notification:line_list", args=["csv"]), {"disease": "measles"})
    sheet = browser.get(reverse("notification:line_list", args=["xlsx"]))
    text = answer.content.decode("utf-8-sig")
    assert "Lò Văn Sởi" in text
    assert "'=1+1" in text
    assert "=1+1" not in only.content.decode("utf-8-sig")
    assert sheet.content.startswith(b"PK")
    assert ReadLog.objects.filter(what="case_file", patient_id=sick.id).count() == 2


def test_a_neighbour_finds_neither_list_row_nor_case(case: Case) -> None:
    stranger = browser_of(account_at(node("Trạm bên"), "station_doctor"))

    assert "Lò Văn Sởi" not in stranger.get(reverse("notification:board")).content.decode()
    assert stranger.get(reverse("notification:case", args=[case.id])).status_code == 404


def test_the_page_offers_only_what_may_come_next(browser: Client, case: Case) -> None:
    page, classing = (
        reverse("notification:case", args=[case.id]),
        reverse("notification:classify", args=[case.id]),
    )
    told = browser.get(page).content.decode()
    browser.post(
        reverse("notification:investigate", args=[case.id]),
        {"onset_on": f"{case.onset_on:%d/%m/%Y}"},
    )
    looked = browser.get(page).content.decode()

    assert classing not in told
    assert "Lưu điều tra" in told
    assert classing in looked
    assert "Vì sao sửa" in looked


def test_a_sensitive_disease_is_not_even_offered_without_the_grant(
    browser: Client, visit: Encounter, station: ScopeNode
) -> None:
    address = reverse("notification:notify", args=[visit.id])
    granted = browser_of(account_at(station, "station_doctor", grants=("hiv",)))

    assert 'value="hiv"' not in browser.get(address).content.decode()
    assert 'value="hiv"' in granted.get(address).content.decode()


def test_the_officer_of_the_province_sees_its_stations(doctor: Actor) -> None:
    department = node("Sở Y tế", kind="health_department", province_code="12")
    station = node("Trạm dưới", under=department, province_code="12")
    below = actor_at(station, "station_doctor")
    sick = person(below, name="Lò Thị Dưới")
    enqueue(person_id=sick.id, by=below, reason="Sốt")
    told = Told(disease="measles", onset_on=clock.today() - DAY)
    cases.notify_case(person=sick.id, told=told, by=below)
    officer = browser_of(account_at(department, "cdc_officer"))

    assert "Lò Thị Dưới" in officer.get(reverse("notification:board")).content.decode()


NOON = dt.datetime(2025, 2, 3, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "told, looked, now, late",
    [
        pytest.param(24, 72, 100, [], id="24 h told and 48 h looked into: in time"),
        pytest.param(25, 26, 100, [("told", 1)], id="told one hour late"),
        pytest.param(1, 50, 100, [("investigation", 1)], id="looked into after 49 h"),
        pytest.param(1, None, 48, [], id="still within 48 h"),
        pytest.param(30, None, 90, [("told", 6), ("investigation", 12)], id="both, one owed"),
    ],
)
def test_what_is_late_and_by_how_much(
    told: int, looked: int | None, now: int, late: list[tuple[str, int]]
) -> None:
    found = rules.late_of(
        occurred_at=NOON,
        notified_at=NOON + told * HOUR,
        investigated_at=None if looked is None else NOON + looked * HOUR,
        report_hours=24,
        investigate_hours=48,
        now=NOON + now * HOUR,
    )

    assert [(each.what, each.hours) for each in found] == late
