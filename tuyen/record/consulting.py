"""What a question, an advice and an outcome say, as values: from a form, the API, the demo."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """What the asking unit says. Codes: rulebook `teleconsult/choices`, `referral/specialties`."""

    to_unit_id: uuid.UUID
    specialty: str
    urgency: str
    question: str
    mode: str = "support"
    diagnosis: str = ""
    diagnosis_code: str = ""
    signs: str = ""
    results: str = ""
    treatment: str = ""
    document_ids: tuple[uuid.UUID, ...] = ()
    study_ids: tuple[uuid.UUID, ...] = ()
    is_informed: bool = False
    consent_by: str = ""
    consent_witness: str = ""
    call_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What the expert proposes. orders: as text; proposals: line by line (`rules/consult_proposals`); the
    local doctor decides on each."""

    kind: str
    text: str
    diagnosis: str = ""
    diagnosis_code: str = ""
    orders: str = ""
    technique_code: str = ""
    destination: str = ""
    follow_days: tuple[int, ...] = ()
    proposals: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. outcome: KET_QUA_DTRI; agreed: was the advice carried out, with the reason if not."""

    outcome: str
    agreed: str
    agreed_note: str = ""
    discharged_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Expert:
    """An account that may answer at a facility."""

    account_id: uuid.UUID
    name: str
    unit_id: uuid.UUID
    staff_id: uuid.UUID | None = None
