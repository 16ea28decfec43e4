"""On the ward and in the laboratory a closed day asks why, once, and keeps what was typed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import LockedDay
from tuyen.domains.ward import actions, emergency, rules
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Bundle
from tuyen.record.actions import admissions, discharges, orders, results
from tuyen.record.actions.orders import Wanted
from tuyen.record.actions.specimens import collect_specimens
from tuyen.record.models import Admission, DayLock, Observation, Room
from tuyen.record.sheet import Line, Reading
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

WHY = "Vào sau giờ khóa sổ"
HOT = [Reading("temperature", 38.4, "Cel")]
PAIN = Line("Paracetamol", "1x3", 15, "viên", strength="500 mg", days=5)
GOOD = discharges.Leaving("discharged", "1", "1", diagnosis="Viêm phổi")


def locked(unit: ScopeNode, day: dt.date | None = None) -> None:
    row = DayLock(
        unit_id=unit.unit_id,
        day=day or clock.today(),
        status="locked",
        locked_at=clock.now(),
        locked_by=SYSTEM.account_id,
        locked_by_name="Trưởng khoa Mẫu",
    )
    with changes.apply(actor=SYSTEM, reason="test.lock") as log:
        log.create(row)


def late(who: Actor) -> Actor:
    return replace(who, late_reason=WHY)


Act = Callable[[Admission, Actor], Any]
ACTS: list[Any] = [
    pytest.param(lambda s, by: actions.record_vitals(admission=s, readings=HOT, by=by), id="signs"),
    pytest.param(lambda s, by: actions.write_note(admission=s, text="Đỡ", by=by), id="note"),
    pytest.param(lambda s, by: actions.order_drug(admission=s, line=PAIN, by=by), id="drug"),
    pytest.param(
        lambda s, by: discharges.end_stay(admission=s, leaving=GOOD, by=by), id="discharge"
    ),
    pytest.param(
        lambda s, by: orders.place_orders(
            person_id=s.patient_id, wanted=[Wanted("electrolytes")], by=by
        ),
        id="order",
    ),
    pytest.param(
        lambda s, by: emergency.triage(
            person_id=s.patient_id, said=emergency.Triage(3, "Đau ngực"), by=by
        ),
        id="triage",
    ),
]


BED_ACTS: list[Any] = [
    pytest.param(
        lambda s, r, by: admissions.place(admission=s, bed=bed_in(r, by, "2"), by=by), id="bed"
    ),
    pytest.param(
        lambda s, r, by: admissions.move(admission=s, unit_id=by.unit_id, by=by), id="department"
    ),
    pytest.param(
        lambda s, r, by: actions.order_care(admission=s, title="Thay băng", by=by), id="care"
    ),
    pytest.param(
        lambda s, r, by: actions.do_care(admission=s, due=due(s, clock.now()), by=by), id="tick"
    ),
]


def due(stay: Admission, at: dt.datetime) -> rules.Due:
    return rules.Due(at, rules.VITALS, stay.id, stay.id, "Đo dấu hiệu sinh tồn")


@pytest.mark.parametrize("act", BED_ACTS)
def test_moving_to_another_bed_and_a_tick_ask_why(
    act: Callable[[Admission, Room, Actor], Any],
    stay: Admission,
    room: Room,
    nurse: Actor,
    hospital: ScopeNode,
) -> None:
    locked(hospital)

    with pytest.raises(LockedDay, match="đã khóa sổ"):
        act(Admission.objects.get(pk=stay.id), room, nurse)
    act(Admission.objects.get(pk=stay.id), room, late(nurse))

    assert Bundle.objects.order_by("-origin_seq").first().why == WHY  # type: ignore[union-attr]


def test_a_refused_move_leaves_the_bed_as_it_was(
    stay: Admission, room: Room, nurse: Actor, hospital: ScopeNode
) -> None:
    locked(hospital)

    with pytest.raises(LockedDay):
        admissions.place(
            admission=Admission.objects.get(pk=stay.id), bed=bed_in(room, nurse, "2"), by=nurse
        )

    assert Admission.objects.get(pk=stay.id).bed_id == bed_in(room, nurse).id
    assert bed_in(room, nurse, "2").status == "ready"


def test_the_reason_of_a_move_and_the_reason_of_the_day_both_stay(
    stay: Admission, room: Room, nurse: Actor, hospital: ScopeNode
) -> None:
    locked(hospital)

    admissions.place(admission=stay, bed=bed_in(room, nurse, "2"), by=late(nurse), why="Gần cửa sổ")

    kept = Bundle.objects.order_by("-origin_seq").first()
    assert kept is not None
    assert kept.why == f"Gần cửa sổ · {WHY}"


def test_a_tick_for_yesterday_goes_into_the_books_of_yesterday(
    patient: Person, room: Room, nurse: Actor, hospital: ScopeNode
) -> None:
    yesterday = clock.now() - dt.timedelta(days=1)
    stay = admitted(patient, nurse, bed_in(room, nurse), at=yesterday)
    locked(hospital, clock.day_of(yesterday))

    with pytest.raises(LockedDay):
        actions.do_care(admission=stay, due=due(stay, yesterday), by=nurse)
    actions.do_care(admission=stay, due=due(stay, clock.now()), by=nurse)


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_day_asks_why_and_keeps_the_answer(
    act: Act, stay: Admission, doctor: Actor, hospital: ScopeNode
) -> None:
    locked(hospital)

    with pytest.raises(LockedDay, match="đã khóa sổ"):
        act(Admission.objects.get(pk=stay.id), doctor)
    act(Admission.objects.get(pk=stay.id), late(doctor))

    assert Bundle.objects.order_by("-origin_seq").first().why == WHY  # type: ignore[union-attr]


def test_who_came_yesterday_is_entered_with_a_reason(
    patient: Person, room: Room, nurse: Actor, hospital: ScopeNode
) -> None:
    yesterday = clock.now() - dt.timedelta(days=1)
    locked(hospital, clock.day_of(yesterday))

    with pytest.raises(LockedDay):
        admitted(patient, nurse, bed_in(room, nurse), at=yesterday)
    today = admitted(person(nurse, "Hôm Nay"), nurse)
    late_one = admitted(patient, late(nurse), bed_in(room, nurse), at=yesterday)

    assert (today.day, late_one.day) == (clock.today(), clock.day_of(yesterday))


def test_the_books_of_the_department_count_as_well(
    stay: Admission, doctor: Actor, medicine: ScopeNode
) -> None:
    locked(medicine)

    with pytest.raises(LockedDay):
        actions.record_vitals(admission=stay, readings=HOT, by=doctor)


def test_a_result_into_a_closed_day(stay: Admission, doctor: Actor, hospital: ScopeNode) -> None:
    [order] = orders.place_orders(person_id=stay.patient_id, wanted=[Wanted("ecg")], by=doctor)
    locked(hospital)
    entry = results.Entry(order, {}, findings="Nhịp xoang", conclusion="Bình thường")

    with pytest.raises(LockedDay):
        results.enter_results(person_id=stay.patient_id, entries=[entry], by=doctor)
    with pytest.raises(LockedDay):
        specimens_of(stay, late(doctor), doctor)


def specimens_of(stay: Admission, asks: Actor, takes: Actor) -> None:
    """Ordered with a reason; the specimen is taken without one."""
    rows = orders.place_orders(person_id=stay.patient_id, wanted=[Wanted("electrolytes")], by=asks)
    collect_specimens(orders=rows, by=takes)


def test_the_page_asks_for_the_reason_and_sends_the_same_form(
    stay: Admission, browser: Client, hospital: ScopeNode
) -> None:
    locked(hospital)
    url = reverse("ward:vitals", args=[stay.id])
    typed = {"temperature": "38,4", "pulse": "96"}

    asked = browser.post(url, typed)
    part = browser.post(url, typed, headers={"HX-Request": "true"})
    browser.post(url, typed | {"late_reason": WHY})

    assert asked.status_code == 422
    assert 'name="temperature" value="38,4"' in asked.text
    assert 'name="late_reason"' in asked.text
    assert part["HX-Retarget"] == "#problem"
    assert "<html" not in part.text
    assert Observation.objects.count() == 2


def test_an_open_day_asks_nothing(stay: Admission, hospital: ScopeNode) -> None:
    browser = browser_of(account_at(hospital, "ward_nurse"))
    locked(hospital, clock.today() - dt.timedelta(days=1))

    answer = browser.post(reverse("ward:vitals", args=[stay.id]), {"temperature": "37"})

    assert answer.status_code == 302
