"""Forms and answers for other programs: as FHIR knows them, within the same reach as the pages."""

import uuid
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from tests.drawn import drawn
from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.supervision.tests.conftest import all_met
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.forms import actions
from tuyen.platform.forms.models import FormVersion
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


WATER = {
    "link": "water",
    "kind": "boolean",
    "label_vi": "Có nước sạch",
    "required": True,
    "score": 2,
}
BEDS = {
    "link": "beds",
    "kind": "integer",
    "label_vi": "Số giường",
    "low": 0,
    "high": 90,
    "when": [{"question": "water", "is": "=", "answer": True}],
}


def test_a_drawn_form_is_served_in_every_version_and_a_draft_never(
    hospital: Unit, below: Unit
) -> None:
    program, who = _program(hospital, "direction_office")
    form = drawn("evaluation", "Nước sạch", WATER, BEDS, by=who)
    second = actions.revise_form(version=FormVersion.objects.get(), by=who)
    draft = program.get("Questionnaire", name=form.code).json()
    actions.publish(version=second, valid_from=clock.today(), by=who)

    found = program.get("Questionnaire", name=form.code).json()

    assert (draft["total"], found["total"]) == (1, 2)
    assert program.get(f"Questionnaire/{second.id}").json()["version"] == "2"
    resources = [each["resource"] for each in found["entry"]]
    for resource in resources:
        Questionnaire.model_validate(resource)
    beds = next(each for each in resources[0]["item"] if each["linkId"] == "beds")
    assert [each["operator"] for each in beds["enableWhen"]] == ["="]
    assert resources[0]["code"][0]["code"] == "evaluation"


def test_an_answer_on_a_drawn_form_keeps_its_version(hospital: Unit, below: Unit) -> None:
    program, who = _program(hospital, "direction_office")
    form = drawn("evaluation", "Nước sạch", WATER, BEDS, by=who)
    answers = {"water": True, "beds": 12}
    row = responses.answer(form=form, answers=answers, unit_id=below.id, by=who)
    actions.withdraw(version=FormVersion.objects.get(), by=who)

    seen = program.get(f"QuestionnaireResponse/{row.id}").json()

    QuestionnaireResponse.model_validate(seen)
    assert seen["questionnaire"] == f"urn:tuyen:form:{form.code}|1"
    assert [each["answer"][0] for each in seen["item"]] == [
        {"valueBoolean": True}, {"valueInteger": 12},
    ]  # fmt: skip
    listed = program.get("QuestionnaireResponse", questionnaire=f"urn:tuyen:form:{form.code}|2")
    assert listed.json()["total"] == 0


def test_half_an_answer_is_read_only_where_it_is_being_given(hospital: Unit, below: Unit) -> None:
    office, who = _program(hospital, "direction_office")
    theirs, _ours = _program(below, "station_doctor")
    row = responses.answer(
        form=forms.find(CODE), answers={}, unit_id=below.id, by=who, is_complete=False
    )

    seen = [each.get(f"QuestionnaireResponse/{row.id}") for each in (office, theirs)]

    assert [answer.status_code for answer in seen] == [200, 404]
    assert theirs.get("QuestionnaireResponse").json()["total"] == 0


def test_a_role_outside_direction_reads_no_answers_about_units(hospital: Unit) -> None:
    _office, who = _program(hospital, "direction_office")
    row = responses.answer(form=forms.find(CODE), answers=all_met(), unit_id=hospital.id, by=who)
    outside, _actor = _program(hospital, "guard_officer")

    assert outside.get(f"QuestionnaireResponse/{row.id}").status_code == 404
