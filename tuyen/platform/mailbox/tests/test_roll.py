"""Routing remembers the list of machines and asks one word whether it still holds."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tuyen.core.ids import uuid7
from tuyen.platform.mailbox import peers
from tuyen.platform.mailbox.tests.conftest import Hub
from tuyen.platform.nodes.models import Peer, Role, Roll, State


def _kept(hub: Hub) -> Any:
    return Peer.objects.get(pk=hub.peers["ban"].id)


def _saved(hub: Hub) -> None:
    one = _kept(hub)
    one.state = State.LOST
    one.save(update_fields=["state"])


def _made(_hub: Hub) -> None:
    said = {"role": Role.CHILD, "state": State.ACTIVE, "public_key": b"0" * 32, "path": "/x/"}
    Peer.objects.bulk_create([Peer(id=uuid7(), name="máy mới", **said)])


def _bulk_updated(hub: Hub) -> None:
    one = _kept(hub)
    one.compartments = ["custody"]
    Peer.objects.bulk_update([one], ["compartments"])


CHANGES: dict[str, Callable[[Hub], Any]] = {
    "saved": _saved,
    "made": _made,
    "updated": lambda hub: Peer.objects.filter(pk=hub.peers["ban"].id).update(is_hub=True),
    "updated, many": _bulk_updated,
    "deleted": lambda hub: _kept(hub).delete(),
    "deleted, many": lambda hub: Peer.objects.filter(pk=hub.peers["ban"].id).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_whatever_changes_the_list_is_seen_at_once(hub: Hub, change: Callable[[Hub], Any]) -> None:
    hub.join("ban")
    before = set(peers.receivers())

    change(hub)

    assert set(peers.receivers()) != before


def test_a_change_that_was_rolled_back_leaves_no_trace(hub: Hub) -> None:
    hub.join("ban")
    before = set(peers.receivers())

    with transaction.atomic():
        _saved(hub)
        assert set(peers.receivers()) != before
        transaction.set_rollback(True)

    assert set(peers.receivers()) == before


def test_a_machine_that_only_says_how_it_is_costs_no_reading_of_the_list(hub: Hub) -> None:
    hub.join("ban")
    peers.receivers()

    Peer.objects.filter(pk=hub.peers["ban"].id).update(version="2", queue={"normal": 3})
    one = _kept(hub)
    one.flagged = "đồng hồ chạy trước"
    one.save(update_fields=["flagged"])
    with CaptureQueriesContext(connection) as asked:
        peers.receivers()

    assert [each["sql"] for each in asked] == ["SELECT word FROM nodes_roll"]


def test_a_hub_with_machines_from_before_the_roll_remembers_them_from_the_update_on(
    hub: Hub,
) -> None:
    hub.join("ban")
    Roll.objects.all().delete()
    begun = import_module("tuyen.platform.nodes.migrations.0006_roll_begun")

    begun.begin(apps, None)
    word = Roll.objects.get().word
    begun.begin(apps, None)
    peers.receivers()
    with CaptureQueriesContext(connection) as asked:
        peers.receivers()

    assert Roll.objects.get().word == word
    assert [each["sql"] for each in asked] == ["SELECT word FROM nodes_roll"]


def test_a_machine_without_any_below_it_begins_no_roll(db: None) -> None:
    begun = import_module("tuyen.platform.nodes.migrations.0006_roll_begun")

    begun.begin(apps, None)

    assert not Roll.objects.exists()
