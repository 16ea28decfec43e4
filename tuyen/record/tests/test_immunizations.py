"""Doses: given, told from paper, withheld, corrected, struck; and what may not be."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally.models import Tally
from tuyen.record import fhir_immunizations, vaccines
from tuyen.record.actions import immunizations as acts
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import chart_of
from tuyen.record.models import Immunization
from tuyen.record.queries import immunizations as queries
from tuyen.record.rules.immunizations import Dose, Earlier, Fault, Life, faults
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
BORN = dt.date(2026, 1, 10)
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=clock.VIETNAM)
MEASLES = Dose("mr", NOON.date(), lot="MR01", expiry_on=dt.date(2027, 6, 30))


@pytest.mark.parametrize(
    "dose, life, earlier, code",
    [
        pytest.param(MEASLES, Life(BORN), [], None, id="old enough, a lot in date: nothing"),
        pytest.param(
            replace(MEASLES, day=BORN - DAY), Life(BORN), [], "before_birth", id="before birth"
        ),
        pytest.param(
            replace(MEASLES, day=dt.date(2026, 1, 2)),
            Life(dt.date(2026, 7, 1), is_exact=False),
            [],
            None,
            id="only the year of birth is known",
        ),
        pytest.param(
            MEASLES,
            Life(BORN),
            [Earlier("varicella", MEASLES.day - 21 * DAY, is_live=True)],
            "live_too_soon",
            id="two live vaccines three weeks apart",
        ),
        pytest.param(
            MEASLES,
            Life(BORN),
            [Earlier("varicella", MEASLES.day - 28 * DAY, is_live=True)],
            None,
            id="four weeks apart",
        ),
        pytest.param(
            MEASLES,
            Life(BORN),
            [Earlier("varicella", MEASLES.day, is_live=True)],
            None,
            id="two live vaccines on one day",
        ),
        pytest.param(
            MEASLES,
            Life(BORN),
            [Earlier("penta", MEASLES.day - 3 * DAY)],
            None,
            id="one that is not live asks for no gap",
        ),
        pytest.param(
            replace(MEASLES, expiry_on=MEASLES.day - DAY),
            Life(BORN),
            [],
            "expired",
            id="a lot past its day",
        ),
        pytest.param(
            replace(MEASLES, expiry_on=MEASLES.day), Life(BORN), [], None, id="its last day"
        ),
        pytest.param(
            replace(MEASLES, day=MEASLES.day + DAY), Life(BORN), [], "future", id="tomorrow"
        ),
        pytest.param(
            MEASLES, Life(BORN, is_dead=True, died=MEASLES.day - DAY), [], "dead", id="dead"
        ),
        pytest.param(
            MEASLES, Life(BORN, is_dead=True), [], "dead", id="dead, nobody knows since when"
        ),
        pytest.param(
            MEASLES, Life(BORN), [Earlier("mr", MEASLES.day, is_live=True)], "twice", id="twice"
        ),
    ],
)
def test_what_stands_against_a_dose(
    dose: Dose, life: Life, earlier: list[Earlier], code: str | None
) -> None:
    found = faults(dose, life, earlier, now=NOON, is_given=True, live_gap_days=28)

    assert [each.code for each in found] == ([code] if code else [])


def test_a_clash_says_the_first_day_that_would_do() -> None:
    before = Earlier("varicella", MEASLES.day - 21 * DAY, is_live=True)

    [fault] = faults(MEASLES, Life(BORN), [before], now=NOON, is_given=True, live_gap_days=28)

    assert fault == Fault("day", "live_too_soon", MEASLES.day + 7 * DAY)


def test_what_happened_long_ago_is_told_even_where_it_was_wrong() -> None:
    late = replace(MEASLES, expiry_on=MEASLES.day - DAY)
    before = Earlier("varicella", MEASLES.day - 21 * DAY, is_live=True)

    assert not list(faults(late, Life(BORN), [before], now=NOON, is_given=False, live_gap_days=28))


@pytest.fixture
def child(doctor: Actor) -> Person:
    born = clock.today() - 300 * DAY
    return person(doctor, "Giàng A Bé", birth_date=born, home_unit_id=doctor.unit_id)


def dose(code: str = "mr", **said: Any) -> Dose:
    usual: dict[str, Any] = {"day": clock.today(), "lot": "mr01", "site": "left_arm", "route": "sc"}
    return Dose(code, **usual | said)


def doses_counted(at: ScopeNode) -> int:
    return sum(Tally.objects.filter(indicator="doses", unit_id=at.unit_id).values_list("n", flat=1))


@pytest.mark.capability("D1")
def test_a_dose_given_stands_in_the_chart_and_counts_where_it_was_given(
    station: ScopeNode, nurse: Actor, child: Person
) -> None:
    row = acts.give_dose(person_id=child.id, dose=dose(), by=nurse)

    assert list(queries.completed(chart_of(child.id, nurse))) == [row]
    assert (row.lot, row.unit_id, row.counts_towards_routine) == ("MR01", station.unit_id, True)
    assert doses_counted(station) == 1


def test_a_dose_told_by_a_card_counts_nowhere(
    station: ScopeNode, nurse: Actor, child: Person
) -> None:
    told = [dose("bcg", day=child.birth_date), dose("penta", day=clock.today() - 200 * DAY)]

    rows = acts.record_history(person_id=child.id, doses=told, by=nurse)

    assert [row.unit_id for row in rows] == [None, None]
    assert doses_counted(station) == 0


def test_a_card_that_says_a_dose_twice_is_refused_as_a_whole(nurse: Actor, child: Person) -> None:
    with pytest.raises(Refused, match="đã ghi trong ngày đó"):
        acts.record_history(person_id=child.id, doses=[dose(), dose()], by=nurse)

    assert Immunization.objects.count() == 0


def test_a_lot_past_its_day_is_refused(nurse: Actor, child: Person) -> None:
    with pytest.raises(Refused, match="quá hạn") as refusal:
        acts.give_dose(person_id=child.id, dose=dose(expiry_on=clock.today() - DAY), by=nurse)

    assert refusal.value.field == "expiry_on"


def test_a_live_vaccine_three_weeks_after_another_is_refused(nurse: Actor, child: Person) -> None:
    earlier = [dose("varicella", day=clock.today() - 21 * DAY)]
    acts.record_history(person_id=child.id, doses=earlier, by=nurse)

    with pytest.raises(Refused, match="ít nhất 4 tuần") as refusal:
        acts.give_dose(person_id=child.id, dose=dose(), by=nurse)

    assert f"{clock.today() + 7 * DAY:%d/%m/%Y}" in refusal.value.message


def test_a_dose_before_birth_or_tomorrow_or_after_death_is_refused(
    doctor: Actor, child: Person
) -> None:
    gone = {"is_deceased": True, "deceased_on": clock.today() - 9 * DAY}
    dead = person(doctor, "Lò Văn Mất", home_unit_id=doctor.unit_id, **gone)
    born = child.birth_date
    assert born is not None

    for of, on in ((child, born - DAY), (child, clock.today() + DAY), (dead, clock.today())):
        with pytest.raises(Refused):
            acts.give_dose(person_id=of.id, dose=dose(day=on), by=doctor)
    with pytest.raises(Refused, match="trước ngày sinh"):
        acts.record_history(person_id=child.id, doses=[dose(day=born - DAY)], by=doctor)


def test_a_dose_withheld_keeps_its_reason_and_counts_nowhere(
    station: ScopeNode, nurse: Actor, child: Person
) -> None:
    row = acts.withhold_dose(person_id=child.id, dose=dose(), why="fever", by=nurse)

    assert (row.status, row.status_reason) == ("not_done", "fever")
    assert not queries.completed(chart_of(child.id, nurse)).exists()
    assert doses_counted(station) == 0


def test_a_corrected_dose_counts_once_and_the_first_stays_readable(
    station: ScopeNode, nurse: Actor, child: Person
) -> None:
    first = acts.give_dose(person_id=child.id, dose=dose(), by=nurse)

    second = acts.correct_dose(row=first, dose=dose(lot="MR02"), why="Ghi nhầm lô", by=nurse)

    chart = chart_of(child.id, nurse)
    assert list(queries.completed(chart)) == [second]
    assert queries.versions_of(chart, first) == [second, first]
    assert doses_counted(station) == 1


def test_a_struck_dose_counts_nowhere(station: ScopeNode, nurse: Actor, child: Person) -> None:
    first = acts.give_dose(person_id=child.id, dose=dose(), by=nurse)

    acts.strike_dose(row=first, why="Ghi nhầm người", by=nurse)

    assert doses_counted(station) == 0
    with pytest.raises(Refused, match="đã được sửa hoặc gạch"):
        acts.strike_dose(row=first, why="Lần nữa", by=nurse)


def test_another_unit_may_neither_correct_nor_strike(nurse: Actor, child: Person) -> None:
    row = acts.give_dose(person_id=child.id, dose=dose(), by=nurse)
    elsewhere = actor_at(node("Trạm khác"), "station_nurse")
    enqueue(person_id=child.id, by=elsewhere, reason="Tiêm chủng")

    with pytest.raises(NotPermitted):
        acts.strike_dose(row=row, why="Nhầm", by=elsewhere)


def test_whoever_only_dispenses_does_not_vaccinate(station: ScopeNode, child: Person) -> None:
    pharmacist = actor_at(station, "station_pharmacist")

    with pytest.raises(NotPermitted, match="tiêm chủng"):
        acts.give_dose(person_id=child.id, dose=dose(), by=pharmacist)


def test_a_zero_dose_does_not_count_towards_the_routine(nurse: Actor, child: Person) -> None:
    row = acts.give_dose(person_id=child.id, dose=dose(is_dose_zero=True), by=nurse)

    told = fhir_immunizations.immunization(row, child.id)
    assert not row.counts_towards_routine
    assert told["protocolApplied"][0]["doseNumberString"] == "0"


def test_every_vaccine_of_the_list_can_be_read() -> None:
    on = clock.today()
    known = vaccines.vaccines(on)
    sites, routes = vaccines.places("site", on), vaccines.places("route", on)

    assert {each.site for each in known.values()} <= set(sites)
    assert {each.route for each in known.values()} <= set(routes)
    assert [code for code, each in known.items() if each.is_live_injected] == [
        "bcg", "measles", "mr", "mmr", "je_live", "varicella",
    ]  # fmt: skip
    assert all(each.doses_a_vial == 1 or each.open_hours for each in known.values())


def test_a_card_tells_of_a_dose_from_before_the_first_list_of_compartments(nurse: Actor) -> None:
    born = dt.date(2012, 3, 1)
    child = person(nurse, birth_date=born)
    enqueue(person_id=child.id, by=nurse)

    (row,) = acts.record_history(person_id=child.id, doses=[dose(day=born + 300 * DAY)], by=nurse)

    assert (row.given_on, row.compartment) == (born + 300 * DAY, "")
