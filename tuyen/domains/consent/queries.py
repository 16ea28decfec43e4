"""What the privacy page and the list of requests show, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.consent import words
from tuyen.platform.access.models import BreakGlass, CareLink
from tuyen.record.chart import Chart
from tuyen.record.models import Consent, DataRequest
from tuyen.record.queries import consents as asked
from tuyen.record.rules import consents as rules
from tuyen.record.rules.consents import OPEN
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class PurposeRow:
    """One purpose with the newest decision about it; none where nobody was asked."""

    code: str
    label: str
    about: str
    needs_consent: bool
    is_unverified: bool
    decision: Consent | None
    method: str
    relation: str

    @property
    def is_open(self) -> bool:
        return bool(self.decision and self.decision.is_given and not self.decision.withdrawn_at)


def purposes_of(chart: Chart, on: dt.date) -> list[PurposeRow]:
    rule = rulebook.on(rules.PURPOSES, on)
    found = asked.decisions(chart)
    methods, relations = words.methods("method", on), words.methods("relation", on)
    return [_purpose(row, rule, found.get(row["code"]), methods, relations) for row in rule.rows]


def _purpose(
    row: rulebook.Row,
    rule: rulebook.Rule,
    decision: Consent | None,
    methods: dict[str, str],
    relations: dict[str, str],
) -> PurposeRow:
    return PurposeRow(
        code=row["code"],
        label=words.label(row),
        about=words.about(row),
        needs_consent=row["needs_consent"],
        is_unverified=rulebook.is_unverified(row, rule),
        decision=decision,
        method=methods.get(decision.method, "") if decision else "",
        relation=relations.get(decision.given_by_relation, "") if decision else "",
    )


@dataclass(frozen=True)
class LinkRow:
    link: CareLink
    unit: str
    why: str


def links_of(chart: Chart) -> list[LinkRow]:
    return [
        LinkRow(link, unit, words.link_kind(link.kind))
        for link, unit in asked.links_in_force(chart)
    ]


def leaves_of(chart: Chart) -> list[tuple[BreakGlass, str]]:
    return [(row, row.unit_name or "") for row in asked.leaves_of(chart)[:10]]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RequestRow:
    request: DataRequest
    kind: str
    person: Person | None
    unit: str
    is_open: bool
    days_left: int

    @property
    def tone(self) -> str:
        if not self.is_open:
            return "neutral"
        return "danger" if self.days_left < 0 else "warn" if self.days_left <= 2 else "info"


def requests_of(chart: Chart) -> list[RequestRow]:
    """Of one person; their name stands at the head of the page."""
    today = clock.today()
    return [_request(row, {}, {}, chart.who, today) for row in asked.requests_of(chart)[:20]]


def request_rows(rows: Iterable[DataRequest], who: Actor) -> list[RequestRow]:
    """With names of persons and units: two statements for any number."""
    found = list(rows)
    people = Person.objects.in_bulk([row.patient_id for row in found])
    units = names_of(row.unit_id for row in found)
    today = clock.today()
    return [_request(row, people, units, who, today) for row in found]


def _request(
    row: DataRequest, people: dict[Any, Person], units: dict[Any, str], who: Actor, today: dt.date
) -> RequestRow:
    person = people.get(row.patient_id)
    kind = rules.kinds(row.day).get(row.kind)
    return RequestRow(
        request=row,
        kind=words.label(kind) if kind else row.kind,
        person=person if person and who.sees(person.compartment) else None,
        unit=units.get(row.unit_id, ""),
        is_open=row.status in OPEN,
        days_left=asked.days_left(row, today),
    )


def kept_sentence(row: DataRequest) -> str:
    """What cannot be erased, to be said in the answer."""
    kind = rules.kinds(row.day).get(row.kind, {})
    return str(kind.get(f"kept_{words.language()}") or kind.get("kept_vi", ""))
