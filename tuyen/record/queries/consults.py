"""Consultations of a chart, those that a unit asked or was asked, and who may answer there."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.accounts.models import Account
from tuyen.record.chart import Chart
from tuyen.record.consulting import Expert
from tuyen.record.models import (
    Consult,
    ConsultAdvice,
    ConsultFollow,
    ConsultStep,
    Document,
    ImagingStudy,
    Referral,
    Task,
)
from tuyen.record.rules.consults import BEFORE_ADVICE, UNANSWERED, Status, follow_days
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit

TASK_ANSWER, TASK_MORE, TASK_ADVICE = "consult_answer", "consult_more", "consult_advice"
TASK_FOLLOW, TASK_OVERDUE, TASK_OUTCOME = "consult_follow", "consult_overdue", "consult_outcome"
TASK_FROM_CALL = "consult_from_call"
TASK_RESULT = "consult_result"  # at the asking unit: how did it end?
SIGNED, DRAFT = "signed", "draft"
OPEN_TASK = "requested"
ANSWERS = "consult.answer"


def consults_of(chart: Chart) -> QuerySet[Consult]:
    """Every consultation of the person, newest first."""
    return chart.of(Consult).order_by("-asked_at")


def patient_of(consult_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    """Whose case it is; None for one that `who` may not know of. The chart is opened next."""
    found = Consult.objects.filter(pk=consult_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()


def my_units(who: Actor) -> list[uuid.UUID]:
    """The reader's unit, its facility, and the departments when the post is at the facility itself."""
    facility = direction.facility_of(who.unit_id)
    if facility != who.unit_id:
        return [who.unit_id, facility]
    parts = kinds.kinds_of_group("part")
    inside = Unit.objects.filter(parent_id=who.unit_id, kind__in=parts)
    return [who.unit_id, *inside.values_list("id", flat=True)]


def is_asker(row: Consult, who: Actor) -> bool:
    return row.from_unit_id in my_units(who)


def is_asked(row: Consult, who: Actor) -> bool:
    return row.to_unit_id == direction.facility_of(who.unit_id)


def received_by(who: Actor) -> QuerySet[Consult]:
    """What my facility was asked, hidden compartments left out."""
    return _seen(who).filter(to_unit_id=direction.facility_of(who.unit_id))


def sent_by(who: Actor) -> QuerySet[Consult]:
    """What my unit asked, hidden compartments left out."""
    return _seen(who).filter(from_unit_id__in=my_units(who))


def _seen(who: Actor) -> QuerySet[Consult]:
    return Consult.objects.filter(compartment__in=["", *who.compartments])


def still_open(rows: QuerySet[Consult]) -> QuerySet[Consult]:
    """Without those whose chart the asked side may not open any more."""
    return rows.filter(Q(ended_on=None) | Q(ended_on__gte=clock.today()))


def at_either_end(who: Actor) -> QuerySet[Consult]:
    mine = my_units(who)
    return _seen(who).filter(Q(from_unit_id__in=mine) | Q(to_unit_id__in=mine))


def unanswered_since(now: dt.datetime) -> QuerySet[Consult]:
    """Nobody has taken the case and its clock has run out."""
    return Consult.objects.filter(status__in=UNANSWERED, answer_due_at__lt=now).order_by("asked_at")


def unconcluded_since(now: dt.datetime) -> QuerySet[Consult]:
    taken = [status for status in BEFORE_ADVICE if status not in UNANSWERED]
    return Consult.objects.filter(status__in=taken, conclude_due_at__lt=now).order_by("asked_at")


def steps_of(chart: Chart, row: Consult) -> QuerySet[ConsultStep]:
    return chart.of(ConsultStep).filter(consult_id=row.id).order_by("at", "id")


def advices_of(chart: Chart, row: Consult) -> QuerySet[ConsultAdvice]:
    """Signed ones in their order, and what the reader is still writing."""
    mine = Q(status=SIGNED) | Q(author_id=chart.who.account_id)
    return chart.of(ConsultAdvice).filter(mine, consult_id=row.id).order_by("written_at", "id")


def draft_of(chart: Chart, row: Consult) -> ConsultAdvice | None:
    found: ConsultAdvice | None = (
        chart.of(ConsultAdvice)
        .filter(consult_id=row.id, status=DRAFT, author_id=chart.who.account_id)
        .first()
    )
    return found


def follows_of(chart: Chart, row: Consult) -> QuerySet[ConsultFollow]:
    return chart.of(ConsultFollow).filter(consult_id=row.id).order_by("at", "id")


def days_to_follow(row: Consult) -> list[int]:
    """Those that the signed advice names, else those of the rulebook."""
    signed = ConsultAdvice.objects.filter(
        patient_id=row.patient_id, consult_id=row.id, status=SIGNED
    )
    named = [int(day) for days in signed.values_list("follow_days", flat=True) for day in days]
    return sorted(set(named)) or follow_days(row.day)


def points_told(row: Consult) -> set[str]:
    rows = ConsultFollow.objects.filter(patient_id=row.patient_id, consult_id=row.id)
    return set(rows.values_list("point", flat=True))


def chain_of(chart: Chart, row: Consult) -> list[Consult]:
    """The cases that belong to one question: those that it follows and those that follow it."""
    return connected(row, chart.of(Consult))


def advised_beside(row: Consult) -> list[Consult]:
    """Other cases of the same question that wait for its outcome too."""
    rows = Consult.objects.filter(patient_id=row.patient_id, compartment=row.compartment)
    return [
        each for each in connected(row, rows) if each.id != row.id and each.status == Status.ADVISED
    ]


def led_to(referral: Referral) -> list[Consult]:
    """Cases that this referral, or the one it takes the place of, belongs to; else those of the asking
    unit whose advice came before it and that wait for an outcome."""
    rows = Consult.objects.filter(patient_id=referral.patient_id, compartment=referral.compartment)
    known = [referral.id, *([referral.follows_id] if referral.follows_id else [])]
    joined = list(rows.filter(referral_id__in=known))
    if joined:
        return joined
    waiting = rows.filter(
        from_unit_id=referral.from_unit_id,
        referral_id=None,
        status=Status.ADVISED,
        advised_at__lte=referral.requested_at,
    )
    return list(waiting.order_by("advised_at"))


def referral_of(chart: Chart, row: Consult) -> Referral | None:
    found: Referral | None = None
    if row.referral_id:
        found = chart.of(Referral).filter(pk=row.referral_id).first()
    return found


def referrals_to_join(chart: Chart, row: Consult) -> list[Referral]:
    """Of the same unit and compartment since the question was asked; for the page where one is picked."""
    found = chart.of(Referral).filter(
        from_unit_id=row.from_unit_id, compartment=row.compartment, day__gte=row.day
    )
    return list(found.order_by("-requested_at")[:5])


def connected(row: Consult, among: Iterable[Consult]) -> list[Consult]:
    """In the order in which they were asked."""
    rows = {each.id: each for each in among}
    found = {row.id}
    while True:
        more = {
            each.id
            for each in rows.values()
            if each.id not in found
            and (each.follows_id in found or any(rows[id_].follows_id == each.id for id_ in found))
        }
        if not more:
            break
        found |= more
    return sorted((rows[id_] for id_ in found), key=lambda each: each.asked_at)


def documents_with(chart: Chart, ids: Iterable[str]) -> list[Document]:
    """Papers that were pointed at, as far as the reader may see them."""
    wanted = [uuid.UUID(each) for each in ids]
    return list(chart.of(Document).filter(pk__in=wanted)) if wanted else []


def studies_with(chart: Chart, ids: Iterable[str]) -> list[ImagingStudy]:
    wanted = [uuid.UUID(each) for each in ids]
    return list(chart.of(ImagingStudy).filter(pk__in=wanted)) if wanted else []


def open_tasks(row: Consult, *kinds_: str) -> QuerySet[Task]:
    return Task.objects.filter(subject_id=row.id, status=OPEN_TASK, kind__in=kinds_)


def experts_at(facility_id: uuid.UUID, leave: str = ANSWERS) -> list[Expert]:
    """Accounts that hold a post with this leave, at the facility or in its departments."""
    today = clock.today()
    table = rulebook.on("roles", today)["role"]
    roles = [code for code, role in table.items() if leave in role["permissions"]]
    parts = kinds.kinds_of_group("part")
    inside = Unit.objects.filter(Q(pk=facility_id) | Q(parent_id=facility_id, kind__in=parts))
    posts = RoleAssignment.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        valid_from__lte=today,
        role__in=roles,
        unit_id__in=inside.values("id"),
    )
    at = {post.account_id: post.unit_id for post in posts}
    found: Iterable[Any] = Account.objects.filter(pk__in=list(at), is_active=True)
    people = [
        Expert(each.id, each.full_name or each.username, at[each.id], each.staff_id)
        for each in found
    ]
    return sorted(people, key=lambda each: fold(each.name))
