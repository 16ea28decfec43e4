"""After a restore on either side no letter is passed over and none is lost."""

from tests.people import person
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import this_node
from tuyen.platform.mailbox import feeder, post
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.tests.conftest import Hub
from tuyen.registry.persons.models import Person


def _enters(hub: Hub, name: str) -> Person:
    return person(SYSTEM, name, home_unit_id=hub.units["ban"].unit_id)


def _numbers(hub: Hub) -> list[int]:
    return [each.nseq for each in post.take(hub.peers["ban"].id, 10**6)]


def test_a_hub_that_was_restored_numbers_behind_what_the_station_has(hub: Hub) -> None:
    peer = hub.join("ban")
    _enters(hub, "Trước")
    feeder.feed_all()
    post.acknowledge(peer.id, [0, 1, 0])
    node = this_node()
    node.epoch += 1  # an older database stands here now
    node.save()

    _enters(hub, "Sau")
    feeder.feed_all()
    before = _numbers(hub)
    waits = post.waiting(peer.id)
    post.acknowledge(peer.id, [0, 40, 0])

    assert before == []
    assert waits == {0: 0, 1: 1, 2: 0}
    assert _numbers(hub) == [41]
    assert post.waiting(peer.id) == {0: 0, 1: 1, 2: 0}


def test_a_station_that_was_restored_gets_back_what_it_had_written(hub: Hub) -> None:
    peer = hub.join("ban")
    _enters(hub, "Ở trung tâm")
    theirs = _enters(hub, "Ở trạm")
    Bundle.objects.filter(patient_id=theirs.id).update(origin_node=peer.id, from_peer=peer.id)
    feeder.feed_all()
    post.acknowledge(peer.id, [0, 1, 0])
    assert _numbers(hub) == []

    post.acknowledge(peer.id, [0, 0, 0])
    feeder.feed_all()

    ids = Letter.objects.filter(peer_id=peer.id).values_list("bundle_id", flat=True)
    assert Bundle.objects.filter(pk__in=list(ids), patient_id=theirs.id).exists()
    assert len(_numbers(hub)) == 2
