"""Care and consultation, each desk on its own machine, the line cut between any two who talk.

The journeys are those of tests/journeys, word for word: what they ask of the pages of one machine they ask
here of the machine of whoever looks. Two more are played only with TUYEN_SYNC_JOURNEYS=1, for their length.

What needs no replay, because it stays inside one machine: the day of a station and its end (test_station_day,
test_day_end), a laboratory sheet inside one hospital (test_results), rooms and beds, stock and its books.
"""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from django.urls import reverse

from tests.journeys import test_care_whole as whole
from tests.journeys import test_referral_and_back as referral
from tests.journeys import test_remote_consultation as remote
from tests.people import person
from tests.sync.spread import Spread, long_journey, plain
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import jobs
from tuyen.domains.teleconsult.tests import conftest as consulted
from tuyen.domains.teleconsult.tests import test_sessions as meeting
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consult_sessions as sessions
from tuyen.record.actions import consults
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.consulting import Advice
from tuyen.record.models import Consult, ConsultFollow, Document, Task
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


def play(spread: Spread, module: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The journey, with what it does by itself done at the desk of whoever does it."""
    for name in ("person", "enqueue", "finish_visit"):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, spread.at_desk(getattr(module, name)))
    return module


@pytest.mark.capability("J1")
def test_a_person_is_sent_up_and_comes_back(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent, accepted, come, treated, returned with a plan: board, queue and tasks as on one machine."""
    journey = play(spread, referral, monkeypatch)

    journey.test_a_person_is_sent_up_treated_and_comes_back_with_a_plan(plain(referral.hospital)())

    assert spread.faults() == []
    assert len(spread.nodes) == 2


def test_a_referral_that_arrives_by_the_line_is_new_work_at_the_hospital(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The board of a machine that heard of it only over the line; once, not twice."""
    journey = play(spread, referral, monkeypatch)
    hospital: Unit = plain(referral.hospital)()
    station = journey.create_unit(
        parent=hospital, kind="health_station", name="Trạm Y tế mẫu", by=referral.SYSTEM
    )
    below, doctor = journey.desk_in(station, "station_doctor")
    above, _who = journey.desk_in(hospital, "hospital_doctor")
    assert "Giàng Thị Mẫu" not in above.get(reverse("referral:board")).text
    _patient, visit_id = journey.seen_at(doctor)

    row = journey.sent(below, visit_id, hospital)

    assert above.get(reverse("referral:board")).text.count("Giàng Thị Mẫu") == 1
    tasks = Task.objects.filter(subject_id=row.id)
    assert tasks.count() == len(set(tasks.values_list("unit_id", "kind")))
    assert spread.faults() == []


def test_a_question_climbs_the_tiers_over_the_line(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked, passed on by the clock, more asked, second opinion, answered, followed, closed; every machine
    looks at its clock, and the question is passed on once."""
    spread.most = 4

    def everywhere(now: dt.datetime) -> int:
        moved = 0
        spread.catch_up()
        for node in (spread.hub, *spread.nodes.values()):
            with spread.net.at(node), clock.stopped(now):
                moved += cast(int, jobs.escalate_the_unanswered())
        return moved

    monkeypatch.setattr(remote, "escalate_before", everywhere)
    journey = play(spread, remote, monkeypatch)

    journey.test_a_question_climbs_three_tiers_and_is_followed_to_the_end()

    assert spread.faults() == []
    assert len(spread.nodes) >= 3


def test_a_session_is_signed_by_two_and_followed_day_by_day(spread: Spread) -> None:
    """Asked at the station; minutes, two signatures and advice at the centre; days one and three."""
    network = plain(consulted.network)(None)
    doctor, chair, clerk = (
        consulted.account_in(unit, role, name=name)
        for unit, role, name in (
            (network.station, "station_doctor", "Bác sĩ Trạm Mẫu"),
            (network.centre, "hospital_doctor", "Chủ tọa Mẫu"),
            (network.centre, "hospital_doctor", "Thư ký Mẫu"),
        )
    )
    below, expert, second = map(consulted.acting, (doctor, chair, clerk))
    at = spread.at_desk
    who = at(person)(below)
    at(enqueue)(person_id=who.id, by=below)
    sheet = replace(consulted.CHEST_PAIN, occurred_at=clock.now())
    visit = at(finish_visit)(person=who.id, sheet=sheet, by=below)
    question = plain(consulted.question)(network)
    row = at(consults.ask)(
        person=who.id, question=question, by=below, encounter_id=visit.encounter_id
    )
    for account in (chair, clerk):
        spread.signed_in(spread.node_of(account), account)
    said = plain(meeting.said)(expert, second)

    held = at(sessions.open_session)(consult=fresh(spread, row, expert), said=said, by=second)
    paper = at(sessions.conclude)(
        session=held,
        consult=fresh(spread, row, expert),
        said=said,
        address=meeting.address,
        by=second,
    )
    for each in (second, expert):
        at(sessions.sign)(row=paper, password_is_right=True, by=each)
    advice = Advice(kind="treat_here", text="Điều trị tại trạm.", follow_days=(1, 3))
    at(answers.sign)(consult=fresh(spread, row, expert), advice=advice, by=expert)
    for point in ("d1", "d3"):
        at(consults.follow)(
            consult=fresh(spread, row, below), point=point, state="better", by=below
        )

    assert spread.faults() == []
    for node in (spread.hub, *spread.nodes.values()):
        with spread.net.at(node):
            assert Document.objects.filter(patient_id=who.id, kind="signed").count() == 1, node
            assert ConsultFollow.objects.filter(consult_id=row.id).count() == 2, node


def fresh(spread: Spread, row: Consult, by: Actor) -> Consult:
    """As it stands at the desk of whoever acts."""
    return spread.at_desk(lambda _by: Consult.objects.get(pk=row.pk))(by)  # type: ignore[no-any-return]


@long_journey
def test_one_person_is_followed_to_the_ward_and_home(
    listed: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Visit, drugs, referral, emergency room, bed, laboratory, pictures, discharge, the way back."""
    journey = play(listed, whole, monkeypatch)
    network = plain(whole.network)(None)

    journey.test_one_person_is_followed_from_the_station_to_the_ward_and_home(
        network, plain(whole.patient)(network)
    )

    assert listed.faults() == []


@long_journey
def test_somebody_in_custody_is_sent_over_the_line(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file of the machine without the grant holds a trace."""
    journey = play(spread, referral, monkeypatch)

    journey.test_somebody_in_custody_is_sent_without_anybody_else_noticing(
        plain(referral.hospital)()
    )

    assert spread.faults() == []
