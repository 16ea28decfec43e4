"""A machine writes only for its own units and for whom they care; the hub asks of every bundle."""

import uuid
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.rotation.models import RotationTurn, TurnTask
from tuyen.domains.techniques.models import TechniqueTransfer, TransferMember
from tuyen.platform.changes.header import Header
from tuyen.platform.mailbox import feeder, permissions
from tuyen.platform.mailbox.tests.conftest import Hub, blank, written
from tuyen.record.models import Allergy, Encounter, Room, Task


def _why_not(hub: Hub, name: str, *rows: Any, actor: str = "", compartment: str = "") -> str:
    judge = permissions.MayWrite(hub.peers[name])
    header = _header(hub, name, rows[0], actor=actor, compartment=compartment)
    return judge.why_not(header, [(None, row) for row in rows])


def _header(hub: Hub, name: str, row: Any, *, actor: str = "", compartment: str = "") -> Header:
    patient_id, unit_id, _part = row.log_key()
    return Header(
        bundle_id=uuid7(),
        txn_id=uuid7(),
        origin_node=hub.peers[name].id,
        origin_lane=0,
        origin_epoch=1,
        origin_seq=1,
        hlc=1,
        schema_ver=2,
        actor_id=uuid7(),
        actor_name="Mẫu",
        actor_unit_id=hub.units[actor or name].unit_id,
        reason="test.write",
        why="",
        patient_id=patient_id,
        unit_id=unit_id,
        compartment=compartment,
        prev_sha=b"",
    )


def _allergy(patient_id: uuid.UUID) -> Allergy:
    return Allergy(patient_id=patient_id, substance="Penicillin", noted_on=clock.today())


def test_a_station_writes_of_whom_it_cares_for_only(hub: Hub) -> None:
    hub.join("ban")
    ours = person(SYSTEM, home_unit_id=hub.units["ban"].unit_id)
    theirs = person(SYSTEM, home_unit_id=hub.units["muong"].unit_id)

    assert _why_not(hub, "ban", _allergy(ours.id)) == ""
    assert _why_not(hub, "ban", _allergy(theirs.id)) == "patient"


def test_of_all_the_people_of_a_batch_is_asked_at_once(hub: Hub) -> None:
    hub.join("ban")
    ours = [person(SYSTEM, home_unit_id=hub.units["ban"].unit_id) for _n in range(12)]
    theirs = person(SYSTEM, home_unit_id=hub.units["muong"].unit_id)
    people = [each.id for each in (*ours, theirs)]
    judge = permissions.MayWrite(hub.peers["ban"], people)

    def said(patient_id: uuid.UUID) -> str:
        row = _allergy(patient_id)
        return judge.why_not(_header(hub, "ban", row), [(None, row)])

    with CaptureQueriesContext(connection) as asked:
        found = [said(each.id) for each in ours]

    assert found == [""] * len(ours)
    assert len(asked) == 2  # where the writer works, and the links of everybody
    assert said(theirs.id) == "patient"


def test_the_visit_itself_is_the_ground_on_which_it_may_be_written(hub: Hub) -> None:
    hub.join("ban")
    stranger = person(SYSTEM, home_unit_id=hub.units["muong"].unit_id)
    said = {"day": clock.today(), "occurred_at": clock.now(), "recorded_at": clock.now()}
    here = Encounter(patient_id=stranger.id, unit_id=hub.units["ban"].unit_id, **said)
    there = Encounter(patient_id=stranger.id, unit_id=hub.units["muong"].unit_id, **said)

    assert _why_not(hub, "ban", here, _allergy(stranger.id)) == ""
    assert _why_not(hub, "ban", there) == "patient"


def test_nobody_acts_under_the_name_of_a_unit_elsewhere(hub: Hub) -> None:
    hub.join("ban")
    ours = person(SYSTEM, home_unit_id=hub.units["ban"].unit_id)

    assert _why_not(hub, "ban", _allergy(ours.id), actor="hospital") == "actor"


def test_a_compartment_that_was_not_granted_is_not_written_either(hub: Hub) -> None:
    hub.join("prison")
    ours = person(SYSTEM, home_unit_id=hub.units["prison"].unit_id)

    assert _why_not(hub, "prison", _allergy(ours.id), compartment="custody") == "compartment"


def test_a_task_may_be_put_before_another_unit_its_books_are_its_own(hub: Hub) -> None:
    hub.join("ban")
    at_hospital = hub.units["hospital"].unit_id
    task = Task(unit_id=at_hospital)

    assert _why_not(hub, "ban", task) == ""
    assert _why_not(hub, "ban", Room(unit_id=at_hospital)) == "unit"


def test_a_task_is_taken_back_by_whoever_gave_it_only(hub: Hub) -> None:
    for name in ("ban", "muong"):
        hub.join(name)
    task = blank(Task, unit_id=hub.units["hospital"].unit_id)
    written(hub.doctor("ban"), "test.give", task)
    feeder.feed_all()

    assert permissions.MayWrite(hub.peers["ban"])._has_to_do_with(task, task)
    assert not permissions.MayWrite(hub.peers["muong"])._has_to_do_with(task, task)


def test_a_hospital_writes_for_the_stations_below_it(hub: Hub) -> None:
    hub.join("hospital")

    assert _why_not(hub, "hospital", Room(unit_id=hub.units["ban"].unit_id)) == ""


def test_what_is_planned_with_another_unit_comes_with_its_parts(hub: Hub) -> None:
    """One for one: the turn of the other's person with its duties; what stands already gets no new part."""
    hub.join("ban")
    ban, muong = hub.units["ban"].unit_id, hub.units["muong"].unit_id
    said = {"starts_on": clock.today(), "ends_on": clock.today(), "staff_id": uuid7()}
    turn = RotationTurn(id=uuid7(), unit_id=muong, to_unit_id=ban, **said)
    duty = TurnTask(id=uuid7(), unit_id=muong, turn=turn, title="Siêu âm")
    stands = RotationTurn(id=uuid7(), unit_id=muong, to_unit_id=ban, **said)
    added = TurnTask(id=uuid7(), unit_id=muong, turn=stands, title="Siêu âm")
    elsewhere = RotationTurn(id=uuid7(), unit_id=muong, to_unit_id=uuid7(), **said)
    of_elsewhere = TurnTask(id=uuid7(), unit_id=muong, turn=elsewhere, title="Siêu âm")

    assert _why_not(hub, "ban", turn, duty) == ""
    assert _why_not(hub, "ban", turn, added) == "unit"
    assert _why_not(hub, "ban", elsewhere, of_elsewhere) == "unit"


def test_either_side_of_a_transfer_signs_under_it_and_nobody_else(hub: Hub) -> None:
    """Whoever is no side is refused, so is a part of nothing known, and nobody changes what stands."""
    for name in ("ban", "muong"):
        hub.join(name)
    ban, hospital = hub.units["ban"].unit_id, hub.units["hospital"].unit_id
    transfer = blank(TechniqueTransfer, unit_id=hospital, giver_unit_id=ban)
    written(hub.doctor("hospital"), "technique.request", transfer)
    feeder.feed_all()
    member = blank(TransferMember, unit_id=hospital, transfer_id=transfer.id)
    of_another = blank(TransferMember, unit_id=hospital, transfer_id=uuid7())

    assert _why_not(hub, "ban", member) == ""
    assert _why_not(hub, "muong", member) == "unit"
    assert _why_not(hub, "ban", of_another) == "unit"
    assert not permissions.MayWrite(hub.peers["ban"])._has_to_do_with(member, member)
