"""A record is deleted where nobody cares for the person any longer; that it was there stays known."""

import datetime as dt
import json
from typing import Any

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import facts, feeder, instructions, post, retention
from tuyen.platform.mailbox.models import Forgotten, Letter
from tuyen.platform.mailbox.tests.conftest import Hub
from tuyen.platform.nodes.models import Peer, Role
from tuyen.record.models import Allergy
from tuyen.registry.persons.models import Person


@pytest.fixture
def after_a_year(settings: Any) -> None:
    settings.TUYEN_FORGET_AFTER_DAYS = 365


def _left(hub: Hub, days: int) -> Person:
    """Somebody who lived at the station and moved so many days ago."""
    left = person(SYSTEM, home_unit_id=hub.units["ban"].unit_id)
    feeder.feed_all()
    day = clock.today() - dt.timedelta(days=days)
    CareLink.objects.filter(patient_id=left.id).update(valid_to=day)
    return left


@pytest.mark.usefixtures("after_a_year")
def test_whoever_moved_long_ago_is_forgotten_and_that_is_acknowledged(hub: Hub) -> None:
    peer = hub.join("ban")
    left = _left(hub, 400)

    asked = retention.ask_to_forget()
    [told] = [each for each in post.take(peer.id, 10**6) if each.kind == "forget"]
    answer = json.dumps({"patient_id": str(left.id), "rows": 3}).encode()
    instructions.follow(peer.id, "forgotten", answer)

    assert asked == 1
    assert json.loads(told.content)["patient_id"] == str(left.id)
    [(patient_id, _since, until)] = facts.held_by(node_id=peer.id)
    assert patient_id == left.id
    assert until is not None
    assert not Letter.objects.filter(peer_id=peer.id, kind="bundle").exists()
    assert [each.kind for each in post.take(peer.id, 10**6)][:1] == ["gone"]


@pytest.mark.usefixtures("after_a_year")
def test_nobody_is_forgotten_too_early_or_where_the_station_wrote_itself(hub: Hub) -> None:
    peer = hub.join("ban")
    _left(hub, 30)
    treated = _left(hub, 400)
    Bundle.objects.filter(patient_id=treated.id).update(origin_node=peer.id)

    assert retention.ask_to_forget() == 0


def test_nobody_is_forgotten_unless_the_service_says_after_how_long(hub: Hub) -> None:
    hub.join("ban")
    _left(hub, 4000)

    assert retention.ask_to_forget() == 0


@pytest.mark.usefixtures("after_a_year")
def test_whoever_comes_back_gets_the_whole_record_again(hub: Hub) -> None:
    peer = hub.join("ban")
    left = _left(hub, 400)
    retention.ask_to_forget()
    instructions.follow(peer.id, "forgotten", json.dumps({"patient_id": str(left.id)}).encode())
    CareLink.objects.filter(patient_id=left.id).update(valid_to=None)
    allergy = Allergy(patient_id=left.id, substance="Penicillin", noted_on=clock.today())
    with changes.apply(actor=SYSTEM, reason="visit.back") as log:
        log.create(allergy)

    assert sorted(hub.has("ban")) == ["test.person", "visit.back"]


def _upstream() -> Peer:
    return Peer.objects.create(
        name="Tỉnh", role=Role.UPSTREAM, state="active", public_key=b"1" * 32, path="/a/"
    )


def test_a_node_deletes_what_it_was_sent_and_says_so(hub: Hub) -> None:
    above = _upstream()
    gone = person(SYSTEM)
    stays = person(SYSTEM, "Ở lại")
    Bundle.objects.update(from_peer=above.id)
    word = json.dumps({"patient_id": str(gone.id), "why": "no_care"}).encode()

    for _again in range(2):
        instructions.follow(above.id, "forget", word)

    assert list(Person.objects.values_list("id", flat=True)) == [stays.id]
    assert not Bundle.objects.filter(patient_id=gone.id).exists()
    assert Forgotten.objects.get().patient_id == gone.id
    told = [each.kind for each in post.take(above.id, 10**6)]
    assert told == ["forgotten", "forgotten"]


def test_a_node_keeps_whom_it_wrote_about_itself(hub: Hub) -> None:
    above = _upstream()
    ours = person(SYSTEM)
    word = json.dumps({"patient_id": str(ours.id)}).encode()

    instructions.follow(above.id, "forget", word)

    assert Person.objects.filter(pk=ours.id).exists()
    assert [each.kind for each in post.take(above.id, 10**6)] == ["kept"]


def test_no_node_below_can_make_its_hub_forget(hub: Hub) -> None:
    peer = hub.join("ban")
    ours = person(SYSTEM)
    Bundle.objects.update(from_peer=peer.id)

    for said in (json.dumps({"patient_id": str(ours.id)}).encode(), b"[]", b"", b"{}"):
        assert not instructions.follow(peer.id, "forget", said)

    assert Person.objects.filter(pk=ours.id).exists()
