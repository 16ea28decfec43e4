"""Lists of a unit's referrals, a case as its page shows it, the counts."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.referral import words
from tuyen.record.models import Document, Referral, ReferralStatus
from tuyen.record.queries.referrals import received_by, sent_by
from tuyen.record.rules.referrals import HERE, ON_THE_WAY, TURNED_AWAY, Status, hours_between
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import Person

IN, OUT = "in", "out"
# What a counter over the list stands for.
GROUPS: dict[str, frozenset[Status]] = {
    "waiting": frozenset({Status.REQUESTED}),
    "coming": frozenset({Status.ACCEPTED}),
    "here": HERE,
    "back": frozenset({Status.RETURNED}),
    "lost": frozenset({Status.LOST}),
    "over": frozenset({Status.CLOSED, *TURNED_AWAY}),
}


@dataclass(frozen=True)
class Asked:
    """What the list shows: of which end, which group, how urgent, since which day."""

    box: str = IN
    group: str = ""
    urgency: str = ""
    since: dt.date | None = None


@dataclass(frozen=True)
class Row:
    """One line of the list. person: None when the chart is closed to this end again."""

    referral: Referral
    person: Person | None
    other_unit: str
    urgency: str
    urgency_tone: str
    tone: str
    waits: str


def listed(asked: Asked, who: Actor) -> QuerySet[Referral]:
    found = received_by(who) if asked.box == IN else sent_by(who)
    if asked.group:
        found = found.filter(status__in=GROUPS[asked.group])
    if asked.urgency:
        found = found.filter(urgency=asked.urgency)
    if asked.since:
        found = found.filter(day__gte=asked.since)
    return found


def counts(box: str, who: Actor, since: dt.date | None = None) -> dict[str, int]:
    """How many of my unit stand in each group; one statement."""
    found = listed(Asked(box=box, since=since), who).order_by()
    by_status: dict[str, int] = dict(found.values_list("status").annotate(n=Count("id")))
    return {
        group: sum(by_status.get(status, 0) for status in statuses)
        for group, statuses in GROUPS.items()
    }


def rows_of(referrals: Iterable[Referral], box: str) -> list[Row]:
    """With names of persons and units: two statements for any number."""
    found = list(referrals)
    people = Person.objects.in_bulk([row.patient_id for row in found if _is_open(row, box)])
    ends = [row.from_unit_id if box == IN else row.to_unit_id for row in found]
    units = names_of(ends)
    urgencies = words.labels("urgency", clock.today())
    return [
        Row(
            referral=row,
            person=people.get(row.patient_id),
            other_unit=units.get(end, ""),
            urgency=urgencies.get(row.urgency, row.urgency),
            urgency_tone=words.urgency_tone(row.urgency),
            tone=words.tone(row.status),
            waits=waiting_text(row),
        )
        for row, end in zip(found, ends, strict=True)
    ]


def _is_open(row: Referral, box: str) -> bool:
    """The receiving unit's leave ends when the person was turned away or is long back."""
    return box == OUT or row.ended_on is None or row.ended_on >= clock.today()


def waiting_text(row: Referral) -> str:
    """How long nobody has answered, or not come."""
    if row.status not in ON_THE_WAY:
        return ""
    since = row.decided_at or row.requested_at
    hours = hours_between(since, clock.now()) or 0
    if hours < 1:
        return _("%(n)d phút") % {"n": int(hours * 60)}
    if hours < 48:
        return _("%(n)d giờ") % {"n": int(hours)}
    return _("%(n)d ngày") % {"n": int(hours // 24)}


@dataclass(frozen=True)
class Step:
    """One state that the referral went through."""

    label: str
    at: dt.datetime | None
    by: str = ""
    note: str = ""
    tone: str = "neutral"


def steps_of(row: Referral, units: dict[uuid.UUID, str]) -> list[Step]:
    """What happened, from the request on; only what did happen."""
    found = [Step(_("Chuyển đi"), row.requested_at, row.requested_by_name, row.reason)]
    if row.decided_at:
        decided = {
            Status.REFUSED: _("Từ chối"),
            Status.REDIRECTED: _("Đổi nơi đến"),
        }.get(Status(row.status), _("Nhận lời"))
        note = row.decision_note
        if row.next_unit_id:
            note = f"{units.get(row.next_unit_id, '')}. {note}".strip(". ")
        found.append(Step(decided, row.decided_at, row.decided_by_name, note))
    if row.arrived_at:
        found.append(Step(_("Đến nơi"), row.arrived_at))
    if row.replied_at and row.replied_at != row.returned_at:
        found.append(Step(_("Phản hồi"), row.replied_at, row.replied_by_name))
    if row.returned_at:
        found.append(Step(_("Chuyển về"), row.returned_at, row.replied_by_name))
    if row.closed_at:
        found.append(Step(_("Nhận về"), row.closed_at, row.closed_by_name))
    if row.status in (Status.CANCELLED, Status.LOST):
        found.append(Step(str(ReferralStatus(row.status).label), None, tone="warn"))
    return found


@dataclass(frozen=True)
class Case:
    """A referral with every label in the reader's language."""

    referral: Referral
    from_unit: str
    to_unit: str
    urgency: str
    urgency_tone: str
    tone: str
    specialty: str
    transport: str
    condition: str
    reason: str
    outcome: str
    feedback: str
    documents: list[Document]
    steps: list[Step]


def case_of(row: Referral, documents: list[Document]) -> Case:
    """One statement, for the names of the units."""
    ends = [row.from_unit_id, row.to_unit_id]
    units = names_of([*ends, row.next_unit_id] if row.next_unit_id else ends)
    on = row.day

    def label(name: str, code: str) -> str:
        return words.labels(name, on).get(code, code)

    return Case(
        referral=row,
        from_unit=units.get(row.from_unit_id, ""),
        to_unit=units.get(row.to_unit_id, ""),
        urgency=label("urgency", row.urgency),
        urgency_tone=words.urgency_tone(row.urgency),
        tone=words.tone(row.status),
        specialty=words.specialties(on).get(row.specialty, ""),
        transport=label("transport", row.transport),
        condition=label("condition", row.condition),
        reason=words.reasons(on).get(row.reason_code, row.reason_code),
        outcome=label("outcome", row.outcome),
        feedback=label("feedback", row.feedback),
        documents=documents,
        steps=steps_of(row, units),
    )


def return_rows(row: Referral) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Tasks (with their day) and proposed drugs of the return note."""
    tasks = [{**each, "due_on": dt.date.fromisoformat(each["due_on"])} for each in row.return_tasks]
    return tasks, list(row.return_lines)
