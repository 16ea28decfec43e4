"""Two machines to try nodes with: a hospital's, which is the hub, and a station's that has joined it.

Each function is one step in the database of one of the two; `tuyen two` runs them in their order. What
people wrote was written where they work and came over by the product's own exchange. Both databases are
marked as demo, and the hub lets in no real machine, nor a real hub the station (rulings 32).
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.edge.demo.accounts import SignIn, open_accounts
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes.node import mark_demo, this_node
from tuyen.platform.nodes import actions, enrolment, queries
from tuyen.record.actions import allergies, receiving, referrals, visits
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Referral
from tuyen.record.sheet import Diagnosis, Reading, Sheet
from tuyen.record.transfer import Transfer
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.actions.registering import register_person
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.rules import Birth

HOSPITAL, STATION = "Bệnh viện huyện Mẫu", "Trạm Y tế xã Mẫu"
HUB_NAME, STATION_NAME = "Máy trung tâm (mẫu)", "Máy trạm (mẫu)"
SHARED = "Vàng Thị Mẫu Dung"  # known at both: whoever tries it lets both sides change her record


class Villager(NamedTuple):
    """Somebody who has been to the station once."""

    name: str
    sex: str
    born_on: dt.date
    phone: str
    reason: str
    diagnosis: str
    code: str


_PEOPLE = (
    Villager(SHARED, "female", dt.date(1968, 4, 12), "0912000001", "Khó thở", "Hen", "J45.9"),
    Villager("Lò Văn Mẫu An", "male", dt.date(1959, 9, 3), "0912000002", "Đau đầu", "Tăng huyết áp", "I10"),
    Villager("Giàng A Mẫu Bình", "male", dt.date(1991, 1, 20), "", "Ho", "Viêm họng", "J02.9"),
    Villager("Tòng Thị Mẫu Cúc", "female", dt.date(2019, 6, 8), "", "Sốt", "Viêm phế quản", "J20.9"),
    Villager("Chang A Mẫu Én", "male", dt.date(1975, 11, 30), "", "Đau lưng", "Đau lưng", "M54.5"),
)  # fmt: skip


def found_hub() -> dict[str, str]:
    """The tree of units, who works at the hospital, and a code for the station's machine."""
    mark_demo()
    actions.name_node(name=HUB_NAME, by=SYSTEM)
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế (mẫu)", chain="moh", by=SYSTEM
    )
    hospital = create_unit(parent=top, kind="hospital", name=HOSPITAL, by=SYSTEM)
    station = create_unit(parent=hospital, kind="health_station", name=STATION, by=SYSTEM)
    open_accounts(
        [
            SignIn("bv.bacsi", "hospital_doctor", hospital, "Bác sĩ bệnh viện (mẫu)"),
            SignIn("bv.dieuduong", "ward_nurse", hospital),
            SignIn("soyte.quantri", "unit_administrator", top),
            SignIn("soyte.may", "node_administrator", top, "Người quản trị các máy (mẫu)"),
            SignIn("soyte.dulieu", "privacy_officer", top),
        ]
    )
    return {"code": actions.issue_code(unit_id=station.id, by=SYSTEM)[1]}


def ask(url: str, code: str, post: Callable[[str, bytes], bytes]) -> dict[str, str]:
    """At the station: its number, and the digits that somebody would read out over the telephone."""
    mark_demo()
    actions.name_node(name=STATION_NAME, by=SYSTEM)
    hub = enrolment.ask(url=url, code=code, by=SYSTEM, post=post)
    return {"id": str(this_node().id), "digits": " ".join(queries.fingerprint_of(hub))}


def let_in(machine: UUID, digits: str) -> None:
    """At the hub: the digits were the same."""
    peer = queries.node_of(SYSTEM, machine)
    assert peer is not None
    actions.approve(peer=peer, heard=digits, by=SYSTEM)


def begin_work(exchange: Callable[[], object]) -> None:
    """At the station: units arrive, people come and are seen; one of them is sent to the hospital."""
    exchange()
    station = Unit.objects.get(name=STATION)
    open_accounts(
        [
            SignIn("tram.dieuduong", "station_nurse", station),
            SignIn("tram.bacsi", "station_doctor", station, "Bác sĩ trạm (mẫu)"),
            SignIn("tram.quantri", "node_administrator", station),
        ]
    )
    doctor = _actor("tram.bacsi")
    for each in _PEOPLE:
        _seen(each, doctor)
    exchange()


def take_over() -> None:
    """At the hospital: whom the station sent is there."""
    for referral in Referral.objects.all():
        receiving.arrive(referral=referral, by=_actor("bv.bacsi"))


def last_words(exchange: Callable[[], object]) -> None:
    """At the station: it hears what the hospital did, and both have the same."""
    exchange()


def _seen(who: Villager, by: Actor) -> None:
    details = Details(
        who.name, Birth(who.born_on, "day"), sex=who.sex, phone=who.phone, address_line="Bản Mẫu"
    )
    person = register_person(details=details, by=by)
    sheet = Sheet(
        occurred_at=clock.now(),
        reason=who.reason,
        readings=(Reading("pulse", 82, "/min"),),
        diagnoses=(Diagnosis(who.diagnosis, who.code),),
    )
    visits.finish_visit(person=person.id, sheet=sheet, by=by)
    if who.name != SHARED:
        enqueue(person_id=person.id, by=by)  # back today
        return
    allergies.add_allergy(person_id=person.id, substance="Penicillin", by=by)
    to = Unit.objects.get(name=HOSPITAL)
    transfer = Transfer(to.id, "routine", "2", who.diagnosis, who.code)
    referrals.refer(person=person.id, transfer=transfer, by=by)


def _actor(username: str) -> Actor:
    who = actor_of(Account.objects.get(username=username))
    assert who is not None
    return who
