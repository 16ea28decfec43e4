"""A station to measure on: a unit, its doctors with real sessions, its people, a queue of today."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from http.cookies import SimpleCookie
from random import Random
from typing import Any, NamedTuple

DOCTORS = 8


class Browser(NamedTuple):
    """One signed-in doctor: the cookies of the browser and the token of its forms."""

    cookies: str
    token: str


class Station(NamedTuple):
    unit_id: uuid.UUID
    browsers: list[Browser]


def station() -> Station:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.accounts.models import Account
    from tuyen.registry.facilities import actions
    from tuyen.registry.facilities.models import FacilityCode

    unit = actions.new_unit(
        parent=None, kind="health_station", chain="moh", name="Trạm Y tế xã Mẫu", province_code="12"
    )
    code = FacilityCode(unit=unit, system="bhyt5", code="1201M")
    actions.create_units(units=[unit], rows=[code], by=SYSTEM)
    node = ScopeNode.objects.get(unit_id=unit.id)
    browsers = []
    for number in range(DOCTORS):
        account = Account.objects.create_user(
            f"doctor{number}", uuid.uuid4().hex, full_name=f"Bác sĩ Mẫu {number}"
        )
        assign_role(account=account, role="station_doctor", at=node, by=SYSTEM)
        browsers.append(browser_of(account))
    return Station(node.unit_id, browsers)


def browser_of(account: Any) -> Browser:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account)
    token = f"{account.id.hex}"  # a secret of 32 letters is its own token
    cookie = SimpleCookie({settings.CSRF_COOKIE_NAME: token})
    cookie[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Browser("; ".join(f"{k}={m.value}" for k, m in cookie.items()), token)


def people(unit_id: uuid.UUID, count: int) -> list[uuid.UUID]:
    """People registered at the station, so that its charts are open to it."""
    from tuyen.core.actor import SYSTEM
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes import bulk
    from tuyen.registry.persons.models import Person

    ids = [uuid7() for _ in range(count)]
    rows = (
        [
            bulk.row_of(
                Person, id_, name=f"Lò Thị Mẫu {number}", birth_date=dt.date(1980, 5, 6), sex="female",
                commune_code="03388", entered_unit_id=unit_id, home_unit_id=unit_id,
            )
        ]
        for number, id_ in enumerate(ids)
    )  # fmt: skip
    for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=rows):
        pass
    return ids


def queue(unit_id: uuid.UUID, patients: list[uuid.UUID]) -> list[uuid.UUID]:
    """Everybody has come this morning."""
    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes import bulk
    from tuyen.record.models import QueueEntry

    day, now = clock.today(), clock.now()
    ids = [uuid7() for _ in patients]
    rows = (
        [
            bulk.row_of(
                QueueEntry, id_, unit_id=unit_id, patient_id=patient_id, day=day, number=number,
                reason="Ho, sốt", arrived_at=now,
            )
        ]
        for number, (id_, patient_id) in enumerate(zip(ids, patients, strict=True), start=1)
    )  # fmt: skip
    for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=rows):
        pass
    return ids


def visit_form(token: str) -> list[tuple[str, str]]:
    """Eight rows: encounter, three readings, diagnosis, prescription, its line, the queue."""
    return [
        ("csrfmiddlewaretoken", token),
        ("repeat", str(uuid.uuid4())),
        ("reasons", "fever"),
        ("reasons", "cough"),
        ("reason", ""),
        ("pressure", "132/84"),
        ("temperature", "38,2"),
        ("note", "Ho 3 ngày, họng đỏ, phổi không ran"),
        ("dx_code", "J02.9"),
        ("dx_name", ""),
        ("plan", "home_drugs"),
        ("rx_code", "paracetamol-500-tab"),
        ("rx_drug", "Paracetamol 500 mg"),
        ("rx_dose", "1x3"),
        ("rx_days", "5"),
        ("rx_quantity", ""),
        ("rx_unit", "viên"),
        ("rx_reason", ""),
        ("next_visit_on", ""),
    ]


def long_chart(unit_id: uuid.UUID, events: int) -> uuid.UUID:
    """A person with this many events: visits of eight rows over four years."""
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.demo.everyday import Everyday, Practice
    from tuyen.edge.demo.people import Ids, Place
    from tuyen.platform.changes import bulk
    from tuyen.registry.facilities.models import Unit

    chance = Random(events)
    ids = Ids(chance, 1_700_000_000_000)
    unit = Unit(id=unit_id, kind="health_station", commune_code="03388", province_code="12")
    practice = Practice(unit, "station", 1, (Place("12", "03388"),), "Bác sĩ Mẫu", "1201m")
    everyday = Everyday(chance, ids, dt.date.today())  # noqa: DTZ011
    person, rows = everyday.someone(practice, practice.places[0])
    facts = [row for row in rows if hasattr(row, "amends_id")]
    while len(facts) < events:
        facts += everyday.visit_on(practice, person, _spread(len(facts) / events))
    for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=[[person, *facts[:events]]]):
        pass
    found: uuid.UUID = person.id
    return found


def _spread(share: float) -> dt.datetime:
    """From this week back; 200 events are a visit in seven weeks, 2,000 one in five days."""
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=3 + share * 1_400)


def numbered() -> Iterator[int]:
    return itertools.count(1)
