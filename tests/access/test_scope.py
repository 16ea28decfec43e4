"""Own unit, other unit, other chain, compartment: what each finds behind the door of a record."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.addresses import Address, every_address
from tests.access.filled import FILLED, Filled, more_about, result_of
from tests.access.policy import faults_of
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
    """A person with a visit and a place in the queue, and where somebody asks for them."""

    ids: dict[str, Any]
    at: ScopeNode
    doctor: str = "station_doctor"
    grants: tuple[str, ...] = ()
    browsers: dict[str, Client] = field(default_factory=dict)

    def asked_by(self, role: str) -> Client:
        """A colleague at that unit in this role, the doctor where none is named."""
        role = role or self.doctor
        if role not in self.browsers:
            account = account_at(self.at, role, grants=self.grants)
            self.browsers[role] = browser_of(account)
        return self.browsers[role]


def table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def expected() -> dict[str, list[int]]:
    return table()["scope"]


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
        log.create(*(answered := _ordered(about)))
    order, specimen = ordered
    return more_about(person, visit.id, stay.id, unit) | {
        "result_of_id": result_of(answered[0]),
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
    if situation == "own":
        return Sample(known_at(station), station)
    if situation == "other_unit":
        return Sample(known_at(node("Trạm B")), station)
    if situation == "other_chain":
        infirmary = node("Bệnh xá", under=bureau, chain="police", kind="infirmary")
        return Sample(known_at(infirmary), station)
    in_custody = known_at(prison, "custody")
    if situation == "hidden":
        return Sample(in_custody, station)
    grants = ("custody",) if situation == "granted" else ()
    return Sample(in_custody, prison, "prison_doctor", grants)


def answer_of(address: Address, of: Sample) -> Any:
    form = FILLED.get(address.name, Filled())
    also = {argument: of.ids[key] for argument, key in form.also.items()}
    named = {name: of.ids[name] for name in OF_A_PERSON} | also
    arguments = {name: named.get(name, it) for name, it in address.arguments.items()}
    if "part" in arguments:
        arguments["part"] = "prescription"
    url = reverse(address.name, kwargs=arguments)
    says = form.says(of.ids)
    return answered(of.asked_by(form.role), url, says)


def answered(browser: Client, url: str, says: dict[str, Any] | None = None) -> Any:
    """What this address says to this form, if any; nothing that it did remains."""
    with transaction.atomic():
        answer = browser.post(url, says) if says else browser.get(url)
        if answer.status_code == 405:
            answer = browser.post(url)
        transaction.set_rollback(True)
    return answer


def test_every_address_of_a_person_stands_in_the_table() -> None:
    named = {address.name for address in addresses_of_a_person()}

    assert named == set(expected()), f"rows in {TABLE.name} to write or to take out"


def test_a_form_is_filled_in_only_for_an_address_of_the_table() -> None:
    assert set(FILLED) <= set(expected())


def test_a_row_that_says_nothing_tells_why() -> None:
    """Own and foreign unit answered alike prove nothing: send a form that could be written, or say why."""
    alike = {name for name, row in expected().items() if row[0] == row[1]}

    assert alike == set(table()["alike"])


def test_the_scope_is_judged_before_the_form() -> None:
    """A stranger who learns what is missing in the form has already come too far."""
    judged = {name for name, row in expected().items() if 422 in row[1:5]}

    assert judged <= {"clinic:break_glass"}


@pytest.mark.django_db
@pytest.mark.capability("J3")
@pytest.mark.parametrize("at", range(len(SITUATIONS)), ids=SITUATIONS)
def test_a_record_is_open_closed_or_unknown_as_the_table_says(at: int) -> None:
    """Own unit, other unit, other chain, compartment: open, closed with break-glass, or unknown."""
    wrong, of = [], sample(SITUATIONS[at])
    for address in addresses_of_a_person():
        answer = answer_of(address, of)
        status = answer.status_code
        wrong += faults_of(address.name, answer)
        if status != expected()[address.name][at]:
            wrong.append(f"{address.name}: {status}, the table says {expected()[address.name][at]}")

    assert not wrong, "\n".join(wrong)
