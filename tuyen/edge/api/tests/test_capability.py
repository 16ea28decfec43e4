"""Equipment, surveys, needs and plans by the API: the same rules and the same silence as on the pages."""

import pytest

from tests.network import account_at
from tuyen.core.actor import Actor
from tuyen.domains.capability.models import SurveyCampaign, UnitSurvey
from tuyen.domains.capability.tests.conftest import (  # noqa: F401  fixtures of the room
    answers,
    at,
    campaign,
    department,
    doctor,
    elsewhere,
    neighbour,
    officer,
    station,
    survey,
)
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


def program_at(unit: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(unit_id=unit.id), role))


@pytest.fixture
def ours(station: Unit) -> Program:  # noqa: F811
    return program_at(station, "station_doctor")


@pytest.fixture
def far(elsewhere: Unit) -> Program:  # noqa: F811
    return program_at(elsewhere, "station_doctor")


def test_a_device_comes_in_breaks_and_is_missed(ours: Program, far: Program, station: Unit) -> None:  # noqa: F811
    made = ours.post("equipment", {"unit_id": station.id, "kind": "ecg"})
    path = f"equipment/{station.id}"

    ours.post(f"equipment/devices/{made.json()['id']}/faults", {"said": "Không lên nguồn"})

    assert made.status_code == 201
    assert ours.get(path).json()["items"][0]["state"] == "faulty"
    lines = {line["code"]: line for line in ours.get(f"{path}/standard").json()["items"]}
    assert lines["ecg"]["short"] == 1
    assert far.get(path).status_code == 404


def test_a_survey_is_answered_once(ours: Program, far: Program, survey: UnitSurvey) -> None:  # noqa: F811
    path, key = f"surveys/{survey.id}", new_key()
    body = {"answers": answers(cert_ultrasound=0), "complete": True}
    assert ours.get(path).json()["answers"]["eq_ecg"] == 0

    done = ours.send("PUT", f"{path}/answers", body, idempotency_key=key)
    again = ours.send("PUT", f"{path}/answers", body, idempotency_key=key)
    other = ours.send("PUT", f"{path}/answers", body, idempotency_key=new_key())

    assert done.json()["state"] == "submitted"
    assert [gap["code"] for gap in done.json()["gaps"]] == ["ultrasound"]
    assert again["Idempotent-Replayed"] == "true"
    assert other.status_code == 422
    assert far.get(path).status_code == 404


def test_needs_are_asked_for_and_ranked(
    ours: Program,
    far: Program,
    station: Unit,  # noqa: F811
    campaign: SurveyCampaign,  # noqa: F811
    officer: Actor,  # noqa: F811
) -> None:
    body = {"unit_id": station.id, "kind": "equipment", "code": "ecg", "title": "Máy điện tim"}

    made, twice = ours.post("needs", body), ours.post("needs", body)

    assert (made.status_code, twice.status_code) == (201, 422)
    assert ours.get("needs/topics").json()["items"][0]["units"] == 1
    assert far.get("needs").json()["items"] == []
    assert far.post("needs", body).status_code == 403
    assert ours.get("plans").json()["items"] == []
