"""What a referral, its reply and its return note say, as values: from a form, the API, the demo."""

import datetime as dt
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the sending unit says. `reason_code`: list of transfer reasons; the others: rulebook lists."""

    to_unit_id: uuid.UUID
    urgency: str
    reason_code: str
    diagnosis: str
    diagnosis_code: str = ""
    other_diagnoses: str = ""
    specialty: str = ""
    transport: str = ""
    escort: str = ""
    reason: str = ""
    condition: str = ""
    signs: str = ""
    results: str = ""
    treatment: str = ""
    direction: str = ""
    document_ids: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the receiving unit found and did. `feedback`: how the referral itself was prepared."""

    outcome: str
    reply: str
    reply_diagnosis: str = ""
    reply_diagnosis_code: str = ""
    feedback: str = ""
    feedback_note: str = ""


@dataclass(frozen=True, slots=True)
class PlannedTask:
    title: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """A drug to go on with; the sending unit prescribes it itself."""

    drug: str
    dose: str
    drug_code: str = ""
    quantity: float | None = None
    unit: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """What is to be done where the person came from."""

    plan: str = ""
    tasks: tuple[PlannedTask, ...] = ()
    lines: tuple[ProposedLine, ...] = field(default=())
