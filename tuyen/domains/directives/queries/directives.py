"""Directives as lists show them: the issuer's own, the in-box of a unit, who has read, what is late."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import (
    Directive,
    DirectiveStatus,
    Duty,
    DutyStatus,
    Reading,
    Receipt,
    ReceiptStatus,
)
from tuyen.platform.ui import counting
from tuyen.record.models import Task
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import name_at, names_of

NOT_OUT = (DirectiveStatus.DRAFT, DirectiveStatus.APPROVED)
WAITING = (DutyStatus.OPEN, DutyStatus.RETURNED)


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty is everything. `since`: issued or drafted from this day on."""

    words: str = ""
    kind: str = ""
    status: str = ""
    year: int | None = None


def issued_by(who: Actor, asked: Asked) -> QuerySet[Directive]:
    """Papers of my unit, drafts among them; of units that I direct those that went out."""
    mine = Q(unit_id=permissions.home(who))
    found: QuerySet[Directive] = Directive.objects.filter(
        mine | (Q(unit_id__in=direction.reach(who)) & ~Q(status__in=NOT_OUT))
    )
    found = _matching(found, asked)
    if asked.status == "unread":
        found = found.filter(_unread_somewhere(), status=DirectiveStatus.ISSUED)
    elif asked.status:
        found = found.filter(status=asked.status)
    return found.order_by("-drafted_at", "-id")


def _unread_somewhere() -> Exists:
    return Exists(
        Receipt.objects.filter(
            directive_id=OuterRef("pk"), read_at__isnull=True, status=ReceiptStatus.IN_FORCE
        )
    )


def received_of_ours(who: Actor) -> QuerySet[Receipt]:
    """What every unit got of the papers in force that `issued_by` lists."""
    ours = issued_by(who, Asked(status=DirectiveStatus.ISSUED)).order_by().values("id")
    return Receipt.objects.filter(directive_id__in=ours, status=ReceiptStatus.IN_FORCE)


def received_by(unit_id: uuid.UUID, asked: Asked) -> QuerySet[Receipt]:
    """The in-box of a unit, the newest first."""
    found = _matching(Receipt.objects.filter(unit_id=unit_id), asked)
    states = {
        "unread": Q(read_at__isnull=True, status=ReceiptStatus.IN_FORCE),
        "late": Q(
            read_at__isnull=True, status=ReceiptStatus.IN_FORCE, read_due_on__lt=clock.today()
        ),
        "read": Q(read_at__isnull=False),
        "withdrawn": Q(status=ReceiptStatus.WITHDRAWN),
    }
    if asked.status in states:
        found = found.filter(states[asked.status])
    return found.order_by("-issued_on", "-id")


def _matching(found: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    for word in fold(nfc(asked.words)).split():
        found = found.filter(Q(title_fold__contains=word) | Q(number__icontains=word))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.year:
        found = found.filter(issued_on__year=asked.year)
    return found


def visible(directive_id: uuid.UUID, who: Actor) -> tuple[Directive, Receipt | None] | None:
    """The directive with my unit's own line of it; None when neither side is within reach.

    What has not gone out is there for the issuer alone. With the issuer's name.
    """
    known = Directive.objects.annotate(issuer_name=name_at("unit_id"))
    row = known.filter(pk=directive_id).first()
    if row is None:
        return None
    home = permissions.home(who)
    if not row.is_out:
        return (row, None) if row.unit_id == home or who.is_system else None
    if row.unit_id == home or who.is_system:
        return row, None
    mine = Receipt.objects.filter(directive_id=row.id, unit_id=home).first()
    if mine or direction.reaches(who, row.unit_id):
        return row, mine
    below = Receipt.objects.filter(directive_id=row.id, unit_id__in=direction.reach(who))
    return (row, None) if below.exists() else None


def receipts_of(directive: Directive) -> QuerySet[Receipt]:
    return Receipt.objects.filter(directive_id=directive.id)


def unread_of(directive: Directive) -> list[Receipt]:
    return list(receipts_of(directive).filter(read_at__isnull=True))


def duties_of(directive: Directive) -> QuerySet[Duty]:
    return Duty.objects.filter(directive_id=directive.id)


def has_read(receipt: Receipt, account_id: uuid.UUID) -> bool:
    return Reading.objects.filter(
        unit_id=receipt.unit_id, receipt_id=receipt.id, account_id=account_id
    ).exists()


def told_tasks(receipt: Receipt) -> QuerySet[Task]:
    return Task.objects.filter(
        unit_id=receipt.unit_id,
        kind="directive_withdrawn",
        subject_id=receipt.directive_id,
        status="requested",
    )


def tasks_by_id(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, Task]:
    found = Task.objects.filter(pk__in=[id_ for id_ in ids if id_])
    return {task.id: task for task in found}


def open_tasks_of(directive: Directive, duties: Iterable[Duty]) -> list[Task]:
    """Tasks to read and to do that still wait at the units."""
    reads = [receipt.task_id for receipt in unread_of(directive)]
    found = tasks_by_id([*reads, *(duty.task_id for duty in duties)])
    return [task for task in found.values() if task.status == "requested"]


def superseded_by(directive: Directive) -> Directive | None:
    """The directive in force that this one takes the place of; of the same issuer."""
    if directive.supersedes_id is None:
        return None
    return Directive.objects.filter(
        pk=directive.supersedes_id, unit_id=directive.unit_id, status=DirectiveStatus.ISSUED
    ).first()


def in_force_of(unit_id: uuid.UUID) -> QuerySet[Directive]:
    """What an issuer may supersede."""
    return Directive.objects.filter(unit_id=unit_id, status=DirectiveStatus.ISSUED).order_by(
        "-issued_on", "-id"
    )


def numbers_of(unit_id: uuid.UUID, year: int) -> set[str]:
    found = Directive.objects.filter(unit_id=unit_id, issued_on__year=year)
    return set(found.values_list("number", flat=True))


@dataclass(frozen=True)
class Progress:
    """How far a directive has come: units that read it, duties done and late."""

    sent: int = 0
    read: int = 0
    duties: int = 0
    done: int = 0
    late: int = 0

    @property
    def unread(self) -> int:
        return self.sent - self.read


def progress_of(directives: Iterable[Directive]) -> dict[uuid.UUID, Progress]:
    """Directive id → how far it has come; two statements for the whole list."""
    ids = [row.id for row in directives]
    read = Receipt.objects.filter(directive_id__in=ids).values("directive_id")
    done = _duties(ids).values("directive_id")
    found = {row["directive_id"]: row for row in read.annotate(**_READ)}
    duties = {row["directive_id"]: row for row in done.annotate(**_done(clock.today()))}
    known = ((id_, found.get(id_, {}) | duties.get(id_, {})) for id_ in ids)
    return {id_: _progress(row) for id_, row in known}


def progress(row: Directive) -> Progress:
    """How far one directive has come; one statement."""
    read = counting.Counts(Receipt.objects.filter(directive_id=row.id), _READ)
    done = counting.Counts(_duties([row.id]), _done(clock.today()))
    return _progress(counting.ask([read, done]))


_READ: Any = {"sent": Count("id"), "read": Count("id", filter=Q(read_at__isnull=False))}


def _done(today: dt.date) -> Any:
    return {
        "duties": Count("id"),
        "done": Count("id", filter=~Q(status__in=WAITING)),
        "late": Count("id", filter=Q(status__in=WAITING, due_on__lt=today)),
    }


def _duties(ids: list[uuid.UUID]) -> QuerySet[Duty]:
    return Duty.objects.filter(directive_id__in=ids).exclude(status=DutyStatus.CANCELLED)


def _progress(row: Mapping[str, Any]) -> Progress:
    return Progress(**{each.name: row.get(each.name, 0) for each in fields(Progress)})


@dataclass(frozen=True)
class UnitLine:
    """One addressed unit of a directive: its line, who read, what it owes."""

    receipt: Receipt
    unit: str
    readers: list[Reading]
    duties: list[Duty]


def unit_lines(directive: Directive, receipts: Iterable[Receipt]) -> list[UnitLine]:
    """For a page of the list of addressed units; three statements."""
    receipts = list(receipts)
    units = [receipt.unit_id for receipt in receipts]
    names = names_of(units)
    readers: dict[uuid.UUID, list[Reading]] = {}
    for reading in Reading.objects.filter(directive_id=directive.id, unit_id__in=units).order_by(
        "read_at"
    ):
        readers.setdefault(reading.unit_id, []).append(reading)
    duties: dict[uuid.UUID, list[Duty]] = {}
    for duty in duties_of(directive).filter(unit_id__in=units).order_by("due_on", "id"):
        duties.setdefault(duty.unit_id, []).append(duty)
    return [
        UnitLine(
            each,
            names.get(each.unit_id, ""),
            readers.get(each.unit_id, []),
            duties.get(each.unit_id, []),
        )
        for each in receipts
    ]


def addressed_lines(directive: Directive, state: str) -> QuerySet[Receipt]:
    """Receipts of a directive: all, `read`, `unread`; the unread first."""
    found = receipts_of(directive)
    if state == "read":
        found = found.filter(read_at__isnull=False)
    if state == "unread":
        found = found.filter(read_at__isnull=True)
    return found.order_by("read_at", "unit_id") if state == "read" else found.order_by("unit_id")


def duties_seen_by(who: Actor, state: str = "") -> QuerySet[Duty]:
    """Duties of which one side is within reach; `late`, `open`, `reported`."""
    found = direction.either_side(Duty.objects.all(), who, "unit_id", "issuer_id")
    if state == "late":
        found = found.filter(status__in=WAITING, due_on__lt=clock.today())
    if state == "open":
        found = found.filter(status__in=WAITING)
    if state == "reported":
        found = found.filter(status=DutyStatus.REPORTED)
    return found.order_by("due_on", "id")
