"""What was done to a person: recorded, corrected, struck, counted where it was done."""

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from tests.network import actor_at, node
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record import timeline
from tuyen.record.actions import procedures as acts
from tuyen.record.actions.visits import cancel_visit
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import Encounter, Procedure
from tuyen.record.queries import procedures as queries
from tuyen.record.rules.procedures import Done, Fault, Hand, faults
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

PHACO = "3.1527"
SURGEON, EXPERT = Hand("Bác sĩ Mẫu", uuid7()), Hand("Chuyên gia Mẫu", uuid7())


def done(**said: Any) -> Done:
    usual: dict[str, Any] = {
        "code": PHACO,
        "name": "Phẫu thuật tán nhuyễn thể thủy tinh bằng siêu âm (phaco)",
        "day": clock.today(),
        "performer": SURGEON,
    }
    return Done(**usual | said)


@pytest.fixture
def visit(station: ScopeNode, doctor: Actor, patient: Person) -> Encounter:
    at = clock.now()
    row = Encounter(
        patient_id=patient.id,
        unit_id=station.unit_id,
        day=clock.today(),
        occurred_at=at,
        recorded_at=at,
    )
    with changes.apply(actor=doctor, reason="test.visit") as log:
        log.create(row)
    return row


def counted(unit_id: UUID, code: str = PHACO) -> int:
    today = clock.today()
    n: int = facts.ask(
        "record.procedures_counted",
        unit_ids=[unit_id],
        technique_code=code,
        since=today - dt.timedelta(days=30),
        until=today,
    )
    return n


@pytest.mark.capability("A5", "B7")
def test_a_case_counts_for_the_unit_and_for_both_people_at_the_table(
    visit: Encounter, doctor: Actor
) -> None:
    acts.record_procedure(of=visit, done=done(supervisor=EXPERT), by=doctor)

    of_expert = facts.ask(
        "record.procedures_of_staff",
        staff_id=EXPERT.staff_id,
        since=visit.day,
        until=visit.day,
    )
    assert (counted(visit.unit_id), of_expert) == (1, {PHACO: 1})


def test_a_corrected_case_counts_once_and_the_first_stays_readable(
    visit: Encounter, doctor: Actor
) -> None:
    first = acts.record_procedure(of=visit, done=done(), by=doctor)

    second = acts.amend_procedure(
        procedure=first, done=done(outcome="partial"), why="Ghi thiếu", by=doctor
    )

    chart = chart_of(visit.patient_id, doctor)
    assert counted(visit.unit_id) == 1
    assert [row.id for row in queries.of_visit(chart, visit)] == [second.id]
    assert queries.versions_of_procedure(chart, second) == [second, first]


def test_a_struck_case_counts_nowhere(visit: Encounter, doctor: Actor) -> None:
    first = acts.record_procedure(of=visit, done=done(), by=doctor)

    acts.strike_procedure(procedure=first, why="Ghi nhầm người", by=doctor)

    assert counted(visit.unit_id) == 0
    assert queries.of_visit(chart_of(visit.patient_id, doctor), visit) == []
    assert Procedure.objects.count() == 2


def test_a_cancelled_visit_takes_its_cases_with_it(visit: Encounter, doctor: Actor) -> None:
    acts.record_procedure(of=visit, done=done(), by=doctor)

    cancel_visit(encounter=visit, by=doctor, why="Ghi nhầm người")

    assert counted(visit.unit_id) == 0


def test_a_correction_of_what_was_struck_meanwhile_is_refused(
    visit: Encounter, doctor: Actor
) -> None:
    first = acts.record_procedure(of=visit, done=done(), by=doctor)
    acts.strike_procedure(procedure=first, why="Ghi nhầm", by=doctor)

    with pytest.raises(Refused, match="đã được sửa hoặc gạch"):
        acts.amend_procedure(procedure=first, done=done(), why="Sửa", by=doctor)


def test_a_case_stands_in_the_timeline(visit: Encounter, doctor: Actor) -> None:
    acts.record_procedure(of=visit, done=done(), by=doctor)

    [event] = timeline.events(chart_of(visit.patient_id, doctor), kind="procedure")

    assert "phaco" in event.title


def test_another_unit_may_not_correct(visit: Encounter, doctor: Actor) -> None:
    row = acts.record_procedure(of=visit, done=done(), by=doctor)
    stranger = actor_at(node("Trạm khác"), "station_doctor")

    with pytest.raises((NotPermitted, ChartClosed)):
        acts.strike_procedure(procedure=row, why="Nhầm", by=stranger)


def test_a_role_without_the_task_is_told_whom_to_ask(visit: Encounter, nurse: Actor) -> None:
    with pytest.raises(NotPermitted, match="nhờ bác sĩ"):
        acts.record_procedure(of=visit, done=done(), by=nurse)


def test_the_compartment_is_that_of_the_visit(
    station: ScopeNode, doctor: Actor, patient: Person
) -> None:
    holder = actor_at(station, "station_doctor", grants=("hiv",))
    at = clock.now()
    visit = Encounter(
        patient_id=patient.id,
        unit_id=station.unit_id,
        day=clock.today(),
        occurred_at=at,
        recorded_at=at,
        compartment="hiv",
    )
    with changes.apply(actor=holder, reason="test.visit") as log:
        log.create(visit)

    row = acts.record_procedure(of=visit, done=done(), by=holder)

    assert row.compartment == "hiv"
    assert queries.visible_procedure(row.id, doctor) is None


NOW = dt.datetime(2026, 11, 20, 10, tzinfo=clock.VIETNAM)
TODAY = Done(code=PHACO, name="Phaco", day=NOW.date(), performer=SURGEON)


@pytest.mark.parametrize(
    "said, fault",
    [
        pytest.param({"code": ""}, Fault("code", "no_technique"), id="no technique"),
        pytest.param({"day": dt.date(2026, 11, 21)}, Fault("day", "future"), id="future"),
        pytest.param({"day": dt.date(2026, 11, 18)}, Fault("day", "before_visit"), id="before"),
        pytest.param({"performer": Hand("")}, Fault("performer", "no_performer"), id="nobody"),
        pytest.param(
            {"supervisor": SURGEON}, Fault("supervisor", "supervises_self"), id="beside oneself"
        ),
        pytest.param({"assistants": (SURGEON,)}, Fault("assistants", "twice"), id="twice"),
    ],
)
def test_what_cannot_have_been_is_refused(said: dict[str, Any], fault: Fault) -> None:
    found = faults(replace(TODAY, **said), now=NOW, not_before=dt.date(2026, 11, 19))

    assert list(found) == [fault]


def test_a_sound_record_has_no_fault() -> None:
    whole = replace(TODAY, supervisor=EXPERT, assistants=(Hand("Điều dưỡng Mẫu"),))

    assert not list(faults(whole, now=NOW, not_before=NOW.date()))
