"""Contacts of an outbreak: the grid of days, who is lost, who may be released, what is due today."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import chains, rules
from tuyen.domains.outbreaks.models import Contact, ContactLook, Outbreak
from tuyen.domains.outbreaks.queries.outbreaks import terms_of
from tuyen.record.models import Case
from tuyen.record.queries.beds import names_of
from tuyen.registry.persons.models import Person

GRID_DAYS = 10  # columns of the grid: today and the days before
MOST_RELEASED = 500  # at one click
State = ContactLook.State


def of_outbreak(outbreak: Outbreak) -> QuerySet[Contact]:
    """Contacts of one outbreak that was found through `visible_to`; who is followed first."""
    rows: QuerySet[Contact] = Contact.objects.filter(
        outbreak=outbreak, unit_id=outbreak.unit_id
    ).order_by("exposed_on", "id")
    return rows


def listed(outbreak: Outbreak, which: str) -> QuerySet[Contact]:
    """which: `over` for those whose follow-up ended; else those who are followed or lost."""
    going = (Contact.Status.FOLLOWED, Contact.Status.LOST)
    rows = of_outbreak(outbreak)
    return rows.exclude(status__in=going) if which == "over" else rows.filter(status__in=going)


def counts_of(outbreak: Outbreak) -> dict[str, int]:
    """State → contacts; one statement."""
    found = of_outbreak(outbreak).order_by().values_list("status").annotate(n=Count("id"))
    return dict(found)


def is_case_of(outbreak: Outbreak, case_id: uuid.UUID) -> bool:
    return Case.objects.filter(pk=case_id, outbreak_id=outbreak.id).exists()


def terms_for(outbreak: Outbreak) -> rules.Terms:
    return terms_of(outbreak.disease, outbreak.opened_on)


def looks_of(contacts: Iterable[Contact]) -> dict[uuid.UUID, dict[dt.date, ContactLook]]:
    """Contact → day → what was last told of that day; one statement."""
    rows = list(contacts)
    found: dict[uuid.UUID, dict[dt.date, ContactLook]] = {row.id: {} for row in rows}
    looks = ContactLook.objects.filter(
        contact_id__in=list(found), unit_id__in={row.unit_id for row in rows}
    )
    for look in looks.order_by("looked_at", "id"):
        found[look.contact_id][look.day] = look
    return found


@dataclass(frozen=True)
class Square:
    """One day of one contact: the cell of the rules, and what was told where it was looked at."""

    day: dt.date
    cell: str
    state: str = ""


@dataclass(frozen=True)
class Line:
    """One row of the grid. person: None for the unregistered and for the hidden."""

    contact: Contact
    person: Person | None
    until: dt.date
    today: Square
    before: list[Square]
    is_lost: bool
    is_ill: bool
    may_release: bool

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.contact.name


def grid_days(today: dt.date) -> list[dt.date]:
    """The newest first: on a phone today stands beside the name."""
    return [today - number * rules.DAY for number in range(GRID_DAYS)]


def lines(contacts: Sequence[Contact], outbreak: Outbreak, who: Actor) -> list[Line]:
    """Every row of the grid: two statements, whatever the number of contacts and days."""
    looks = looks_of(contacts)
    people = names_of((row.person_id for row in contacts if row.person_id), who)
    wanted, today = terms_for(outbreak), clock.today()
    return [_line(row, looks[row.id], people, wanted, today) for row in contacts]


def _line(
    row: Contact,
    looks: dict[dt.date, ContactLook],
    people: dict[uuid.UUID, Person],
    wanted: rules.Terms,
    today: dt.date,
) -> Line:
    until = rules.follow_until(row.exposed_on, wanted)
    seen = {day for day, look in looks.items() if look.state != State.ABSENT}
    squares = [_square(row, day, looks, until, today) for day in grid_days(today)]
    is_followed = row.status == Contact.Status.FOLLOWED
    lost = is_followed and rules.is_lost(
        follow_from=_follow_from(row),
        until=until,
        seen=seen,
        today=today,
        lost_after_days=wanted.lost_after_days,
    )
    is_going = row.status in (Contact.Status.FOLLOWED, Contact.Status.LOST)
    return Line(
        contact=row,
        person=people.get(row.person_id) if row.person_id else None,
        until=until,
        today=squares[0],
        before=squares[1:],
        is_lost=lost,
        is_ill=is_going and any(look.state == State.ILL for look in looks.values()),
        may_release=is_going and rules.may_release(today, until, seen),
    )


def _follow_from(row: Contact) -> dt.date:
    """The first day on which anybody could have looked."""
    return max(row.exposed_on + rules.DAY, row.known_on)


def _square(
    row: Contact,
    day: dt.date,
    looks: dict[dt.date, ContactLook],
    until: dt.date,
    today: dt.date,
) -> Square:
    if look := looks.get(day):
        return Square(day, rules.Cell.SEEN, look.state)
    first = _follow_from(row) - rules.DAY
    return Square(day, rules.cell_of(day, exposed_on=first, until=until, seen=(), today=today))


def line_of(contact: Contact, who: Actor) -> Line:
    return lines([contact], contact.outbreak, who)[0]


def history_of(contact: Contact) -> list[ContactLook]:
    """What was told of each day, the newest first."""
    told = looks_of([contact])[contact.id]
    return [told[day] for day in sorted(told, reverse=True)]


def may_release(contact: Contact) -> bool:
    told = looks_of([contact])[contact.id]
    seen = {day for day, look in told.items() if look.state != State.ABSENT}
    until = rules.follow_until(contact.exposed_on, terms_for(contact.outbreak))
    return rules.may_release(clock.today(), until, seen)


def first_ill_on(contact: Contact) -> dt.date | None:
    told = looks_of([contact])[contact.id]
    return min((day for day, look in told.items() if look.state == State.ILL), default=None)


def links_of(outbreak: Outbreak) -> list[chains.Link]:
    """Who infected whom, as told: exposures that led to a case."""
    found = of_outbreak(outbreak).values_list("source_case_id", "case_id")
    told = dict.fromkeys(chains.Link(source, case) for source, case in found if source and case)
    return list(told)


def exposures_of(outbreak: Outbreak, case_id: uuid.UUID, source_id: uuid.UUID) -> list[Contact]:
    return list(of_outbreak(outbreak).filter(case_id=case_id, source_case_id=source_id))


def home_of(case: Case) -> uuid.UUID | None:
    """The household of whom the case is about."""
    found = Person.objects.filter(pk=case.patient_id).values_list("household_id", flat=True)
    return found.first()


def people_beside(outbreak: Outbreak, case: Case) -> set[uuid.UUID]:
    """Whom no click on this case adds: its person, those who fell ill, and those told of beside it."""
    ill = Case.objects.filter(outbreak_id=outbreak.id).values_list("patient_id", flat=True)
    told = of_outbreak(outbreak).filter(source_case_id=case.id).values_list("person_id", flat=True)
    return {case.patient_id, *ill, *(each for each in told if each)}


def releasable(outbreak: Outbreak, who: Actor) -> list[Contact]:
    """Followed or lost, past their last day, without a symptom told."""
    rows = list(listed(outbreak, "")[:MOST_RELEASED])
    return [
        line.contact for line in lines(rows, outbreak, who) if line.may_release and not line.is_ill
    ]


def links_between(
    outbreak: Outbreak, onsets: dict[uuid.UUID, dt.date]
) -> tuple[list[chains.Link], list[chains.Link]]:
    """Links both ends of which stand in `onsets`, and those of them whose interval is odd."""
    wanted = terms_for(outbreak)
    links = [each for each in links_of(outbreak) if each.source in onsets and each.case in onsets]
    odd = [
        each
        for each in links
        if rules.is_odd_interval(onsets[each.source], onsets[each.case], wanted)
    ]
    return links, odd
