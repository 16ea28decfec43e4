"""Forms as they are filled in, and whose post sends them.

An empty form, or a post whose door is closed, is answered alike whoever's record it is about; only a
form that could be written tells whether the record of a stranger is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access.belongings import plain
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.domains.immunization.models import ImmunizationSession
from tuyen.domains.ward.models import CareAct, CourseNote, NursingOrder
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import SyncedModel
from tuyen.record.models import (
    Consult,
    MedicationRequest,
    Observation,
    Order,
    Prescription,
    Referral,
    Result,
)
from tuyen.registry.persons.models import Household, Person, PersonIdentifier, PersonLink

Ids = dict[str, Any]


@dataclass(frozen=True)
class Filled:
    """What a form says of rows that `more_about` made; `role`: the post, where it is not the doctor's."""

    says: Callable[[Ids], dict[str, Any]] = field(default=lambda ids: {})
    role: str = ""
    also: dict[str, str] = field(default_factory=dict)  # argument of the address → key of the ids


EXPERT, OFFICER = "hospital_doctor", "privacy_officer"
ASKED = {"consult_id": "received_id"}
TODAY = {"session_id": "immunization_day"}
DRIVE = {"campaign_id": "drive_id"}

FILLED: dict[str, Filled] = {
    "campaigns:give": Filled(also=DRIVE),
    "campaigns:withhold": Filled(lambda ids: {"why": "absent"}, also=DRIVE),
    "immunization:session_arrive": Filled(also=TODAY),
    "immunization:session_child": Filled(also=TODAY),
    "immunization:session_give": Filled(also=TODAY),
    "immunization:session_screen": Filled(also=TODAY),
    "immunization:session_withhold": Filled(also=TODAY),
    "clinic:add_allergy": Filled(lambda ids: {"substance": "Penicillin"}),
    "clinic:add_problem": Filled(lambda ids: {"problem": "Tăng huyết áp", "problem_code": "I10"}),
    "record:stop_medicine": Filled(
        lambda ids: {"reason": "Nổi mẩn"}, also={"request_id": "line_id"}
    ),
    "clinic:readers": Filled(role=OFFICER),
    "record:readers_list": Filled(role=OFFICER),
    "referral:arrive": Filled(also={"referral_id": "incoming_id"}),
    "ward:strike_vitals": Filled(lambda ids: {"at": ids["measured_at"], "why": "Nhập nhầm giường"}),
    "ward:strike_note": Filled(lambda ids: {"why": "Nhầm người"}, also={"note_id": "note_id"}),
    "ward:stop_drug": Filled(lambda ids: {"why": "Nổi mẩn"}, also={"request_id": "bed_line_id"}),
    "ward:stop_care": Filled(also={"order_id": "care_order_id"}),
    "ward:strike_care": Filled(lambda ids: {"why": "Nhầm người"}, also={"act_id": "care_act_id"}),
    "ward:done": Filled(lambda ids: {"task": ids["task"], "outcome": "done"}),
    "diagnostics:result_paper": Filled(also={"requisition_id": "result_of_id"}),
    "persons:create_household": Filled(also={"person_id": "merged_id"}),
    "persons:close_number": Filled(also={"number_id": "number_id"}),
    "persons:add_member": Filled(lambda ids: {"q": ids["relative_number"]}),
    "persons:merge": Filled(
        lambda ids: {"keep": str(ids["person_id"]), "why": "Cùng số giấy tờ"},
        also={"other_id": "relative_id"},
    ),
    "persons:unmerge": Filled(
        lambda ids: {"why": "Hai chị em"}, also={"link_id": "link_id", "person_id": "merged_id"}
    ),
    "teleconsult:accept": Filled(role=EXPERT, also=ASKED),
    "teleconsult:begin": Filled(role=EXPERT, also=ASKED),
    "teleconsult:answer": Filled(
        lambda ids: {"verb": "draft", "text": "Theo dõi tại chỗ."}, EXPERT, ASKED
    ),
    "teleconsult:add": Filled(lambda ids: {"text": "Uống đủ nước."}, EXPERT, ASKED),
    "teleconsult:refuse": Filled(lambda ids: {"note": "Ngoài chuyên khoa"}, EXPERT, ASKED),
    "teleconsult:redirect": Filled(
        lambda ids: {"to_unit": str(uuid7()), "note": "Cần tuyến trên"}, EXPERT, ASKED
    ),
    "teleconsult:assign": Filled(role=EXPERT, also=ASKED),
    "teleconsult:close": Filled(lambda ids: {"held": "yes"}, EXPERT, ASKED),
}


def more_about(person: Person, visit_id: Any, stay_id: Any, unit: ScopeNode) -> Ids:
    """Drugs, notes, figures, numbers, a relative, an earlier merge, and a case asked of this unit."""
    compartment, at = person.compartment, clock.now().replace(microsecond=0)
    about = {"patient_id": person.id, "unit_id": unit.unit_id, "compartment": compartment}
    household = _row(Household, unit_id=unit.unit_id, head_id=person.id)
    relative = Person(name="Giàng A Mẫu", compartment=compartment, sex="male")
    twin = Person(name="Giàng Thị Mẫu", compartment=compartment)
    person.household_id = household.id
    numbers = [
        _row(PersonIdentifier, system="passport", value=value, **about)
        for value in (_number(), _number())
    ]
    numbers[1].patient_id = relative.id
    sheet = _row(Prescription, encounter_id=visit_id, number="12345abcdefg-C", **about)
    line = _row(MedicationRequest, encounter_id=visit_id, drug="Amoxicillin", **about)
    given = _row(MedicationRequest, encounter_id=stay_id, drug="Amoxicillin", **about)
    note = _row(CourseNote, admission_id=stay_id, at=at, text="Đỡ sốt", **about)
    duty = _row(NursingOrder, admission_id=stay_id, title="Thay băng", due_at=at, **about)
    act = _row(CareAct, admission_id=stay_id, source_id=uuid7(), planned_at=at, **about)
    sign = _row(
        Observation,
        encounter_id=stay_id,
        code="pulse",
        unit="/min",
        occurred_at=at,
        **about,
    )
    link = _row(PersonLink, survivor_id=person.id, is_active=True, **about)
    link.patient_id = twin.id
    asked = _row(Consult, from_unit_id=uuid7(), to_unit_id=unit.unit_id, status="asked", **about)
    coming = _row(Referral, from_unit_id=uuid7(), to_unit_id=unit.unit_id, **about)
    day = _row(ImmunizationSession, kind="fixed", place="Trạm", **about)
    drive = _row(Campaign, vaccine="mr", starts_on=at.date(), ends_on=at.date(), **about)
    meant = _row(CampaignGroup, campaign_id=drive.id, kind="everybody", priority=1, **about)
    rows: list[SyncedModel] = [
        day,
        drive,
        meant,
        household,
        relative,
        twin,
        *numbers,
        sheet,
        line,
        given,
        note,
        duty,
    ]
    with changes.apply(actor=SYSTEM, reason="test.more_known") as log:
        log.create(*rows, act, sign, link, asked, coming)
        log.change(person, ["household_id"])
    return {
        "immunization_day": day.id,
        "drive_id": drive.id,
        "line_id": line.id,
        "measured_at": at.isoformat(),
        "note_id": note.id,
        "bed_line_id": given.id,
        "care_order_id": duty.id,
        "care_act_id": act.id,
        "task": f"care.{duty.id}.{int(at.timestamp())}",
        "number_id": numbers[0].id,
        "relative_id": relative.id,
        "relative_number": numbers[1].value,
        "merged_id": twin.id,
        "link_id": link.id,
        "received_id": asked.id,
        "incoming_id": coming.id,
    }


def result_of(order: Order) -> Any:
    """The sheet of this order, after its result was verified."""
    result = _row(
        Result,
        order_id=order.id,
        patient_id=order.patient_id,
        compartment=order.compartment,
        unit_id=order.unit_id,
        category=order.category,
        code=order.code,
        title=order.title,
        status="final",
        verified_at=clock.now(),
    )
    with changes.apply(actor=SYSTEM, reason="test.result") as log:
        log.create(result)
    return order.requisition_id


def _number() -> str:
    return f"C{uuid7().int % 10_000_000:07}"


def _row(model: type[Any], **said: Any) -> Any:
    """A row that its table takes: what is not said gets a plain value of its column's kind."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    wanted = {
        name: plain(each)
        for name, each in columns.items()
        if not (each.has_default() or each.null or each.blank)
    }
    return model(**wanted | {name: value for name, value in said.items() if name in columns})
