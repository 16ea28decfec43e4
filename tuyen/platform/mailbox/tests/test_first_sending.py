"""What a machine gets first, when much was written before it came."""

import pytest

from tests.people import person
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import feeder
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.tests.conftest import Hub
from tuyen.platform.mailbox.tests.test_patients import _visit


def test_a_visit_does_not_come_before_the_person(hub: Hub) -> None:
    hub.join("ban")
    sick = person(SYSTEM, home_unit_id=hub.units["ban"].unit_id)
    for number in range(3):
        _visit(hub, sick, "ban", f"visit.n{number}")

    while feeder.feed(limit=1):
        pass

    assert hub.has("ban") == ["test.person", "visit.n0", "visit.n1", "visit.n2"]


def test_a_hub_that_worked_alone_sends_whom_it_saw_last_first(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeder, "SHORT_LOG", 2)
    home = {"home_unit_id": hub.units["ban"].unit_id}
    here, there = person(SYSTEM, "Ở đây", **home), person(SYSTEM, "Lâu rồi", **home)
    _visit(hub, there, "ban", "visit.before")
    _visit(hub, here, "ban", "visit.today")
    peer = hub.join("ban")

    said = hub.has("ban")
    letters = Letter.objects.filter(peer_id=peer.id, kind="bundle").order_by("stream", "nseq")
    patients = dict(Bundle.objects.values_list("id", "patient_id"))
    order = [patients[each.bundle_id] for each in letters if patients[each.bundle_id]]

    assert said[-4:] == ["test.person", "visit.today", "test.person", "visit.before"]
    assert order == [here.id, here.id, there.id, there.id]
    assert {each.stream for each in letters} == {2}
