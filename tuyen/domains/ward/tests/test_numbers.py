"""Admissions and nights in a bed are counted while they are written, and the same when counted again."""

import datetime as dt
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.ward import statistics
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally import recount
from tuyen.record.actions import admissions, beds, discharges
from tuyen.record.models import Admission, Room
from tuyen.record.queries.beds import beds_of

pytestmark = pytest.mark.django_db

GOOD = discharges.Leaving("discharged", "1", "1", diagnosis="Viêm phổi")


def ready(by: Actor) -> None:
    """Every bed that waits for the broom is swept."""
    for bed in beds_of(by).filter(status="cleaning"):
        beds.set_bed(bed=bed, status="ready", note="", by=by)


def test_a_night_counts_where_the_person_lay(
    room: Room, nurse: Actor, doctor: Actor, medicine: ScopeNode
) -> None:
    came = clock.now() - dt.timedelta(days=5)
    stay = admitted(person(doctor), nurse, bed_in(room, nurse), at=came)
    first = came.astimezone(clock.VIETNAM).date().replace(day=1)

    nights = sum(
        sum(statistics.nights_of([medicine.unit_id], month, nurse).values())
        for month in {first, clock.today().replace(day=1)}
    )
    discharges.end_stay(admission=stay, leaving=GOOD, by=doctor)
    after = sum(
        sum(statistics.nights_of([medicine.unit_id], month, nurse).values())
        for month in {first, clock.today().replace(day=1)}
    )

    assert (nights, after) == (5, 5)
    assert recount.kept() == recount.recounted()


def test_a_stay_entered_in_error_leaves_every_count(
    room: Room, nurse: Actor, doctor: Actor, medicine: ScopeNode
) -> None:
    came = clock.now() - dt.timedelta(days=5)
    stay = admitted(person(doctor), nurse, bed_in(room, nurse), at=came)

    admissions.cancel(admission=stay, by=nurse, why="Nhầm người")

    lines = [
        line
        for month in {clock.day_of(came).replace(day=1), clock.today().replace(day=1)}
        for line in statistics.lines_of(month, nurse)
    ]
    assert sum(line.admitted + line.nights for line in lines) == 0
    assert recount.kept() == recount.recounted()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kept_equals_recounted_after_any_work(
    seed: int, room: Room, nurse: Actor, doctor: Actor, surgery: ScopeNode
) -> None:
    chance = Random(seed)
    other = beds.add_room(name="Buồng 2", kind="ward", beds=2, unit_id=surgery.unit_id, by=nurse)
    stays: list[Admission] = []
    for step in range(40):
        ready(nurse)
        try:
            _one_step(chance, stays, [room, other], nurse, doctor, step)
        except Refused:
            continue  # a step that does not fit is refused, and counts nothing

    assert stays
    assert recount.kept() == recount.recounted()


def _one_step(
    chance: Random,
    stays: list[Admission],
    rooms: list[Room],
    nurse: Actor,
    doctor: Actor,
    step: int,
) -> None:
    what = chance.choice(("come", "come", "move", "ward", "end", "back", "cancel"))
    bed = bed_in(chance.choice(rooms), nurse, chance.choice(("1", "2")))
    if what == "come" or not stays:
        at = clock.now() - dt.timedelta(days=chance.randint(0, 40))
        stays.append(admitted(person(doctor, f"Người {step}"), nurse, bed, at=at))
        return
    stay = Admission.objects.get(pk=chance.choice(stays).id)
    if what == "move":
        admissions.place(admission=stay, bed=bed, by=nurse)
    elif what == "ward":
        admissions.move(admission=stay, unit_id=rooms[1].unit_id, by=nurse)
    elif what == "end":
        discharges.end_stay(admission=stay, leaving=GOOD, by=doctor)
    elif what == "back":
        discharges.take_back_ending(admission=stay, by=doctor, why="Ghi nhầm")
    else:
        admissions.cancel(admission=stay, by=nurse, why="Nhầm")


def test_the_page_of_numbers_leads_to_the_stays_behind_them(
    stay: Admission, browser: Client, hospital: ScopeNode
) -> None:
    nurse_at_work = browser_of(account_at(hospital, "ward_nurse"))
    nurse_at_work.get(reverse("ward:numbers"))

    with counted() as statements:
        numbers = nurse_at_work.get(reverse("ward:numbers"))
    with counted() as listing:
        listed = nurse_at_work.get(reverse("ward:numbers_list", args=["admitted"]))

    assert "Khoa Nội" in numbers.text
    assert "Viêm phổi" in listed.text
    assert len(statements) <= 8, "\n".join(statements)
    assert len(listing) <= 8, "\n".join(listing)
    assert nurse_at_work.get(reverse("ward:numbers_list", args=["other"])).status_code == 404
    assert nurse_at_work.get(reverse("ward:numbers"), {"month": "13/20x6"}).status_code == 200


@pytest.mark.capability("I1")
def test_a_stay_in_custody_stands_in_no_number_without_the_grant(
    secure: Room, warden: Actor, hospital: ScopeNode, doctor: Actor
) -> None:
    before = browser_of(account_at(hospital, "ward_nurse")).get(reverse("ward:numbers")).text
    admitted(person(doctor), warden, bed_in(secure, warden), in_custody=True)

    without = actor_at(hospital, "ward_nurse")
    month = clock.today().replace(day=1)

    assert statistics.total_of(statistics.lines_of(month, without), "").admitted == 0
    assert statistics.total_of(statistics.lines_of(month, warden), "").admitted == 1
    after = browser_of(account_at(hospital, "ward_nurse")).get(reverse("ward:numbers")).text
    assert _words(before) == _words(after)


def _words(text: str) -> str:
    return text.partition("<main")[2].partition("</main")[0]
