"""The equipment register for other programs: within reach, found by place, owner and type."""

import uuid
from typing import Any

import pytest
from fhir.resources.R4B.device import Device

from tests.network import account_at
from tuyen.core.actor import SYSTEM
from tuyen.core.fhir_check import faults
from tuyen.domains.equipment import actions
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Unit:
    top = network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )
    return network.create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def below(hospital: Unit) -> Unit:
    return network.create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)


@pytest.fixture
def ecg(below: Unit) -> EquipmentItem:
    said: dict[str, Any] = {
        "kind": "ecg", "name": "Máy điện tim 3 cần", "model": "ECG-3", "serial": "SN-001",
        "maker": "Hãng Mẫu, Nhật Bản", "made_year": 2021,
    }  # fmt: skip
    return actions.add_item(unit=below, by=SYSTEM, **said)


def program_at(unit: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def found(program: Program, **asked: str) -> list[str]:
    answer = program.get("Device", **asked)
    assert answer.status_code == 200, answer.content
    return [each["resource"]["id"] for each in answer.json().get("entry", ())]


@pytest.mark.capability("F3", "G2")
def test_a_device_says_what_it_is_whose_and_where(ecg: EquipmentItem, below: Unit) -> None:
    said = program_at(below, "station_doctor").get(f"Device/{ecg.id}").json()

    Device.model_validate(said)
    assert faults(said) == []
    assert (said["status"], said["serialNumber"], said["manufactureDate"]) == (
        "active", "SN-001", "2021",
    )  # fmt: skip
    assert said["type"]["coding"][0]["code"] == "ecg"
    assert said["type"]["text"] == "Máy điện tim"
    assert said["owner"]["reference"] == f"Organization/{below.id}"
    assert said["location"]["reference"] == f"Location/{below.id}"


def test_a_device_out_of_use_says_why(ecg: EquipmentItem, below: Unit) -> None:
    actions.set_state(item=ecg, unit=below, to="stored", why="Chờ phòng mới", by=SYSTEM)
    beds = actions.add_item(unit=below, by=SYSTEM, kind="patient_bed", name="Giường", quantity=5)
    program = program_at(below, "station_doctor")

    stored = program.get(f"Device/{ecg.id}").json()
    several = program.get(f"Device/{beds.id}").json()

    for each in (stored, several):
        Device.model_validate(each)
    assert (stored["status"], stored["statusReason"][0]["coding"][0]["code"]) == (
        "inactive", "standby",
    )  # fmt: skip
    assert stored["note"][0]["text"] == "Chờ phòng mới"
    assert several["property"][0]["valueQuantity"][0]["value"] == 5


def test_devices_are_found_by_place_owner_type_and_number(
    ecg: EquipmentItem, hospital: Unit, below: Unit
) -> None:
    ct = actions.add_item(unit=hospital, by=SYSTEM, kind="ct", name="CT 64 lát")
    office = program_at(hospital, "direction_office")

    assert set(found(office)) == {str(ecg.id), str(ct.id)}
    assert found(office, location=f"Location/{below.id}") == [str(ecg.id)]
    assert found(office, owner=f"Organization/{hospital.id}") == [str(ct.id)]
    assert found(office, organization=str(hospital.id)) == [str(ct.id)]
    assert set(found(office, type="ecg,ct")) == {str(ecg.id), str(ct.id)}
    assert found(office, type="mri") == []
    assert found(office, identifier="SN-001") == [str(ecg.id)]
    assert found(office, **{"device-name": "dien tim"}) == [str(ecg.id)]
    assert found(office, status="inactive") == []
    assert office.get("Device", _summary="count").json()["total"] == 2


def test_a_device_out_of_reach_is_not_there(
    ecg: EquipmentItem, hospital: Unit, below: Unit
) -> None:
    ct = actions.add_item(unit=hospital, by=SYSTEM, kind="ct", name="CT 64 lát")
    elsewhere = network.create_unit(
        parent=None, kind="health_department", name="Sở khác", by=SYSTEM, chain="moh"
    )
    stranger, station = (
        program_at(elsewhere, "department_officer"),
        program_at(below, "station_doctor"),
    )
    outside = program_at(hospital, "guard_officer")

    for each in (stranger, outside):
        assert each.get(f"Device/{ecg.id}").status_code == 404
        assert found(each) == []
    assert station.get(f"Device/{ct.id}").status_code == 404
    assert found(station, location=f"Location/{hospital.id}") == []
    assert station.get(f"Device/{uuid.uuid4()}").status_code == 404
    assert station.get("Device", location="Patient/1").status_code == 400


def test_the_statement_says_how_devices_are_asked_for(below: Unit) -> None:
    said = program_at(below, "station_doctor").get("metadata").json()

    device = next(each for each in said["rest"][0]["resource"] if each["type"] == "Device")
    kinds = {each["name"]: each["type"] for each in device["searchParam"]}
    assert [each["code"] for each in device["interaction"]] == ["read", "search-type"]
    assert (kinds["location"], kinds["owner"], kinds["type"]) == ("reference", "reference", "token")
