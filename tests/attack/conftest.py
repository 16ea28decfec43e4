"""A civil station and a prison clinic that know one person: nobody outside may learn of the second."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.rules import Birth

NUMBER = "012089001234"
BORN = Birth(dt.date(1989, 3, 2), "day")


@pytest.fixture
def station(db: None) -> ScopeNode:
    return node("Trạm Mẫu", commune_code="03040", province_code="12")


@pytest.fixture
def prison(db: None) -> ScopeNode:
    return node("Bệnh xá trại Mẫu", chain="police", kind="prison_clinic")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor")


@pytest.fixture
def prison_doctor(prison: ScopeNode) -> Actor:
    return actor_at(prison, "prison_doctor", grants=("custody",))


@pytest.fixture
def stranger(db: None) -> Person:
    """Somebody at home far away, cared for by a station of their own."""
    far = actor_at(node("Trạm Xa", commune_code="03041", province_code="12"), "station_doctor")
    details = Details(
        "Lò Thị Xa", BORN, sex="female", commune_code="03041", address_line="Bản Kín, nhà 7"
    )
    return actions.register_person(details=details, by=far)


@pytest.fixture
def prisoner(prison_doctor: Actor) -> Person:
    """Known to the prison clinic alone, with the number of the citizen card."""
    details = Details("Giàng A Kín", BORN, sex="male", compartment="custody")
    numbers = [Number("citizen_id", NUMBER)]
    return actions.register_person(details=details, numbers=numbers, by=prison_doctor)
