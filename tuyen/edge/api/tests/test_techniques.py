"""The ledger of techniques by the API: the same rules and the same silence as on the pages."""

import pytest

from tests.network import account_at
from tuyen.core.actor import SYSTEM
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital() -> Unit:
    load_catalogues(schemes=["technique"])
    return actions.create_unit(
        parent=None, kind="hospital", name="Bệnh viện Mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    return actions.create_unit(
        parent=hospital, kind="district_health_centre", name="Trung tâm Mẫu", by=SYSTEM
    )


def program_at(unit: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def test_a_technique_is_asked_for_signed_and_stands_in_the_matrix(
    hospital: Unit, centre: Unit
) -> None:
    below, above = program_at(centre, "hospital_doctor"), program_at(hospital, "direction_office")
    body = {"receiver_id": centre.id, "giver_id": hospital.id, "technique": "14.5"}
    key = new_key()

    made = below.post("techniques/transfers", body, idempotency_key=key)
    again = below.post("techniques/transfers", body, idempotency_key=key)
    path = f"techniques/transfers/{made.json()['id']}"
    read = above.get(path)
    skipped = above.post(f"{path}/steps", {"stage": "theory"}, if_match=read.headers["ETag"])
    signed = above.post(f"{path}/steps", {"stage": "surveyed"}, if_match=read.headers["ETag"])

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert skipped.status_code == 422
    assert "Chưa qua bước" in skipped.json()["detail"]
    assert signed.json()["stage"] == "surveyed"
    assert {each["code"] for each in read.json()["prerequisites"]} >= {"phaco_machine"}
    [row] = above.get("techniques/matrix").json()["rows"]
    assert (row["technique"], row["stages"]) == ("14.5", ["surveyed"])


def test_a_stranger_finds_nothing(hospital: Unit, centre: Unit) -> None:
    other = actions.create_unit(
        parent=None, kind="hospital", name="Bệnh viện khác", chain="moh", by=SYSTEM
    )
    below = program_at(centre, "hospital_doctor")
    body = {"receiver_id": centre.id, "giver_id": hospital.id, "technique": "14.5"}
    made = below.post("techniques/transfers", body, idempotency_key=new_key()).json()
    beside = program_at(other, "direction_office")

    assert beside.get(f"techniques/transfers/{made['id']}").status_code == 404
    assert beside.get(f"techniques/units/{centre.id}").status_code == 404
    assert beside.get("techniques/transfers").json()["items"] == []
