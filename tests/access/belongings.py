"""One row of every kind that an address can name, made for a unit that the test chooses."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import SyncedModel
from tuyen.registry.persons.models import Person

# The argument of an address → the table whose row it names; "room:argument" where rooms differ.
NAMED_BY = {
    "appointment_id": "record.Appointment",
    "procedure_id": "record.Procedure",
    "dose_id": "record.Immunization",
    "event_id": "immunization.AdverseEvent",
    "prescription_id": "record.Prescription",
    "dispense_id": "record.Dispense",
    "study_id": "record.ImagingStudy",
    "instance_id": "record.ImagingInstance",
    "pending_id": "imaging.PendingUpload",
    "task_id": "record.Task",
    "response_id": "record.UnitResponse",
    "room_id": "record.Room",
    "bed_id": "record.Bed",
    "arrival_id": "ward.EmergencyArrival",
    "pair_id": "custody.NoContact",
    "hand_over_id": "custody.HandOver",
    "leave_id": "access.BreakGlass",
    "lot_id": "pharmacy.StockLot",
    "approval_id": "techniques.ApprovedTechnique",
    "transfer_id": "techniques.TechniqueTransfer",
    "member_id": "techniques.TransferMember",
    "fault_id": "equipment.EquipmentFault",
    "job_id": "equipment.MaintenanceJob",
    "campaign_id": "capability.SurveyCampaign",
    "survey_id": "capability.UnitSurvey",
    "need_id": "capability.Need",
    "programme_id": "training.Programme",
    "course_id": "training.Course",
    "session_id": "training.CourseSession",
    "immunization:session_id": "immunization.ImmunizationSession",
    "immunization:visit_id": "immunization.SessionVisit",
    "vial_id": "immunization.OpenVial",
    "enrolment_id": "training.Enrolment",
    "certificate_id": "training.Certificate",
    "agreement_id": "steering.Agreement",
    "commitment_id": "steering.Commitment",
    "work_id": "steering.DirectionEntry",
    "round_id": "supervision.SupervisionRound",
    "finding_id": "supervision.Finding",
    "action_id": "supervision.CorrectiveAction",
    "directive_id": "directives.Directive",
    "gathering_id": "directives.Gathering",
    "attendance_id": "directives.Attendance",
    "conclusion_id": "directives.Conclusion",
    "difficulty_id": "directives.Difficulty",
    "case_id": "directives.TopicCase",
    "model_id": "directives.GoodModel",
    "version_id": "questionnaires.FormVersion",
    "file_id": "questionnaires.FormFile",
    "staff_id": "staff.StaffMember",
    "licence_id": "staff.Licence",
    "post_id": "staff.Post",
    "tie_id": "facilities.Affiliation",
    "drug_id": "terms.FacilityDrug",
    "value_id": "terms.LocalValue",
    "run_id": "imports.ImportRun",
    "webhook_id": "webhooks.Webhook",
    "sending_id": "webhooks.Sending",
    "token_id": "tokens.ApiToken",
    "account_id": "accounts.Account",
    "grant_id": "access.CompartmentGrant",
    "web:post_id": "access.RoleAssignment",
    "station_id": "rescue.KnownStation",
    "upload_id": "attachments.Upload",
    "learning_id": "teleconsult.LearningCase",
    "condition_id": "teleconsult.RemoteCondition",
    "delivery_id": "outbox.Delivery",
    "clinic:document_id": "record.Document",
    "imaging:document_id": "record.Document",
    "pharmacy:document_id": "pharmacy.StockDocument",
    "directives:document_id": "directives.GatheringDocument",
    "pharmacy:item_id": "pharmacy.Item",
    "outbreak_id": "outbreaks.Outbreak",
    "sampling:round_id": "sampling.SampleRound",
    "sampling:member_id": "sampling.RoundMember",
    "sampling:case_id": "record.Case",
    "sampling:pool_id": "sampling.SamplePool",
    "sampling:consignment_id": "sampling.Consignment",
    "response_plans:plan_id": "response_plans.ResponsePlan",
    "switch_id": "response_plans.PhaseSwitch",
    "campaigns:campaign_id": "campaigns.Campaign",
    "health_education:campaign_id": "health_education.EducationCampaign",
    "health_education:session_id": "health_education.EducationSession",
    "campaigns:group_id": "campaigns.CampaignGroup",
    "campaigns:session_id": "campaigns.CampaignSession",
    "area_id": "isolation_areas.IsolationArea",
    "isolation_areas:stay_id": "isolation_areas.AreaStay",
    "isolation_areas:turn_id": "isolation_areas.DutyTurn",
    "after_id": "isolation_areas.AfterCare",
    "isolation_areas:room_id": "isolation_areas.AreaRoom",
    "contact_id": "outbreaks.Contact",
    "zone_id": "outbreaks.Zone",
    "zone_order_id": "outbreaks.ZoneOrder",
    "signal_id": "surveillance.Signal",
    "surveillance:report_id": "surveillance.ReportReceived",
    "equipment:item_id": "equipment.EquipmentItem",
    "equipment:place_id": "equipment.Building",
    "steering:call_id": "steering.HotlineCall",
    "teleconsult:call_id": "steering.HotlineCall",
    "live:call_id": "live.Call",
    "live:seat_id": "live.CallSeat",
    "steering:turn_id": "steering.DutyTurn",
    "vaccine_supply:sheet_id": "vaccine_supply.NeedSheet",
    "vaccine_supply:request_id": "vaccine_supply.VaccineRequest",
    "vaccine_supply:delivery_id": "vaccine_supply.VaccineDelivery",
    "vaccine_supply:place_id": "vaccine_supply.NeedPlace",
    "fridge_id": "vaccine_supply.Fridge",
    "excursion_id": "vaccine_supply.Excursion",
    "inside_id": "vaccine_supply.ExcursionLot",
    "rotation:turn_id": "rotation.RotationTurn",
    "evaluation:subject_id": "training.Course",
    "custody:duty_id": "custody.GuardDuty",
    "notification:case_id": "record.Case",
    "directives:duty_id": "directives.Duty",
    "rotation:duty_id": "rotation.TurnTask",
    "steering:request_id": "steering.SupportRequest",
    "consent:request_id": "record.DataRequest",
    "steering:plan_id": "steering.DirectionPlan",
    "capability:plan_id": "capability.YearPlan",
    "steering:line_id": "steering.PlanLine",
    "capability:line_id": "capability.PlanLine",
    "node_id": "nodes.Peer",
    "invitation_id": "nodes.Invitation",
    "held_id": "changes.Held",
    "conflict_id": "changes.Conflict",
}

# What a table asks of its rows beyond the kinds of its columns.
OF_ITS_OWN: dict[str, dict[str, Any]] = {
    "live.Call": {"subject": "session"},
    "techniques.TechniqueTransfer": {"stage": "theory"},
    "supervision.CorrectiveAction": {"status": "open"},
    "questionnaires.FormVersion": {"body": {"title": "Phiếu mẫu", "item": []}},
    "outbreaks.Outbreak": {"disease": "measles"},
    "outbreaks.Contact": {"name": "Người Mẫu Tiếp Xúc"},
    "outbreaks.ZoneOrder": {"kind": "lift"},
    "surveillance.Signal": {"disease": "measles", "status": "new", "decision": ""},
    "record.Case": {"disease": "measles"},
    "vaccine_supply.Fridge": {"kind": "fridge"},
    "vaccine_supply.Excursion": {"state": "open"},
    "vaccine_supply.ExcursionLot": {"decision": ""},
    "record.Procedure": {"encounter_id": uuid7()},
    "immunization.AdverseEvent": {
        "is_serious": True,
        "holds_lot": True,
        "sent_at": None,
        "released_at": None,
    },
    "immunization.ImmunizationSession": {"kind": "fixed"},
    "immunization.OpenVial": {"size": 10},
    "immunization.SessionVisit": {
        "watched_since": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "watch_until": dt.datetime(2026, 1, 1, 0, 30, tzinfo=dt.UTC),
        "left_at": None,
    },
    "record.Immunization": {"status": "completed", "source": "given"},
    "nodes.Peer": {"role": "child"},
    "changes.Held": {"state": "dropped"},
    "nodes.Invitation": {"expires_at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)},
}
# Columns that name another unit than the row's own: the table asks for two.
BETWEEN_TWO = {
    ("rotation.RotationTurn", "to_unit_id"),
    ("vaccine_supply.VaccineRequest", "to_unit_id"),
}
# Rows without which another row belongs to nobody.
BESIDE = {"staff.StaffMember": "staff.Post"}


def table_of(room: str, argument: str) -> str:
    """The table whose row this argument names, "" when it names none."""
    return NAMED_BY.get(f"{room}:{argument}", NAMED_BY.get(argument, ""))


class Belongings:
    """Rows of one unit, each made when it is first asked for; what is personal is a colleague's."""

    def __init__(self, unit: ScopeNode, other_side: Any = None, *, compartment: str = "") -> None:
        self.other_side = other_side or uuid7()
        self.path = unit.path
        self.unit_id, self.compartment = unit.unit_id, compartment
        colleague = account_at(unit, "station_nurse")
        self._made: dict[str, models.Model] = {"accounts.Account": colleague}

    def row(self, table: str) -> models.Model:
        if table not in self._made:
            model = apps.get_model(table)
            self._made[table] = model(**self._values(model))
            _keep(self._made[table])
            if table in BESIDE:
                self.row(BESIDE[table])
        return self._made[table]

    def _values(self, model: type[models.Model]) -> dict[str, Any]:
        return {
            field.attname: self._value(field)
            for field in model._meta.concrete_fields
            if self._is_wanted(field)
        } | OF_ITS_OWN.get(model._meta.label, {})

    def _is_wanted(self, field: Any) -> bool:
        if isinstance(field, models.AutoField):
            return False
        if field.name in ("compartment", "path") or self._is_of_the_unit(field):
            return True
        return not (
            field.has_default() or field.null or (field.blank and field.empty_strings_allowed)
        )

    @staticmethod
    def _is_of_the_unit(field: Any) -> bool:
        return field.name.endswith(("unit_id", "facility_id"))

    def _unit_of(self, field: Any) -> Any:
        """The unit on both sides, where the table does not ask for two."""
        is_two = (field.model._meta.label, field.name) in BETWEEN_TWO
        return self.other_side if is_two else self.unit_id

    @staticmethod
    def _is_of_the_same_room(field: Any) -> bool:
        room = field.model._meta.app_label
        return table_of(room, field.name).startswith(f"{room}.")

    def _value(self, field: Any) -> Any:
        if field.is_relation:
            return self.row(field.related_model._meta.label).pk
        if self._is_of_the_unit(field):
            return self._unit_of(field)
        if field.name in ("compartment", "path"):
            return getattr(self, field.name)
        if field.name in ("patient_id", "person_id"):
            return self.row(Person._meta.label).pk
        if field.name == "account_id":
            return self.row("accounts.Account").pk
        if self._is_of_the_same_room(field):
            return self.row(table_of(field.model._meta.app_label, field.name)).pk
        return plain(field)


def plain(field: Any) -> Any:
    """A value that the column takes."""
    if field.choices:
        return field.choices[0][0]
    for kind, value in (
        (models.DateTimeField, clock.now()),
        (models.DateField, clock.today()),
        (models.TimeField, dt.time(8)),
        (models.DecimalField, Decimal(1)),
        (models.FloatField, 1.0),
        (models.BooleanField, False),
        (models.IntegerField, 1),
        (models.JSONField, {}),
        (models.BinaryField, b"x"),
        (models.CharField, "x"),
        (models.TextField, "x"),
    ):
        if isinstance(field, kind):
            return value
    return uuid7()


def _keep(row: models.Model) -> None:
    if isinstance(row, SyncedModel):
        with changes.apply(actor=SYSTEM, reason="test.belonging") as log:
            log.create(row)
    else:
        row.save(force_insert=True)
