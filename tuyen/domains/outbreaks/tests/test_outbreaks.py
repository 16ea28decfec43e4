"""From linked cases to the outbreak that closes after the rule's days, on pages and through actions."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.models import Outbreak, OutbreakMeasure, OutbreakReport
from tuyen.domains.outbreaks.queries import outbreaks as queries
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case
from tuyen.record.queries import cases as case_queries

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SAID = {"place": "Lớp 2A, bản Mẫu", "place_kind": "school", "basis": "Biên bản điều tra số 1"}


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


def case_of(doctor: Actor, name: str, days_ago: int, disease: str = "measles") -> Case:
    sick = person(doctor, name=name)
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    told = Told(disease=disease, onset_on=clock.today() - days_ago * DAY)
    return case_acts.notify_case(person=sick.id, told=told, by=doctor)


@pytest.fixture
def linked(doctor: Actor) -> list[Case]:
    return [case_of(doctor, "Lò Văn Một", 30), case_of(doctor, "Lò Văn Hai", 18)]


@pytest.fixture
def outbreak(doctor: Actor, linked: list[Case]) -> Outbreak:
    said = actions.Opening(**SAID, people_at_risk=40)
    return actions.open_outbreak(cases=linked, said=said, by=doctor)


@pytest.mark.capability("D7", where="/outbreaks/")
def test_linked_cases_become_an_outbreak_that_closes_after_21_days(
    browser: Client, account: Account, linked: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = SAID | {"case": [str(each.id) for each in linked], "people_at_risk": "40"}
    browser.post(reverse("outbreaks:open"), sent)
    made = Outbreak.objects.get()
    page = reverse("outbreaks:outbreak", args=[made.id])

    browser.post(reverse("outbreaks:report", args=[made.id]), {"note": "Cách ly hai ca"})
    measure = {"kind": "supply", "what": "Khẩu trang", "amount": "200", "amount_unit": "cái",
               "done_on": f"{clock.today():%d/%m/%Y}"}  # fmt: skip
    browser.post(reverse("outbreaks:measure", args=[made.id]), measure)
    early = browser.post(
        reverse("outbreaks:close", args=[made.id]), {"on": f"{clock.today():%d/%m/%Y}"}
    )
    shown = browser.get(page).text

    free = linked[1].onset_on + 21 * DAY
    assert early.status_code == 422
    assert f"{free:%d/%m/%Y}" in early.text
    assert "Lò Văn Hai" in shown
    assert "Khẩu trang" in shown
    assert "Cách ly hai ca" in shown
    assert "5,0%" in shown
    later = clock.now() + 3 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    browser.force_login(account)
    ended = {"on": f"{clock.today():%d/%m/%Y}", "note": "Không còn ca mới"}
    browser.post(reverse("outbreaks:close", args=[made.id]), ended)
    assert Outbreak.objects.get().status == "closed"


@pytest.mark.parametrize("name", ["home", "outbreak"])
def test_every_page_opens_in_few_statements(name: str, browser: Client, outbreak: Outbreak) -> None:
    args = [outbreak.id] if name == "outbreak" else []

    with counted() as asked:
        response = browser.get(reverse(f"outbreaks:{name}", args=args))

    assert response.status_code == 200
    assert outbreak.place in response.text
    assert len(asked) <= 11, asked


def test_cases_of_two_diseases_are_no_outbreak(doctor: Actor, linked: list[Case]) -> None:
    other = case_of(doctor, "Lò Văn Ba", 3, "dengue")

    with pytest.raises(Refused):
        actions.open_outbreak(cases=[*linked, other], said=actions.Opening(**SAID), by=doctor)

    assert not Outbreak.objects.exists()


def test_a_case_stands_in_one_outbreak_only(doctor: Actor, outbreak: Outbreak) -> None:
    case = Case.objects.filter(outbreak_id=outbreak.id).first()
    assert case is not None

    with pytest.raises(Refused):
        actions.open_outbreak(cases=[case], said=actions.Opening(**SAID), by=doctor)
    with pytest.raises(Refused):
        actions.add_case(outbreak=outbreak, case=case, by=doctor)


def test_an_earlier_case_that_joins_moves_the_beginning_and_may_leave_again(
    doctor: Actor, outbreak: Outbreak
) -> None:
    case = case_of(doctor, "Lò Văn Ba", 40)

    actions.add_case(outbreak=outbreak, case=case, by=doctor)

    assert Outbreak.objects.get().began_on == case.onset_on
    assert queries.figures_of(outbreak).cases == 3
    actions.leave_case(outbreak=outbreak, case=Case.objects.get(pk=case.id), by=doctor)
    assert queries.figures_of(outbreak).cases == 2


def test_a_discarded_case_neither_counts_nor_holds_the_outbreak_open(
    doctor: Actor, outbreak: Outbreak, linked: list[Case]
) -> None:
    case = Case.objects.get(pk=linked[1].id)
    case_acts.investigate(case=case, found={}, by=doctor)
    case_acts.classify(case=case, classification="discarded", why="IgM âm tính", by=doctor)

    figures = queries.figures_of(outbreak)

    assert figures.cases == 1
    assert figures.close_from == linked[0].onset_on + 21 * DAY
    closed = actions.close(outbreak=outbreak, on=clock.today(), note="", by=doctor)
    assert closed.status == "closed"


def test_a_closed_outbreak_takes_nothing_until_it_is_reopened_with_a_reason(
    doctor: Actor, outbreak: Outbreak, linked: list[Case]
) -> None:
    for each in linked:
        actions.leave_case(outbreak=outbreak, case=Case.objects.get(pk=each.id), by=doctor)
    actions.close(outbreak=outbreak, on=clock.today(), note="", by=doctor)

    with pytest.raises(Refused):
        actions.report_day(outbreak=outbreak, note="", by=doctor)
    with pytest.raises(Refused):
        actions.reopen(outbreak=outbreak, why=" ", by=doctor)
    actions.reopen(outbreak=outbreak, why="Có ca mới", by=doctor)

    kept = Outbreak.objects.get()
    assert (kept.status, kept.closed_on) == ("open", None)


def test_the_report_of_a_day_told_again_replaces_itself(doctor: Actor, outbreak: Outbreak) -> None:
    actions.report_day(outbreak=outbreak, note="Sáng", by=doctor)
    actions.report_day(outbreak=outbreak, note="Chiều", by=doctor)

    row = OutbreakReport.objects.get()
    assert (row.note, row.cases, row.new_cases) == ("Chiều", 2, 0)
    assert queries.reported_today([outbreak]) == {outbreak.id}


@pytest.mark.parametrize(
    "wrong, field",
    [
        pytest.param({"kind": "prayer"}, "kind", id="a measure that nobody knows"),
        pytest.param({"what": " "}, "what", id="nothing said"),
        pytest.param({"done_on": dt.date(2100, 1, 1)}, "done_on", id="a day to come"),
        pytest.param({"amount": None}, "amount", id="supplies without a number"),
    ],
)
def test_a_wrong_measure_is_refused(
    doctor: Actor, outbreak: Outbreak, wrong: dict[str, Any], field: str
) -> None:
    said = {"kind": "supply", "what": "Cồn", "amount": 5, "amount_unit": "lít", "document": "",
            "done_on": clock.today()} | wrong  # fmt: skip

    with pytest.raises(Refused) as refusal:
        actions.add_measure(outbreak=outbreak, by=doctor, **said)

    assert refusal.value.field == field
    assert not OutbreakMeasure.objects.exists()


def test_another_station_neither_sees_nor_keeps_it(outbreak: Outbreak) -> None:
    other = node("Trạm Y tế xã Bên")
    stranger = actor_at(other, "station_doctor")
    page = reverse("outbreaks:outbreak", args=[outbreak.id])

    assert not queries.visible_to(stranger).exists()
    assert browser_of(account_at(other, "station_doctor")).get(page).status_code == 404
    with pytest.raises(NotPermitted):
        actions.report_day(outbreak=outbreak, note="", by=stranger)


def test_what_began_in_custody_is_hidden_from_officers_of_the_area(
    outbreak: Outbreak, doctor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = actor_at(node("CDC tỉnh Mẫu", kind="cdc"), "cdc_officer")
    area_id = uuid7()
    with changes.apply(actor=doctor, reason="test.area") as log:
        outbreak.area_id = area_id
        log.change(outbreak, ["area_id"])
    monkeypatch.setattr(case_queries, "of_my_area", lambda _who: Q(area_id=area_id))
    seen = queries.visible_to(officer).exists()

    with changes.apply(actor=doctor, reason="test.custody") as log:
        outbreak.custody_site_id = doctor.unit_id
        log.change(outbreak, ["custody_site_id"])

    assert seen
    assert not queries.visible_to(officer).exists()
    assert queries.visible_to(doctor).exists()


def test_an_outbreak_and_its_cases_are_written_together_or_not_at_all(
    doctor: Actor, linked: list[Case]
) -> None:
    """The second case was struck meanwhile: nothing is half opened."""
    case_acts.strike(case=linked[1], why="Ghi nhầm người", by=doctor)

    with pytest.raises(Refused):
        actions.open_outbreak(cases=linked, said=actions.Opening(**SAID), by=doctor)

    assert not Outbreak.objects.exists()
    assert Case.objects.get(pk=linked[0].pk).outbreak_id is None
