"""The nouns of the chart, one file each."""

from tuyen.record.models.admissions import Admission, BedStay
from tuyen.record.models.allergies import Allergy
from tuyen.record.models.appointments import Appointment, CallResult, OpeningHours
from tuyen.record.models.beds import Bed, Room
from tuyen.record.models.cases import (
    Case,
    CaseClass,
    CaseMove,
    CaseOrigin,
    CaseOutcome,
    CaseStage,
    CaseStatus,
)
from tuyen.record.models.conditions import Condition
from tuyen.record.models.consents import CareEnd, Consent, DataRequest, DataRequestStatus
from tuyen.record.models.consult_sessions import (
    ConsultPaper,
    ConsultSession,
    PaperKind,
    SessionState,
)
from tuyen.record.models.consults import (
    Consult,
    ConsultAdvice,
    ConsultBill,
    ConsultFollow,
    ConsultStatus,
    ConsultStep,
)
from tuyen.record.models.day_locks import DayLock
from tuyen.record.models.deaths import Death
from tuyen.record.models.dispenses import Dispense
from tuyen.record.models.documents import Document
from tuyen.record.models.encounters import Encounter
from tuyen.record.models.imaging import ImagingExport, ImagingInstance, ImagingStudy
from tuyen.record.models.immunizations import DoseSource, DoseStatus, Immunization
from tuyen.record.models.medications import MedicationRequest, MedicationStop, Prescription
from tuyen.record.models.observations import Observation
from tuyen.record.models.orders import Order, Specimen
from tuyen.record.models.procedures import Procedure
from tuyen.record.models.queue import QueueEntry
from tuyen.record.models.referrals import Referral, ReferralStatus
from tuyen.record.models.reminders import Channel, Reminder, ReminderState
from tuyen.record.models.responses import (
    QuestionnaireResponse,
    ResponseStatus,
    UnitResponse,
)
from tuyen.record.models.results import Result
from tuyen.record.models.tasks import Task

__all__ = [
    "Admission",
    "Allergy",
    "Appointment",
    "Bed",
    "BedStay",
    "CallResult",
    "CareEnd",
    "Case",
    "CaseClass",
    "CaseMove",
    "CaseOrigin",
    "CaseOutcome",
    "CaseStage",
    "CaseStatus",
    "Channel",
    "Condition",
    "Consent",
    "Consult",
    "ConsultAdvice",
    "ConsultBill",
    "ConsultFollow",
    "ConsultPaper",
    "ConsultSession",
    "ConsultStatus",
    "ConsultStep",
    "DataRequest",
    "DataRequestStatus",
    "DayLock",
    "Death",
    "Dispense",
    "Document",
    "DoseSource",
    "DoseStatus",
    "Encounter",
    "ImagingExport",
    "ImagingInstance",
    "ImagingStudy",
    "Immunization",
    "MedicationRequest",
    "MedicationStop",
    "Observation",
    "OpeningHours",
    "Order",
    "PaperKind",
    "Prescription",
    "Procedure",
    "QuestionnaireResponse",
    "QueueEntry",
    "Referral",
    "ReferralStatus",
    "Reminder",
    "ReminderState",
    "ResponseStatus",
    "Result",
    "Room",
    "SessionState",
    "Specimen",
    "Task",
    "UnitResponse",
]
