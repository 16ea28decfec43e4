"""The end of a day as its page shows it: what was done, what is open, what came after the lock."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.platform.accounts.queries import full_names
from tuyen.platform.drafts.models import Draft
from tuyen.record import day_end
from tuyen.record.day_end import Found
from tuyen.record.models import DayLock
from tuyen.record.queries.day_locks import lock_of
from tuyen.registry.persons.models import Person

SHOWN = 20
PERSON_PAGE = "clinic:patient"
DRAFT_KINDS = ("visit", "amend")


@dataclass(frozen=True)
class Line:
    person: Person
    at: dt.datetime | None
    url: str
    remark: str = ""


@dataclass
class Gap:
    """One kind of thing that is not finished; `lines` are the first of them."""

    label: Any
    tone: str
    total: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class DayEnd:
    day: dt.date
    lock: DayLock | None
    visits: int
    gaps: list[Gap]
    late: Gap
    done: list[Gap] = field(default_factory=list)

    @property
    def is_locked(self) -> bool:
        return self.lock is not None and self.lock.status == "locked"

    @property
    def open_gaps(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.total]


def day_end_of(day: dt.date, who: Actor) -> DayEnd:
    """At most five statements: the lock, everything found, drafts and who types them, names."""
    lock = lock_of(who.unit_id, day)
    found: dict[str, list[Found]] = defaultdict(list)
    for row in day_end.found_on(day, who, lock):
        found[row.kind].append(row)
    drafts = _drafts(found)
    people = _people(found, drafts, who)
    gaps = [_gap(part, found[part.kind], people) for part in day_end.parts() if part.is_gap]
    gaps.insert(1, _draft_gap(drafts, people))
    late = _gap(_LATE, found[day_end.LATE], people)
    done = [Gap(p.label, p.tone, len(found[p.kind])) for p in day_end.parts() if not p.is_gap]
    return DayEnd(day, lock, len(found[day_end.VISIT]), gaps, late, [g for g in done if g.total])


_LATE = day_end.Part("late", _("Ghi sau khi khóa sổ"), day_end.nothing, "clinic:visit")
Drafts = list[tuple[Draft, Found]]


def _drafts(found: dict[str, list[Found]]) -> Drafts:
    """Forms of this day's queue and visits that somebody began and did not finish on this machine."""
    rows = {row.id: row for kind in ("waiting", day_end.VISIT) for row in found[kind]}
    drafts = Draft.objects.filter(kind__in=DRAFT_KINDS, subject_id__in=list(rows))
    known = drafts.order_by("saved_at").defer("body")
    return [(draft, rows[draft.subject_id]) for draft in known]


def _people(found: dict[str, list[Found]], drafts: Drafts, who: Actor) -> dict[uuid.UUID, Person]:
    """Names of the rows that will be shown, not of every visit."""
    counted = {day_end.VISIT, *(part.kind for part in day_end.parts() if not part.is_gap)}
    open_kinds = [rows for kind, rows in found.items() if kind not in counted]
    wanted = {row.patient_id for rows in open_kinds for row in rows}
    wanted |= {row.patient_id for _draft, row in drafts}
    seen = Person.objects.filter(pk__in=wanted, compartment__in=["", *who.compartments])
    return {row.id: row for row in seen}


def _gap(part: day_end.Part, rows: Iterable[Found], people: dict[uuid.UUID, Person]) -> Gap:
    known = sorted((row for row in rows if row.patient_id in people), key=lambda row: str(row.at))
    lines = [
        Line(people[row.patient_id], row.at, _url(part.url_name, row)) for row in known[:SHOWN]
    ]
    return Gap(part.label, part.tone, len(known), lines)


def _url(url_name: str, row: Found) -> str:
    if url_name:
        return reverse(url_name, args=[row.id])
    return reverse(PERSON_PAGE, args=[row.patient_id])


def _draft_gap(drafts: Drafts, people: dict[uuid.UUID, Person]) -> Gap:
    known = [(draft, row) for draft, row in drafts if row.patient_id in people]
    authors = full_names(draft.account_id for draft, _row in known) if known else {}
    lines = [
        Line(
            people[row.patient_id],
            draft.saved_at,
            reverse("clinic:examine" if draft.kind == "visit" else "clinic:amend", args=[row.id]),
            authors.get(draft.account_id, ""),
        )
        for draft, row in known[:SHOWN]
    ]
    return Gap(_("Phiếu nhập dở chưa lưu"), "warn", len(known), lines)
