"""What other rooms may hear of the chart. Ids and codes only."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class VisitFinished:
    encounter_id: UUID
    patient_id: UUID
    unit_id: UUID
    day: dt.date
    compartment: str


@dataclass(frozen=True)
class VisitAmended:
    """The corrected visit takes the place of the earlier one."""

    encounter_id: UUID
    amends_id: UUID
    patient_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class VisitCancelled:
    """Entered in error: what was done because of it must be taken back."""

    encounter_id: UUID
    patient_id: UUID
    unit_id: UUID


@dataclass(frozen=True)
class StayEnded:
    """An inpatient stay is over. `status`: discharged, transferred, escaped, died."""

    admission_id: UUID
    patient_id: UUID
    unit_id: UUID
    day: dt.date
    status: str
    compartment: str


@dataclass(frozen=True)
class ConsultMoved:
    """A remote consultation was asked, went to the next tier or changed its state. `verb`: asked,
    escalated, advised, outcome, refused, redirected, closed."""

    consult_id: UUID
    patient_id: UUID
    from_unit_id: UUID
    to_unit_id: UUID
    verb: str


@dataclass(frozen=True)
class ReferralMoved:
    """A person is sent on, has come there, was answered for or sent back. `verb`: requested, redirected,
    arrived, replied, returned. follows_id: the referral that a redirected one takes the place of."""

    referral_id: UUID
    patient_id: UUID
    from_unit_id: UUID
    to_unit_id: UUID
    verb: str
    follows_id: UUID | None = None


@dataclass(frozen=True)
class ImmunizationGiven:
    """A dose was given here. lot_id: the lot of the unit's own store, where it is kept there."""

    immunization_id: UUID
    patient_id: UUID
    unit_id: UUID
    vaccine: str
    lot_id: UUID | None = None
    campaign_id: UUID | None = None


@dataclass(frozen=True)
class ConsentEnded:
    """The person took a yes back, or said no to what may have been allowed before."""

    patient_id: UUID
    purpose: str


@dataclass(frozen=True)
class CaseNotified:
    """A case of a notifiable disease was told for the first time. area_id: commune of residence."""

    case_id: UUID
    patient_id: UUID
    disease: str
    area_id: UUID | None


@dataclass(frozen=True)
class CaseReclassified:
    """A case moved from one class to another; after is empty where it was entered in error."""

    case_id: UUID
    patient_id: UUID
    disease: str
    area_id: UUID | None
    before: str
    after: str
