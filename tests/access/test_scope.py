"""Own unit, other unit, other chain, compartment: what each finds behind the door of a record."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.addresses import Address, every_address
from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Admission, Consult, Encounter, Order, QueueEntry, Referral, Specimen
from tuyen.registry.persons.models import Person

TABLE = Path(__file__).with_name("scope.toml")
SITUATIONS = ("own", "other_unit", "other_chain", "hidden", "ungranted", "granted")
OF_A_PERSON = (
    "person_id",
    "encounter_id",
    "entry_id",
    "requisition_id",
    "order_id",
    "specimen_id",
    "referral_id",
    "consult_id",
    "admission_id",
)


@dataclass(frozen=True)
class Sample:
    """A person with a visit and a place in the queue, and whoever asks for them."""

    ids: dict[str, Any]
    asked_by: Client


def expected() -> dict[str, list[int]]:
    rows: dict[str, list[int]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))["scope"]
    return rows


def addresses_of_a_person() -> list[Address]:
    return [
        address
        for address in every_address()
        if not address.is_third_party
        and address.module.startswith(("tuyen.domains", "tuyen.record", "tuyen.registry.persons"))
        and any(name in address.arguments for name in OF_A_PERSON)
    ]


def known_at(unit: ScopeNode, compartment: str = "") -> dict[str, Any]:
    """A person treated at this unit today, by ids as addresses name them."""
    at, day = clock.now(), clock.today()
    person = Person(name="Giàng Thị Mẫu", compartment=compartment)
    about = {"patient_id": person.id, "unit_id": unit.unit_id, "compartment": compartment}
    visit = Encounter(day=day, occurred_at=at, recorded_at=at, **about)
    entry = QueueEntry(id=uuid7(), day=day, number=1, arrived_at=at, **about)
    sent = Referral(
        patient_id=person.id,
        compartment=compartment,
        from_unit_id=unit.unit_id,
        to_unit_id=uuid7(),
        day=day,
        expected_by=day,
        requested_at=at,
        requested_by=uuid7(),
        urgency="routine",
    )
    asked = Consult(
        patient_id=person.id,
        compartment=compartment,
        from_unit_id=unit.unit_id,
        to_unit_id=uuid7(),
        day=day,
        asked_at=at,
        asked_by=uuid7(),
        answer_due_at=at,
        conclude_due_at=at,
        urgency="routine",
        specialty="internal",
        question="Xử trí tiếp thế nào?",
    )
    stay = Admission(day=day, arrived_at=at, status="arrived", reason="Sốt", **about)
    with changes.apply(actor=SYSTEM, reason="test.known") as log:
        log.create(person, visit, entry, sent, asked, stay, *(ordered := _ordered(about)))
    order, specimen = ordered
    return {
        "referral_id": sent.id,
        "consult_id": asked.id,
        "admission_id": stay.id,
        "person_id": person.id,
        "encounter_id": visit.id,
        "entry_id": entry.id,
        "requisition_id": order.requisition_id,
        "order_id": order.id,
        "specimen_id": specimen.id,
    }


def _ordered(about: dict[str, Any]) -> tuple[Order, Specimen]:
    """A test asked for and carried out at this unit, its specimen taken."""
    at, day, nobody = clock.now(), clock.today(), SYSTEM.account_id
    specimen = Specimen(
        id=uuid7(),
        requisition_id=uuid7(),
        kind="serum",
        number="1",
        day=day,
        status="collected",
        collected_at=at,
        collected_by=nobody,
        **about,
    )
    order = Order(
        id=uuid7(),
        requisition_id=specimen.requisition_id,
        performer_id=about["unit_id"],
        category="laboratory",
        code="electrolytes",
        title="Điện giải đồ",
        specimen_kind="serum",
        requester_id=nobody,
        day=day,
        requested_at=at,
        status="collected",
        specimen_id=specimen.id,
        **about,
    )
    return order, specimen


def sample(situation: str) -> Sample:
    station = node("Trạm A", commune_code="03040", province_code="12")
    bureau = node("Cục Y tế", chain="police", kind="health_bureau")
    prison = node("Bệnh xá trại", under=bureau, chain="police", kind="prison_clinic")
    at_station = account_at(station, "station_doctor")
    if situation == "own":
        return Sample(known_at(station), browser_of(at_station))
    if situation == "other_unit":
        return Sample(known_at(node("Trạm B")), browser_of(at_station))
    if situation == "other_chain":
        infirmary = node("Bệnh xá", under=bureau, chain="police", kind="infirmary")
        return Sample(known_at(infirmary), browser_of(at_station))
    in_custody = known_at(prison, "custody")
    if situation == "hidden":
        return Sample(in_custody, browser_of(at_station))
    grants = ("custody",) if situation == "granted" else ()
    return Sample(in_custody, browser_of(account_at(prison, "prison_doctor", grants=grants)))


def answer_to(address: Address, of: Sample) -> int:
    arguments = {**address.arguments, **{k: v for k, v in of.ids.items() if k in address.arguments}}
    if "part" in arguments:
        arguments["part"] = "prescription"
    return said_by(of.asked_by, reverse(address.name, kwargs=arguments))


def said_by(browser: Client, url: str) -> int:
    """The status of what this address says; nothing that it did remains."""
    with transaction.atomic():
        answer = browser.get(url)
        if answer.status_code == 405:
            answer = browser.post(url)
        transaction.set_rollback(True)
    return answer.status_code


def test_every_address_of_a_person_stands_in_the_table() -> None:
    named = {address.name for address in addresses_of_a_person()}

    assert named == set(expected()), f"rows in {TABLE.name} to write or to take out"


@pytest.mark.django_db
@pytest.mark.capability("J3")
@pytest.mark.parametrize("at", range(len(SITUATIONS)), ids=SITUATIONS)
def test_a_record_is_open_closed_or_unknown_as_the_table_says(at: int) -> None:
    """Own unit, other unit, other chain, compartment: open, closed with break-glass, or unknown."""
    wrong, of = [], sample(SITUATIONS[at])
    for address in addresses_of_a_person():
        status = answer_to(address, of)
        if status != expected()[address.name][at]:
            wrong.append(f"{address.name}: {status}, the table says {expected()[address.name][at]}")

    assert not wrong
