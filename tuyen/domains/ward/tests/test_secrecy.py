"""Somebody in custody lies on the ward: without the grant nothing tells so, not even a number."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.custody.models import NoContact
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import discharges
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Admission, Room
from tuyen.record.queries import beds as places
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def prisoner(warden: Actor) -> Person:
    """Known to everybody at home; that they are in custody is the secret."""
    return person(warden, "Lò Văn Kín", sex="male")


@pytest.fixture
def hidden(prisoner: Person, secure: Room, warden: Actor) -> Admission:
    return admitted(prisoner, warden, bed_in(secure, warden), in_custody=True)


def plain(hospital: ScopeNode, role: str = "ward_nurse") -> Client:
    return browser_of(account_at(hospital, role))


@pytest.mark.capability("I1")
def test_the_board_is_the_same_with_and_without_somebody_in_custody(
    room: Room, secure: Room, hospital: ScopeNode, prisoner: Person, warden: Actor
) -> None:
    """Every page of the ward reads the same to the ungranted before and after the admission."""
    client = plain(hospital)
    urls = [reverse(f"ward:{name}") for name in ("board", "rooms")]
    urls.append(reverse("ward:admit", args=[person(warden).id]))
    before = [_words(client.get(url)) for url in urls]

    stay = admitted(prisoner, warden, bed_in(secure, warden), in_custody=True)

    assert [_words(client.get(url)) for url in urls] == before
    assert client.get(reverse("ward:case", args=[stay.id])).status_code == 404
    assert "Buồng R1" not in "".join(before)


def _words(answer: object) -> str:
    """The page without the tokens that are drawn anew each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())  # type: ignore[attr-defined]


def test_no_query_of_the_ungranted_counts_them(hidden: Admission, nurse: Actor) -> None:
    assert not places.visible_to(nurse).exists()
    assert not places.rooms_of(nurse).exists()
    assert places.board_of(nurse).places == []


def test_who_may_see_sees(hidden: Admission, warden: Actor) -> None:
    [place] = [each for each in places.board_of(warden).places if each.admission]

    assert place.person is not None
    assert place.person.name == "Lò Văn Kín"


def test_in_custody_only_in_a_secure_room(
    prisoner: Person, room: Room, secure: Room, warden: Actor
) -> None:
    with pytest.raises(Refused, match="nằm ở buồng riêng"):
        admitted(prisoner, warden, bed_in(room, warden), in_custody=True)
    with pytest.raises(Refused, match="chỉ dành cho"):
        admitted(person(warden), warden, bed_in(secure, warden))

    assert not Admission.objects.exists()


def test_without_the_grant_nobody_is_taken_in_custody(prisoner: Person, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        admitted(prisoner, nurse, in_custody=True)


@pytest.mark.capability("I1")
def test_two_who_must_not_meet_never_share_a_room(
    hidden: Admission, secure: Room, warden: Actor
) -> None:
    other = person(warden, "Vàng A Kín")
    first, second = sorted([hidden.patient_id, other.id])
    pair = NoContact(
        id=uuid7(), unit_id=warden.unit_id, patient_id=first, other_id=second, number="01/MAU"
    )
    with changes.apply(actor=warden, reason="test.pair") as log:
        log.create(pair)

    with pytest.raises(Refused, match="không được tiếp xúc"):
        admitted(other, warden, bed_in(secure, warden, "2"), in_custody=True)

    assert Admission.objects.count() == 1


def test_nobody_leaves_custody_without_the_authority(hidden: Admission, doctor: Actor) -> None:
    by = _granted(doctor)
    said = discharges.Leaving("discharged", "1", "2", diagnosis="Viêm phổi")

    with pytest.raises(Refused, match="bàn giao lại"):
        discharges.end_stay(admission=hidden, leaving=said, by=by)


def _granted(doctor: Actor) -> Actor:
    return replace(doctor, compartments=frozenset({"custody"}))


def test_the_place_is_masked_far_from_the_ward_even_with_the_grant(
    hidden: Admission, hospital: ScopeNode, warden: Actor
) -> None:
    prison = node("Bệnh xá trại", chain="police", kind="prison_clinic")
    doctor = account_at(prison, "prison_doctor", grants=("custody",))
    enqueue(person_id=hidden.patient_id, by=_actor(doctor))

    page = browser_of(doctor).get(reverse("ward:stays", args=[hidden.patient_id])).text
    timeline = browser_of(doctor).get(reverse("record:timeline", args=[hidden.patient_id])).text

    assert "Khu điều trị riêng" in page
    assert "Viêm phổi" in timeline
    assert [hospital.name in text or "Khoa Nội" in text for text in (page, timeline)] == [False] * 2


def _actor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor
