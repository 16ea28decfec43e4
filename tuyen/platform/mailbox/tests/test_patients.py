"""A person's record goes to the machines of whoever cares for the person, and to nobody else."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform.mailbox import facts, feeder, post
from tuyen.platform.mailbox.models import Holding, Letter
from tuyen.platform.mailbox.tests.conftest import Hub, written
from tuyen.record.models import Allergy, Encounter
from tuyen.registry.persons.models import Person


def _visit(hub: Hub, of: Person, name: str, reason: str, *, compartment: str = "") -> Encounter:
    row = Encounter(
        patient_id=of.id,
        unit_id=hub.units[name].unit_id,
        compartment=compartment,
        day=clock.today(),
        occurred_at=clock.now(),
        recorded_at=clock.now(),
    )
    written(SYSTEM, reason, row)
    return row


def test_a_station_gets_the_records_of_its_own_people_only(hub: Hub) -> None:
    hub.join("ban")
    hub.join("muong")
    ours, theirs = person(SYSTEM, "Lò Thị Bản"), person(SYSTEM, "Vàng A Mường")
    _visit(hub, ours, "ban", "visit.ban")
    _visit(hub, theirs, "muong", "visit.muong")

    assert sorted(hub.has("ban")) == ["test.person", "visit.ban"]
    assert sorted(hub.has("muong")) == ["test.person", "visit.muong"]


def test_whoever_newly_cares_gets_the_summary_first_and_all_the_rest(hub: Hub) -> None:
    hub.join("ban")
    hub.join("muong")
    sick = person(SYSTEM)
    written(
        SYSTEM,
        "test.allergy",
        Allergy(patient_id=sick.id, substance="Penicillin", noted_on=clock.today()),
    )
    for number in range(9):
        _visit(hub, sick, "ban", f"visit.n{number}")
    assert hub.has("muong") == []

    _visit(hub, sick, "muong", "referral.accept")
    found = hub.has("muong")

    assert len(found) == 12
    assert found[:2] == ["test.person", "test.allergy"]
    streams = Letter.objects.filter(peer_id=hub.peers["muong"].id).order_by("stream", "nseq")
    assert list(streams.values_list("stream", flat=True)) == [0] * 9 + [2] * 3
    assert Holding.objects.filter(peer_id=hub.peers["muong"].id, patient_id=sick.id).count() == 1


def test_a_hidden_compartment_is_not_even_known_to_exist(hub: Hub) -> None:
    hub.join("ban")
    hub.join("prison")
    held = person(SYSTEM, compartment="custody")
    _visit(hub, held, "ban", "visit.custody", compartment="custody")
    _visit(hub, held, "prison", "visit.prison", compartment="custody")

    assert hub.has("ban") == []
    assert hub.has("prison") == []
    assert not Holding.objects.exists()


def test_a_machine_granted_custody_gets_what_its_unit_cares_for(hub: Hub) -> None:
    hub.join("ban")
    hub.join("prison", compartments=("custody",))
    held = person(SYSTEM, compartment="custody")
    _visit(hub, held, "prison", "visit.prison", compartment="custody")

    assert sorted(hub.has("prison")) == ["test.person", "visit.prison"]
    assert hub.has("ban") == []


def test_nothing_is_sent_twice_and_numbers_have_no_gaps(hub: Hub) -> None:
    hub.join("ban")
    sick = person(SYSTEM)
    for number in range(3):
        _visit(hub, sick, "ban", f"visit.n{number}")
        feeder.feed_all()
        feeder.feed_all()

    letters = Letter.objects.filter(peer_id=hub.peers["ban"].id, stream=1)
    assert list(letters.order_by("nseq").values_list("nseq", flat=True)) == [1, 2, 3, 4]
    assert letters.values("bundle_id").distinct().count() == 4


def test_letters_are_taken_until_they_are_acknowledged(hub: Hub) -> None:
    peer = hub.join("ban")
    sick = person(SYSTEM)
    _visit(hub, sick, "ban", "visit.first")
    _visit(hub, sick, "ban", "referral.send")
    feeder.feed_all()

    first = post.take(peer.id, 1)
    again = post.take(peer.id, 10**6)
    post.acknowledge(peer.id, [1, 1, 0])

    assert [each.stream for each in first] == [0]
    assert [(each.stream, each.nseq) for each in again] == [(0, 1), (1, 1), (1, 2)]
    assert [(each.stream, each.nseq) for each in post.take(peer.id, 10**6)] == [(1, 2)]
    assert post.waiting(peer.id) == {0: 0, 1: 1, 2: 0}
    post.acknowledge(peer.id, [0, 0, 0])
    assert len(post.take(peer.id, 10**6)) == 3


def test_a_batch_costs_the_same_statements_however_many_people(hub: Hub) -> None:
    hub.join("ban")
    hub.join("muong")
    for number in range(20):
        _visit(hub, person(SYSTEM, f"Người {number}"), "ban", "visit.one")
    feeder.feed_all()
    for number in range(40):
        _visit(hub, person(SYSTEM, f"Kẻ {number}"), "muong", "visit.two")

    with CaptureQueriesContext(connection) as asked:
        feeder.feed(limit=500)

    assert len(asked) <= 30


def test_the_machine_that_is_asked_about_says_whose_records_it_held(hub: Hub) -> None:
    peer = hub.join("ban")
    sick = person(SYSTEM)
    _visit(hub, sick, "ban", "visit.one")
    feeder.feed_all()

    [(patient_id, since, until)] = facts.held_by(node_id=peer.id)

    assert (patient_id, until) == (sick.id, None)
    assert abs(since - clock.now()) < dt.timedelta(minutes=1)
