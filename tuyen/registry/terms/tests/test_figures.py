"""The head of a unit sets its deadlines and months; old days keep the old ones, others theirs."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tests.statements import counted
from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.memory import asked_once
from tuyen.registry.terms import actions, figures, settled
from tuyen.registry.terms.figures import Figure
from tuyen.registry.terms.models import LocalValue
from tuyen.registry.terms.open_values import Wrong

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 21)
LAPSE = "techniques.transfer:all:lapse_months"
TRANSFER = "techniques/transfer"


@pytest.fixture(autouse=True)
def _standing_clock():
    with clock.stopped(dt.datetime(2026, 11, 21, 3, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def head(department) -> Actor:
    return actor_at(department, "department_officer")


def asked(code: str = LAPSE) -> Figure:
    found = figures.with_code(code, DAY)
    assert found is not None
    return found


def confirm(by: Actor, value: str = "6", code: str = LAPSE, since: dt.date = DAY) -> LocalValue:
    return actions.confirm_value(
        open_value=asked(code), value=value, source="QĐ 12/QĐ-SYT", valid_from=since, by=by
    )


def months(unit_id, on: dt.date = DAY) -> int:
    return int(settled.on(TRANSFER, on, unit_id)["lapse_months"])


def test_every_figure_stands_in_its_rule_and_can_be_right_as_proposed() -> None:
    every = figures.figures(DAY)

    assert len({each.code for each in every}) == len(every)
    for each in every:
        assert each.read(each.text) == each.text, each.code
        assert "" not in (each.label.vi, each.label.en, each.group_label.vi)


@pytest.mark.parametrize(
    "code", [row["rule"] + ":" + row["field"] for row in rulebook.on(figures.TABLE, DAY).rows]
)
def test_a_row_of_the_table_names_a_figure_that_is_there(code: str) -> None:
    rule, field = code.split(":")

    assert any((each.rule, each.field) == (rule, field) for each in figures.figures(DAY))


def test_a_unit_sets_its_own_and_those_below_follow_but_nobody_else(
    head, department, station, other_station
) -> None:
    own = actor_at(station, "station_doctor")
    confirm(head)

    assert months(own.unit_id) == 6
    assert months(None) == 12
    assert months(department.unit_id) == 6


def test_a_unit_beside_it_keeps_the_proposal(station, other_station) -> None:
    confirm(actor_at(station, "hospital_director"))

    assert months(station.unit_id) == 6
    assert months(other_station.unit_id) == 12


def test_the_units_own_word_goes_before_that_of_the_unit_above(head, station) -> None:
    confirm(actor_at(station, "hospital_director"), "9")
    confirm(head, "6")

    assert months(station.unit_id) == 9


def test_days_before_keep_what_counted_then(head, station) -> None:
    confirm(head, "6", since=DAY - dt.timedelta(days=30))
    confirm(head, "8", since=DAY)

    assert months(station.unit_id, DAY - dt.timedelta(days=31)) == 12
    assert months(station.unit_id, DAY - dt.timedelta(days=1)) == 6
    assert months(station.unit_id, DAY) == 8


def test_taking_it_back_brings_the_earlier_one_again(head, station) -> None:
    confirm(head, "6", since=DAY - dt.timedelta(days=30))
    wrong = confirm(head, "60", since=DAY)

    actions.take_back_value(confirmed=wrong, by=head)

    assert months(station.unit_id) == 6
    assert months(station.unit_id, DAY + dt.timedelta(days=400)) == 6
    with pytest.raises(Refused):
        actions.take_back_value(confirmed=wrong, by=head)


def test_a_rule_is_verified_once_all_its_figures_are(head, station) -> None:
    confirm(head)
    halfway = settled.on(TRANSFER, DAY, station.unit_id).is_unverified
    for each in figures.figures(DAY):
        if each.rule == TRANSFER:
            confirm(head, each.text, each.code)

    assert halfway
    assert not settled.on(TRANSFER, DAY, station.unit_id).is_unverified


@pytest.mark.parametrize(
    "code, value",
    [
        (LAPSE, "0"),
        (LAPSE, "121"),
        (LAPSE, "1,5"),
        (LAPSE, "mười"),
        (LAPSE, "nan"),
        ("steering.duty_shifts:day:starts", "25:00"),
        ("steering.hotline:all:share_in_time", "90"),
    ],
)
def test_what_cannot_be_right_is_refused(head, code: str, value: str) -> None:
    with pytest.raises(Wrong):
        asked(code).read(value)
    with pytest.raises(Refused):
        confirm(head, value, code)


def test_a_doctor_may_not_set_the_deadlines_of_the_unit(station) -> None:
    with pytest.raises(NotPermitted):
        confirm(actor_at(station, "station_doctor"))


def test_the_page_sets_a_figure_and_takes_it_back(department) -> None:
    browser = browser_of(account_at(department, "department_officer"))
    url = reverse("terms:figure", args=[LAPSE])
    said = {"value": "6", "source": "QĐ 12/QĐ-SYT", "valid_from": "21/11/2026"}

    wrong = browser.post(url, said | {"value": "500"})
    without_source = browser.post(url, said | {"source": ""})
    kept = browser.post(url, said)
    listed = browser.get(reverse("terms:figures"), {"mark": "confirmed"})
    undone = browser.post(reverse("terms:figure_undo", args=[LocalValue.objects.get().pk]))
    after = browser.get(reverse("terms:figures"), {"mark": "confirmed"})

    assert (wrong.status_code, without_source.status_code, kept.status_code) == (422, 422, 302)
    assert "Nhập số nguyên từ 1 đến 120 tháng." in wrong.text
    assert "QĐ 12/QĐ-SYT" in listed.text
    assert undone.status_code == 302
    assert "QĐ 12/QĐ-SYT" not in after.text


def test_somebody_who_may_only_look_sees_values_without_links(station) -> None:
    browser = browser_of(account_at(station, "station_nurse"))

    shown = browser.get(reverse("terms:figures"), {"q": "mai mot"})
    refused = browser.get(reverse("terms:figure", args=[LAPSE]))

    assert "Kỹ thuật mai một" in shown.text
    assert reverse("terms:figure", args=[LAPSE]) not in shown.text
    assert refused.status_code == 403


def test_all_rules_of_a_page_ask_one_statement_and_a_second_where_one_is_set(head, station) -> None:
    with counted() as before, asked_once():
        for rule in figures.rules(DAY):
            settled.on(rule, DAY, station.unit_id)
    confirm(head)
    with counted() as after, asked_once():
        for rule in figures.rules(DAY):
            settled.on(rule, DAY, station.unit_id)

    assert (len(before), len(after)) == (1, 2)


def test_figures_stand_on_a_decision_only_when_each_of_them_is_confirmed(
    head: Actor, station
) -> None:
    read_days = "directives.clocks:all:read_days"
    before = settled.ground("directives/clocks", DAY, station.unit_id, ["read_days"])

    confirm(head, "3", read_days)

    one = settled.ground("directives/clocks", DAY, station.unit_id, ["read_days"])
    every = settled.ground("directives/clocks", DAY, station.unit_id)
    yesterday = settled.ground(
        "directives/clocks", DAY - dt.timedelta(days=1), station.unit_id, ["read_days"]
    )
    assert (before.is_unverified, before.is_whole, before.group) == (True, False, "directives")
    assert one.is_whole
    assert [each.source for each in one.confirmed] == ["QĐ 12/QĐ-SYT"]
    assert not every.is_whole
    assert not yesterday.is_whole


def test_a_page_names_the_decision_where_the_words_unverified_stood(head: Actor, station) -> None:
    browser = browser_of(account_at(station, "station_doctor"))
    page = reverse("directives:home")
    before = browser.get(page).text.count("chưa xác minh")

    confirm(head, "3", "directives.clocks:all:read_days")

    after = browser.get(page).text
    assert after.count("chưa xác minh") == before - 1
    assert "QĐ 12/QĐ-SYT" in after
