"""Agreements and commitments, as far as the reader may see them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.steering.models import Agreement, Commitment
from tuyen.domains.steering.queries.scope import either_side, facility_of
from tuyen.domains.steering.rules import agreements as rules
from tuyen.record.models import Task
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import name_at, names_of
from tuyen.registry.terms import settled

OPEN = "open"
MOST_PROMISED = 20


def warn_days(day: dt.date, unit_id: uuid.UUID) -> int:
    """How long before its end an agreement is announced at this unit."""
    return int(settled.on(rules.TABLE, day, unit_id)["warn_days"])


def commitment_warn_days(day: dt.date, unit_id: uuid.UUID) -> int:
    return int(settled.on(rules.TABLE, day, unit_id)["commitment_warn_days"])


def visible_to(who: Actor) -> QuerySet[Agreement]:
    return either_side(Agreement.objects.all(), who, "unit_id", "other_unit_id")


def commitments_seen_by(who: Actor) -> QuerySet[Commitment]:
    """Commitments of agreements that the reader sees."""
    return Commitment.objects.filter(agreement_id__in=visible_to(who).values("id"))


def in_state(who: Actor, state: str, day: dt.date) -> QuerySet[Agreement]:
    """As `Term.state_on` says, in the database: for the list behind a number."""
    asked, rows = states(day, warn_days(day, who.unit_id)), visible_to(who)
    return rows.filter(asked[state]) if state in asked else rows


def states(day: dt.date, warn: int) -> dict[str, Q]:
    """State → its rows; an agreement near its end is in force as well."""
    standing = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    begun = standing & Q(valid_from__lte=day)
    last = day + dt.timedelta(days=warn)
    return {
        rules.State.ENDED: Q(ended_on__isnull=False, ended_on__lte=day),
        rules.State.FUTURE: standing & Q(valid_from__gt=day),
        rules.State.EXPIRED: begun & Q(valid_to__lt=day),
        rules.State.EXPIRING: begun & Q(valid_to__gte=day, valid_to__lte=last),
        rules.State.IN_FORCE: begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)),
    }


def listed(who: Actor, day: dt.date, *, state: str, kind: str, words: str) -> list[Agreement]:
    """Agreements that fit the filters, those in force first and the nearest end on top."""
    found = in_state(who, state, day)
    if kind:
        found = found.filter(kind=kind)
    rows = list(found)
    if said := fold(nfc(words)).split():
        names = sides_of(rows)
        rows = [row for row in rows if _fits(row, names, said)]
    return sorted(rows, key=lambda row: _rank(row, day))


def _fits(row: Agreement, names: dict[uuid.UUID, str], said: list[str]) -> bool:
    ids = (row.unit_id, row.other_unit_id)
    sides = " ".join(names.get(id_, "") for id_ in ids if id_)
    text = fold(f"{row.number} {row.title} {row.other_party} {sides}")
    return all(word in text for word in said)


def _rank(row: Agreement, day: dt.date) -> tuple[bool, dt.date, str]:
    return (not row.term.holds_on(day), row.valid_to or dt.date.max, row.number)


def sides_of(rows: Iterable[Agreement]) -> dict[uuid.UUID, str]:
    """Unit id → name, of both sides; one statement."""
    return names_of({id_ for row in rows for id_ in (row.unit_id, row.other_unit_id) if id_})


def between(a: uuid.UUID, b: uuid.UUID) -> list[Agreement]:
    """Every agreement of two units, whichever of them keeps it; a part stands for its facility."""
    one, other = direction.facility_of(a), direction.facility_of(b)
    pair = Q(unit_id=one, other_unit_id=other) | Q(unit_id=other, other_unit_id=one)
    return list(Agreement.objects.filter(pair).order_by("-valid_from", "-id"))


def of_units(unit_ids: Iterable[uuid.UUID]) -> list[Agreement]:
    """Every agreement of which one of these units is a side, the newest last."""
    ids = list(unit_ids)
    sides = Q(unit_id__in=ids) | Q(other_unit_id__in=ids)
    return list(Agreement.objects.filter(sides).order_by("valid_from", "id"))


@dataclass(frozen=True)
class Promise:
    """A commitment as lists show it."""

    row: Commitment
    kept: str
    owner: str


def promises(rows: Iterable[Any], agreement: Agreement | None = None) -> list[Promise]:
    """With the name of who owes each, as `with_owner` has put it beside the row."""
    today = clock.today()
    return [
        Promise(
            row,
            rules.kept(row.status, row.due_on, row.done_on, today),
            row.owner_name or "" if row.owner_unit_id else (agreement or row.agreement).other_party,
        )
        for row in rows
    ]


def with_owner(rows: QuerySet[Commitment]) -> QuerySet[Any]:
    """With the agreement and the name of the unit that owes; no statement more."""
    told = rows.filter(agreement__unit_id=F("unit_id")).select_related("agreement")
    return told.annotate(owner_name=name_at("owner_unit_id"))


def commitments_of(agreement: Agreement) -> list[Promise]:
    return promises(with_owner(agreement.commitments.order_by("due_on", "id")), agreement)


def commitments_listed(
    who: Actor, day: dt.date, *, which: str, mine: bool = False
) -> QuerySet[Commitment]:
    """Open commitments, or those `late`, or those that my own facility owes."""
    found = commitments_seen_by(who)
    if which in ("open", "late"):
        found = found.filter(status=OPEN)
    if which == "late":
        found = found.filter(due_on__lt=day)
    if which == "done":
        found = found.filter(status="done")
    if mine:
        found = found.filter(owner_unit_id=facility_of(who))
    return found.order_by("due_on", "id")


def open_tasks_about(subject_id: uuid.UUID, kind: str) -> list[Task]:
    """Open tasks of this kind, at either side, about one agreement."""
    return list(Task.objects.filter(subject_id=subject_id, kind=kind, status="requested"))


def reminders_of(commitment: Commitment) -> list[Task]:
    """The open task that reminds of this commitment, at the unit that owes it."""
    ids = [commitment.task_id] if commitment.task_id else []
    return list(Task.objects.filter(pk__in=ids, status="requested"))


def promised_to(who: Actor) -> QuerySet[Any]:
    """What the other sides of our agreements owe us and have not delivered yet."""
    here = facility_of(who)
    ours = Agreement.objects.filter(Q(unit_id=here) | Q(other_unit_id=here))
    found = Commitment.objects.filter(agreement_id__in=ours.values("id"), status=OPEN)
    theirs = found.filter(~Q(owner_unit_id=here) | Q(owner_unit_id__isnull=True))
    return with_owner(theirs).order_by("due_on", "id")[:MOST_PROMISED]


def of_unit(unit_id: uuid.UUID, who: Actor) -> list[Agreement]:
    """Agreements that this unit is a side of, the latest first."""
    side = Q(unit_id=unit_id) | Q(other_unit_id=unit_id)
    return list(visible_to(who).filter(side).order_by("-valid_from", "-id"))
