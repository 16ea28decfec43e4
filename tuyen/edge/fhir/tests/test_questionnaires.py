"""Forms and answers for other programs: as FHIR knows them, within the same reach as the pages."""

import uuid
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from tests.network import account_at
from tuyen.core.actor import SYSTEM
from tuyen.domains.supervision.tests.conftest import all_met
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.actions import responses
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
CODE = "supervision_station"


@pytest.fixture
def hospital() -> Unit:
    department = network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )
    return network.create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def below(hospital: Unit) -> Unit:
    return network.create_unit(
        parent=hospital, kind="district_health_centre", name="Trung tâm mẫu", by=SYSTEM
    )


def _program(unit: Unit, role: str) -> tuple[Program, Any]:
    account = account_at(ScopeNode.objects.get(pk=unit.pk), role)
    return Program(account), actor_of(account)


def test_a_form_is_a_questionnaire_with_its_conditions_and_points(hospital: Unit) -> None:
    program, _who = _program(hospital, "direction_office")

    found = program.get("Questionnaire", name=CODE).json()

    resource = found["entry"][0]["resource"]
    Questionnaire.model_validate(resource)
    missing = next(
        item
        for group in resource["item"]
        for item in group["item"]
        if item["linkId"] == "emergency_missing"
    )
    assert missing["enableBehavior"] == "any"
    assert [when["operator"] for when in missing["enableWhen"]] == ["=", "="]
    assert program.get(f"Questionnaire/{resource['id']}").json() == resource


def test_an_answer_is_read_by_both_sides_and_nobody_else(hospital: Unit, below: Unit) -> None:
    office, who = _program(hospital, "direction_office")
    theirs, _ours = _program(below, "station_doctor")
    stranger, _other = _program(
        network.create_unit(
            parent=None, kind="health_department", name="Sở khác", by=SYSTEM, chain="moh"
        ),
        "department_officer",
    )
    row = responses.answer(form=forms.find(CODE), answers=all_met(), unit_id=below.id, by=who)

    seen = [each.get(f"QuestionnaireResponse/{row.id}") for each in (office, theirs, stranger)]
    listed = office.get("QuestionnaireResponse", questionnaire=f"urn:tuyen:form:{CODE}").json()

    assert [answer.status_code for answer in seen] == [200, 200, 404]
    QuestionnaireResponse.model_validate(seen[0].json())
    assert seen[0].json()["subject"]["reference"] == f"Organization/{below.id}"
    assert listed["total"] == 1
    assert office.get(f"QuestionnaireResponse/{uuid.uuid4()}").status_code == 404
