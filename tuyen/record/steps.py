"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.platform.changes.steps import steps_of
from tuyen.record.models import (
    Admission,
    Appointment,
    Case,
    Consult,
    ConsultSession,
    DataRequest,
    Order,
    QueueEntry,
    Referral,
    Specimen,
)
from tuyen.record.rules import (
    admissions,
    appointments,
    cases,
    consents,
    consult_sessions,
    consults,
    orders,
    queue,
    referrals,
)

steps_of(Referral, "status")(referrals.may_follow)
steps_of(Consult, "status")(consults.may_follow)
steps_of(Order, "status")(orders.may_follow)
steps_of(Specimen, "status")(orders.specimen_may_become)
steps_of(Admission, "status")(admissions.may_follow)
steps_of(QueueEntry, "status")(queue.may_follow)
steps_of(Appointment, "status")(appointments.may_follow)
steps_of(ConsultSession, "status")(consult_sessions.may_follow)
steps_of(DataRequest, "status")(consents.may_follow)
steps_of(Case, "stage")(cases.may_follow)
