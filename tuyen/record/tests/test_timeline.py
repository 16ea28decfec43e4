"""Everything that happened to a person, newest first; what is hidden leaves no gap and no count."""

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record import timeline
from tuyen.record.actions import allergies, problems, queue, visits
from tuyen.record.chart import chart_of
from tuyen.record.models import Allergy, Condition, Encounter
from tuyen.record.sheet import Diagnosis, Line, Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def seen_on(day: dt.date, hour: int = 9) -> dt.datetime:
    return clock.start_of(day) + dt.timedelta(hours=hour)


def sheet(at: dt.datetime, code: str = "I10", name: str = "Tăng huyết áp") -> Sheet:
    return Sheet(
        occurred_at=at,
        reason="Tái khám",
        diagnoses=(Diagnosis(name, code), Diagnosis("Đái tháo đường", "E11")),
        lines=(Line("Amlodipin", "1 viên, sáng", 30, "viên", strength="5 mg", days=30),),
    )


@pytest.fixture
def known(doctor: Actor, patient: Person) -> Person:
    """Two visits in two years, an allergy and a problem of today."""
    a_minute_ago = clock.now() - dt.timedelta(minutes=1)
    queue.enqueue(person_id=patient.id, by=doctor)
    visits.finish_visit(
        person=patient.id, sheet=sheet(clock.now() - dt.timedelta(days=400)), by=doctor
    )
    visits.finish_visit(
        person=patient.id,
        sheet=sheet(max(a_minute_ago, clock.start_of(clock.today())), "J00", "Cảm"),
        by=doctor,
    )
    allergies.add_allergy(person_id=patient.id, substance="Penicillin", by=doctor)
    problems.add_problem(person_id=patient.id, name="Tăng huyết áp", code="I10", by=doctor)
    return patient


def test_events_of_all_kinds_stand_newest_first(doctor: Actor, known: Person) -> None:
    chart = chart_of(known.id, doctor)

    with counted() as statements:
        found = timeline.events(chart)

    assert len(statements) == 1
    assert found[0].part.kind == "visit"
    assert {event.part.kind for event in found} == {"visit", "allergy", "problem"}
    assert [event.at for event in found] == sorted((e.at for e in found), reverse=True)
    assert [event.title for event in found if event.part.kind == "visit"] == [
        "Cảm",
        "Tăng huyết áp",
    ]


def test_the_hour_of_a_visit_is_the_one_at_which_it_was_given(doctor: Actor, known: Person) -> None:
    visits_seen = timeline.events(chart_of(known.id, doctor), kind="visit")

    kept = Encounter.objects.filter(patient_id=known.id).order_by("-occurred_at")
    assert [event.at for event in visits_seen] == list(kept.values_list("occurred_at", flat=True))
    assert all(event.hour for event in visits_seen)


def test_one_kind_and_one_year(doctor: Actor, known: Person) -> None:
    chart = chart_of(known.id, doctor)
    before = clock.day_of(clock.now() - dt.timedelta(days=400)).year

    medicines = timeline.events(chart, kind="medicine", year=before)

    [line] = medicines
    assert line.title == "Amlodipin 5 mg"
    assert line.url.startswith("/visits/")
    assert timeline.events(chart, kind="allergy", year=before) == []


def test_pages_follow_each_other_without_a_gap(doctor: Actor, known: Person) -> None:
    chart = chart_of(known.id, doctor)

    whole = timeline.events(chart)
    pages = [timeline.events(chart, start=start, count=1) for start in range(len(whole))]

    assert [page[0].id for page in pages] == [event.id for event in whole]


def test_a_day_without_an_hour_falls_into_its_own_vietnamese_year(
    doctor: Actor, known: Person
) -> None:
    new_year = Allergy(
        patient_id=known.id, substance="Tôm", status="active", noted_on=dt.date(2024, 1, 1)
    )
    with changes.apply(actor=doctor, reason="test.allergy") as log:
        log.create(new_year)
    chart = chart_of(known.id, doctor)

    [event] = timeline.events(chart, kind="allergy", year=2024)

    assert event.day == dt.date(2024, 1, 1)
    assert timeline.Tally("allergy", 2024, 1) in timeline.tallies(chart)


def test_a_hidden_compartment_is_neither_listed_nor_counted(doctor: Actor, known: Person) -> None:
    hidden = Allergy(
        patient_id=known.id,
        substance="Abacavir",
        status="active",
        noted_on=clock.today(),
        compartment="hiv",
    )
    with changes.apply(actor=doctor, reason="test.allergy") as log:
        log.create(hidden)
    granted = replace(doctor, compartments=frozenset({"hiv"}))

    seen = timeline.events(chart_of(known.id, doctor), kind="allergy")
    all_seen = timeline.events(chart_of(known.id, granted), kind="allergy")

    assert [event.title for event in seen] == ["Penicillin"]
    assert {event.title for event in all_seen} == {"Penicillin", "Abacavir"}
    assert sum(t.count for t in timeline.tallies(chart_of(known.id, doctor))) == 6


def test_what_was_corrected_stands_once(doctor: Actor, known: Person) -> None:
    problem = timeline.events(chart_of(known.id, doctor), kind="problem")[0]

    problems.resolve_problem(problem=Condition.objects.get(pk=problem.id), by=doctor)

    assert len(timeline.events(chart_of(known.id, doctor), kind="problem")) == 1


def test_the_page_takes_eight_statements_and_filters_by_address(
    station: ScopeNode, doctor: Actor, known: Person
) -> None:
    browser = browser_of(account_at(station, "station_doctor"))
    url = reverse("record:timeline", args=[known.id])
    browser.get(url)

    with counted() as statements:
        whole = browser.get(url)
    filtered = browser.get(url, {"kind": "allergy", "year": str(clock.today().year)})

    assert len(statements) <= 8, "\n".join(statements)
    assert "Cảm" in whole.text
    assert "Penicillin" in filtered.text
    assert "Cảm" not in filtered.text


def test_somebody_without_a_history_is_told_what_to_do(station: ScopeNode, doctor: Actor) -> None:
    newcomer = person(doctor, "Vàng A Mẫu")
    queue.enqueue(person_id=newcomer.id, by=doctor)
    browser: Client = browser_of(account_at(station, "station_doctor"))

    text = browser.get(reverse("record:timeline", args=[newcomer.id])).text

    assert "Chưa có sự kiện nào" in text


def test_every_noun_of_every_room_is_asked_and_leads_to_a_page(
    doctor: Actor, known: Person
) -> None:
    chart = chart_of(known.id, doctor)

    for part in timeline.parts():
        assert isinstance(timeline.events(chart, kind=part.kind), list), part.kind
        assert not part.url_name or reverse(part.url_name, args=[known.id]), part.kind
        assert str(part.label), part.kind
