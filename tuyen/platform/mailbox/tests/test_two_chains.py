"""A police hub below the health network tells it of the people whom both care for, and nothing of custody."""

from typing import Any

import pytest

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.custody.models import GuardDuty
from tuyen.domains.steering.models import SupportRequest
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.tests.conftest import Hub, blank, written
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.record.models import Allergy
from tuyen.registry.persons.models import Person


@pytest.fixture
def police(hub: Hub) -> Hub:
    at = hub.units["prison"]
    hub.peers["health"] = Peer.objects.create(
        id=uuid7(),
        role=Role.UPSTREAM,
        state=State.ACTIVE,
        public_key=b"0" * 32,
        path=at.path,
        chain="police",
        hub_chain="moh",
        compartments=["custody"],
    )
    return hub


def _at(hub: Hub, name: str, **said: Any) -> Person:
    return person(SYSTEM, home_unit_id=hub.units[name].unit_id, **said)


def test_only_people_whom_the_other_chain_cares_for_are_told(police: Hub) -> None:
    _at(police, "prison")
    both = _at(police, "ban")

    assert police.has("health") == ["test.person"]
    assert Letter.objects.get().bundle_id is not None
    written(
        SYSTEM,
        "allergy.note",
        Allergy(patient_id=both.id, substance="Penicillin", noted_on=clock.today()),
    )
    assert police.has("health") == ["allergy.note", "test.person"]


@pytest.mark.parametrize("said", ["moh", ""])
def test_custody_is_never_told_even_where_it_was_granted(police: Hub, said: str) -> None:
    """Nor while the hub above has not said in which chain it stands."""
    Peer.objects.filter(role=Role.UPSTREAM).update(hub_chain=said)
    Peer.objects.create(
        id=uuid7(), role=Role.CHILD, state=State.ACTIVE, public_key=b"1" * 32, path="/below/"
    )
    held = _at(police, "ban", compartment="custody")
    allergy = Allergy(
        patient_id=held.id, substance="Penicillin", noted_on=clock.today(), compartment="custody"
    )
    written(SYSTEM, "allergy.note", allergy)
    written(SYSTEM, "custody.duty", blank(GuardDuty, unit_id=police.units["prison"].unit_id))

    assert police.has("health") == []


def test_of_a_units_rows_only_those_that_name_the_other_chain_are_told(police: Hub) -> None:
    prison, hospital = police.units["prison"].unit_id, police.units["hospital"].unit_id
    written(SYSTEM, "steering.inside", blank(SupportRequest, unit_id=prison, to_unit_id=prison))
    written(SYSTEM, "steering.across", blank(SupportRequest, unit_id=prison, to_unit_id=hospital))

    assert police.has("health") == ["steering.across"]


def test_a_hub_of_the_same_chain_gets_everything_granted(police: Hub) -> None:
    Peer.objects.update(hub_chain="police")
    _at(police, "prison")
    _at(police, "prison", compartment="custody")

    assert police.has("health") == ["test.person", "test.person"]
