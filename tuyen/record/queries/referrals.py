"""Referrals of a chart, and those that a unit sent or received."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import CompartmentGrant, RoleAssignment
from tuyen.platform.changes import lean, writer
from tuyen.record.chart import Chart
from tuyen.record.models import Document, Referral, Task
from tuyen.record.rules.referrals import ON_THE_WAY, Status

TASK_ANSWER, TASK_READ, TASK_LOST = "referral_answer", "referral_read", "referral_lost"
OPEN_TASK = "requested"
PROPOSED_DAYS = 60


def referrals_of(chart: Chart) -> QuerySet[Referral]:
    """Every referral of the person, newest first."""
    return chart.of(Referral).order_by("-requested_at")


def patient_of(referral_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose referral it is; None for one that `who` may not know of. The chart is opened next."""
    found = Referral.objects.filter(pk=referral_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()


def received_by(who: Actor) -> QuerySet[Referral]:
    """What came to my unit, hidden compartments left out; newest first."""
    return _seen(who).filter(to_unit_id=who.unit_id).order_by("-requested_at", "-id")


def sent_by(who: Actor) -> QuerySet[Referral]:
    """What my unit sent, hidden compartments left out; newest first."""
    return _seen(who).filter(from_unit_id=who.unit_id).order_by("-requested_at", "-id")


def at_either_end(who: Actor) -> QuerySet[Referral]:
    return _seen(who).filter(Q(from_unit_id=who.unit_id) | Q(to_unit_id=who.unit_id))


def _seen(who: Actor) -> QuerySet[Referral]:
    return Referral.objects.filter(compartment__in=["", *who.compartments])


def still_open(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Without those whose chart the receiving unit may not open any more."""
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today()))


def on_the_way_to(
    unit_id: uuid.UUID, patient_ids: Iterable[uuid.UUID], compartment: str
) -> QuerySet[Referral]:
    return Referral.objects.filter(
        patient_id__in=list(patient_ids),
        to_unit_id=unit_id,
        compartment=compartment,
        status__in=ON_THE_WAY,
    )


def overdue(on: dt.date) -> QuerySet[Referral]:
    """Sent, and nobody has come by the day they were expected."""
    found: QuerySet[Any] = Referral.objects.filter(status__in=ON_THE_WAY, expected_by__lt=on)
    return found.order_by("requested_at")


def documents_with(chart: Chart, referral: Referral) -> list[Document]:
    """What was attached, as far as the reader may see it."""
    ids = [uuid.UUID(each) for each in referral.document_ids]
    return list(chart.of(Document).filter(pk__in=ids)) if ids else []


def open_tasks(referral: Referral, unit_id: uuid.UUID, *kinds: str) -> QuerySet[Task]:
    """What the unit was asked to do about this referral and has not done."""
    return Task.objects.filter(
        unit_id=unit_id, subject_id=referral.id, status=OPEN_TASK, kind__in=kinds
    )


def can_be_read_at(unit_id: uuid.UUID, compartment: str, on: dt.date) -> bool:
    """Does anybody there hold the grant that this referral needs?"""
    if not compartment:
        return True
    in_force = Q(valid_to=None) | Q(valid_to__gte=on)
    granted = CompartmentGrant.objects.filter(in_force, compartment=compartment)
    posts = RoleAssignment.objects.filter(in_force, unit_id=unit_id)
    return posts.filter(account_id__in=granted.values("account_id")).exists()


def proposed_lines(chart: Chart, last_day: dt.date | None = None) -> list[dict[str, Any]]:
    """Drugs of the newest return note that my unit took over, as long as they are news.

    last_day: of the newest prescription; one written since then has answered the note.
    """
    since = clock.now() - dt.timedelta(days=PROPOSED_DAYS)
    found = chart.read(
        Referral,
        "from_unit_id = %s AND status = %s AND closed_at >= %s ORDER BY closed_at DESC LIMIT 1",
        [
            lean.ready(chart.who.unit_id),
            str(Status.CLOSED),
            writer.prepared(Referral, "closed_at", since),
        ],
    )
    if not found or found[0].closed_at is None:
        return []
    is_answered = last_day is not None and last_day > clock.day_of(found[0].closed_at)
    return [] if is_answered else list(found[0].return_lines)
