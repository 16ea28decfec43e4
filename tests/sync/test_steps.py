"""Rooms tell which step may follow which; two steps taken apart come to one legal end, and the unit hears."""

from typing import Any

import pytest
from django.apps import apps

from tuyen.core.ids import uuid7
from tuyen.platform.changes import steps
from tuyen.platform.changes.codec import attnames
from tuyen.platform.changes.events import StepRefused
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.record.listeners import tell_whose_step_was_refused
from tuyen.record.models import Referral, Task
from tuyen.record.rules.referrals import Status

# State rows that take one step only (read, answered, revoked …), or whose steps no rule limits.
WITHOUT_TABLE = frozenset(
    {
        "capability.SurveyCampaign",
        "capability.UnitSurvey",
        "capability.YearPlan",
        "custody.HandOver",
        "directives.Conclusion",
        "directives.Duty",
        "directives.Invitation",
        "directives.Receipt",
        "directives.TopicCase",
        "equipment.EquipmentFault",
        "equipment.MaintenanceJob",
        "evaluation.ChosenForm",
        "live.Call",
        "questionnaires.FormVersion",
        "record.Consent",
        "record.ConsultAdvice",
        "record.ConsultPaper",
        "record.DayLock",
        "record.Reminder",
        "record.Task",
        "record.UnitResponse",
        "sampling.SamplePool",
        "signing.SigningKey",
        "steering.Commitment",
        "steering.DirectionPlan",
        "steering.HotlineCall",
        "supervision.Finding",
        "supervision.SupervisionPlan",
        "teleconsult.LearningCase",
        "training.Certificate",
        "training.Enrolment",
    }
)


def test_every_table_of_steps_speaks_of_a_field_of_its_model() -> None:
    for (model, field), is_allowed in steps.registered().items():
        choices = [value for value, _label in model._meta.get_field(field).flatchoices]  # type: ignore[attr-defined]
        for one in choices:
            for other in choices:
                is_allowed(one, other)


def test_every_row_with_states_has_its_table_or_is_named_here() -> None:
    with_table = {model for model, _field in steps.registered()}
    states = {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, SyncedModel)
        and model.shape.merge == "state"
        and model not in with_table
    }

    assert states == WITHOUT_TABLE


def test_groups_and_safety_fields_name_columns_and_only_rows_that_change_have_clocks() -> None:
    wrong = []
    for model in apps.get_models():
        if not issubclass(model, SyncedModel):
            continue
        columns = set(attnames(model))
        grouped = [name for group in model.shape.groups for name in group]
        if not {*grouped, *model.shape.safety} <= columns or len(grouped) != len(set(grouped)):
            wrong.append(f"{model._meta.label}: groups")
        changes = model.shape.merge in ("register", "state", "set")
        if changes != issubclass(model, ChangingModel):
            wrong.append(f"{model._meta.label}: clocks")

    assert not wrong


def test_a_referral_that_arrived_is_not_called_back() -> None:
    assert steps.judged(Referral, "status", Status.CANCELLED, Status.ARRIVED) == "neither"


@pytest.mark.django_db
def test_the_unit_of_a_refused_step_gets_one_task() -> None:
    unit_id, event = uuid7(), uuid7()
    said: dict[str, Any] = {"model": "record.referral", "row_id": uuid7(), "field": "status"}
    refused = StepRefused(
        conflict_id=event, patient_id=None, compartment="", origin_unit_id=unit_id,
        reason="referral.cancel", refused="cancelled", stands="arrived", **said,
    )  # fmt: skip

    tell_whose_step_was_refused(refused)
    tell_whose_step_was_refused(refused)

    [task] = Task.objects.filter(unit_id=unit_id)
    assert task.kind == "step_refused"
