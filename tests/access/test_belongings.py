"""Whoever holds every role of a unit, before a row of every kind: their own, others', a hidden person's."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.addresses import Address, every_address
from tests.access.belongings import Belongings, table_of
from tests.access.policy import faults_of
from tests.access.test_doors import may_enter
from tests.access.test_scope import OF_A_PERSON, answered
from tests.network import account_at, browser_of
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit

TABLE = Path(__file__).with_name("belongings.toml")
ORDER = (
    "direction_office",
    "department_officer",
    "hospital_doctor",
    "station_doctor",
    "station_pharmacist",
    "unit_administrator",
)
SITUATIONS = ("own", "other_unit", "other_chain", "ungranted")


@cache
def table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def expected() -> dict[str, list[int]]:
    return table()["belongs"]


def walked() -> list[Address]:
    """Guarded addresses, without those of a person's chart (scope.toml)."""
    return [
        address
        for address in every_address()
        if address.name in may_enter() and not any(n in address.arguments for n in OF_A_PERSON)
    ]


def _ids(address: Address) -> list[str]:
    return [name for name, value in address.arguments.items() if isinstance(value, UUID)]


@cache
def addresses_of_a_row() -> list[Address]:
    """Those that name a row of a unit or of a colleague."""
    return [a for a in walked() if any(_is_named(a, name) for name in a.arguments)]


def _is_named(address: Address, argument: str) -> bool:
    return argument == "unit_id" or bool(table_of(_room(address), argument))


def _room(address: Address) -> str:
    return address.name.partition(":")[0]


def place(name: str, *, chain: str, kind: str = "health_station") -> ScopeNode:
    above = create_unit(
        parent=None, kind="health_department", name=f"Trên {name}", chain=chain, by=SYSTEM
    )
    unit = create_unit(parent=above, kind=kind, name=name, by=SYSTEM)
    return ScopeNode.objects.get(unit_id=unit.id)


class Whoever:
    """At one unit, an account of every role: the first that the matrix lets in asks."""

    def __init__(self, at: ScopeNode) -> None:
        self.at = at
        self._browsers: dict[str, Client] = {}

    def before(self, address: Address) -> Client:
        role = min(may_enter()[address.name] or {ORDER[0]}, key=_rank)
        if role not in self._browsers:
            self._browsers[role] = browser_of(account_at(self.at, role))
            self._browsers[role].raise_request_exception = False
        return self._browsers[role]


def _rank(role: str) -> tuple[int, str]:
    return (ORDER.index(role) if role in ORDER else len(ORDER), role)


def asked_in(situation: str) -> tuple[Belongings, Whoever]:
    ours = place("Trạm A", chain="moh")
    whoever = Whoever(ours)
    if situation == "other_unit":
        return Belongings(place("Trạm B", chain="moh")), whoever
    if situation == "other_chain":
        return Belongings(place("Bệnh xá", chain="police", kind="infirmary")), whoever
    guests = place("Trạm C", chain="moh")
    return Belongings(
        ours, guests.unit_id, compartment="custody" if situation == "ungranted" else ""
    ), whoever


def answer_of(address: Address, things: Belongings, whoever: Whoever) -> Any:
    url = reverse(address.name, kwargs=_arguments(address, things))
    return answered(whoever.before(address), url)


def _arguments(address: Address, things: Belongings) -> dict[str, Any]:
    return {name: _named(address, name, things) for name in address.arguments}


def _named(address: Address, argument: str, things: Belongings) -> Any:
    if argument == "unit_id":
        return things.unit_id
    table = table_of(_room(address), argument)
    return things.row(table).pk if table else address.arguments[argument]


def test_every_address_of_a_row_stands_in_the_table() -> None:
    named = {address.name for address in addresses_of_a_row()}

    assert named == set(expected()), f"rows in {TABLE.name} to write or to take out"


def test_every_id_in_an_address_is_of_a_known_table() -> None:
    """A new kind of row gets its table in belongings.py, or a reason here."""
    known = {"unit_id", "subject_id", *OF_A_PERSON}  # a draft's subject is the typist's own choice
    named = {(_room(a), argument) for a in walked() for argument in _ids(a)}
    strange = {each for each in named if each[1] not in known and not table_of(*each)}

    assert not strange


def test_a_row_that_says_nothing_tells_why() -> None:
    """Where own and foreign rows are answered alike the table proves nothing, and has to say so."""
    alike = {name for name, row in expected().items() if row[0] == row[1]}

    assert alike == set(table()["alike"])


@pytest.mark.django_db
@pytest.mark.capability("J3")
@pytest.mark.parametrize("at", range(len(SITUATIONS)), ids=SITUATIONS)
def test_a_row_is_open_or_unknown_as_the_table_says(at: int) -> None:
    """Every role at once opens what belongs to the unit, and nothing of another unit or chain."""
    things, whoever = asked_in(SITUATIONS[at])
    answers = {a.name: answer_of(a, things, whoever) for a in addresses_of_a_row()}

    said = {name: answer.status_code for name, answer in answers.items()}
    assert said == {name: row[at] for name, row in expected().items()}
    assert not [fault for name, answer in answers.items() for fault in faults_of(name, answer)]
