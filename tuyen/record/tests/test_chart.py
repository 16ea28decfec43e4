"""Who may open a chart, and what it shows then."""

import datetime as dt
from uuid import UUID

import pytest
from django.http import Http404

from tests.network import account_at, actor_at, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.access.chart_access import break_glass
from tuyen.platform.access.models import ReadLog
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.chart import ChartClosed, chart_of, opened_chart
from tuyen.record.models import Encounter
from tuyen.registry.persons.models import Person, PersonLink

pytestmark = pytest.mark.django_db

REASON = "Cấp cứu, hôn mê, không có người nhà"


def person(name: str = "Người Mẫu", compartment: str = "") -> Person:
    row = Person(name=name, compartment=compartment)
    with changes.apply(actor=SYSTEM, reason="test.person") as log:
        log.create(row)
    return row


def visit(patient_id: UUID, unit_id: UUID, compartment: str = "") -> Encounter:
    at = clock.now()
    row = Encounter(
        patient_id=patient_id,
        unit_id=unit_id,
        day=clock.day_of(at),
        occurred_at=at,
        recorded_at=at,
        compartment=compartment,
    )
    with changes.apply(actor=SYSTEM, reason="test.visit") as log:
        log.create(row)
    return row


def test_a_station_opens_the_chart_of_whom_it_treated_and_the_reading_is_logged() -> None:
    station = node("Trạm")
    nurse = actor_at(station, "station_nurse")
    patient = person()
    visit(patient.id, station.unit_id)

    chart = opened_chart(patient, nurse, what="patient_page")

    assert chart.of(Encounter).count() == 1
    [read] = ReadLog.objects.all()
    assert (read.patient_id, read.account_id, read.ground) == (patient.id, nurse.account_id, "care")


def test_another_station_finds_the_chart_closed() -> None:
    patient = person()
    visit(patient.id, node("Trạm A").unit_id)

    with pytest.raises(ChartClosed):
        chart_of(patient, actor_at(node("Trạm B"), "station_nurse"))


def test_break_glass_opens_for_an_hour_and_no_longer() -> None:
    account = account_at(node("Trạm B"), "station_doctor")
    patient = person()
    visit(patient.id, node("Trạm A").unit_id)
    break_glass(patient_id=patient.id, reason=REASON, by=fresh(account))
    doctor = fresh(account)

    assert chart_of(patient, doctor).of(Encounter).count() == 1
    with clock.stopped(clock.now() + dt.timedelta(minutes=61)), pytest.raises(ChartClosed):
        chart_of(patient, doctor)


def fresh(account: object) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


def test_break_glass_wants_a_real_reason() -> None:
    doctor = actor_at(node("Trạm"), "station_doctor")

    with pytest.raises(Refused, match="15"):
        break_glass(patient_id=person().id, reason="cấp cứu", by=doctor)


def test_a_bureau_officer_never_opens_a_chart() -> None:
    bureau = node("Cục Y tế", chain="police", kind="health_bureau")
    prison = node("Bệnh xá trại giam", under=bureau, chain="police", kind="prison_clinic")
    officer = actor_at(bureau, "bureau_officer", grants=("custody",))
    patient = person()
    visit(patient.id, prison.unit_id)

    with pytest.raises(ChartClosed):
        chart_of(patient, officer)
    with pytest.raises(NotPermitted):
        break_glass(patient_id=patient.id, reason=REASON, by=officer)


def test_a_custody_visit_is_invisible_without_the_grant() -> None:
    station, prison = node("Trạm"), node("Trại", chain="police", kind="prison_clinic")
    patient = person()
    visit(patient.id, station.unit_id)
    visit(patient.id, prison.unit_id, compartment="custody")

    seen = chart_of(patient, actor_at(station, "station_doctor")).of(Encounter)

    assert [row.unit_id for row in seen] == [station.unit_id]


def test_a_custody_visit_gives_a_care_link_only_with_the_grant() -> None:
    prison = node("Trại", chain="police", kind="prison_clinic")
    patient = person()
    visit(patient.id, prison.unit_id, compartment="custody")

    with pytest.raises(ChartClosed):
        chart_of(patient, actor_at(prison, "prison_doctor"))
    granted = chart_of(patient, actor_at(prison, "prison_doctor", grants=("custody",)))
    assert granted.of(Encounter).count() == 1


def test_a_person_known_only_in_custody_does_not_exist_without_the_grant() -> None:
    patient = person(compartment="custody")

    with pytest.raises(Http404):
        chart_of(patient.id, actor_at(node("Trạm"), "station_doctor"))


def test_a_department_sees_its_own_hospital_but_not_the_stations_below() -> None:
    hospital = node("Bệnh viện", kind="hospital")
    station = node("Trạm", under=hospital)
    doctor = actor_at(hospital, "hospital_doctor")
    at_department = person()
    visit(at_department.id, node("Khoa Nội", under=hospital, kind="department").unit_id)
    at_station = person()
    visit(at_station.id, station.unit_id)

    assert chart_of(at_department, doctor).opening is not None
    with pytest.raises(ChartClosed):
        chart_of(at_station, doctor)


def merge(loser: Person, survivor: Person, *, is_active: bool = True) -> PersonLink:
    link = PersonLink(
        patient_id=loser.id,
        survivor_id=survivor.id,
        why="Trùng",
        is_active=is_active,
        linked_by=SYSTEM.account_id,
        linked_at=clock.now(),
    )
    with changes.apply(actor=SYSTEM, reason="test.merge") as log:
        log.create(link)
    return link


def test_merged_records_are_one_chart_and_two_again_after_unmerging() -> None:
    station = node("Trạm")
    nurse = actor_at(station, "station_nurse")
    first, second, third = person(), person(), person()
    for each in (first, second, third):
        visit(each.id, station.unit_id)
    link = merge(second, first)
    merge(third, second)

    assert chart_of(first.id, nurse).of(Encounter).count() == 3

    link.is_active = False
    with changes.apply(actor=SYSTEM, reason="test.unmerge") as log:
        log.change(link, ["is_active"])
    assert chart_of(first.id, nurse).of(Encounter).count() == 1
    assert chart_of(third.id, nurse).of(Encounter).count() == 2
