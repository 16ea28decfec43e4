"""The sheet of an immunisation day: whom it expects, what each may be given from which lot, how far it is."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.immunization.models import (
    ImmunizationSession,
    OpenVial,
    SessionLot,
    SessionVisit,
)
from tuyen.domains.immunization.queries import due
from tuyen.domains.immunization.queries.cards import (
    Card,
    Series,
    doses_of,
    next_number,
    plan_on,
    product_for,
)
from tuyen.domains.immunization.rules import vials as rules
from tuyen.domains.immunization.rules.due import State
from tuyen.platform.changes.models import SyncedModel
from tuyen.record import vaccines
from tuyen.record.chart import Chart
from tuyen.record.models import DoseStatus, Immunization
from tuyen.record.queries import immunizations as doses
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.queries import search_persons
from tuyen.registry.persons.search import Hit

VIEWS = ("left", "done", "all")


@dataclass(frozen=True)
class Offer:
    """One injection or swallow that the rule proposes; lot: None where nobody has chosen one yet."""

    vaccine: str
    label: str
    number: int
    is_late: bool = False
    lot: SessionLot | None = None


@dataclass(frozen=True)
class Line:
    """One child of the day. given: names of what was given in this session."""

    person: Person
    offers: tuple[Offer, ...]
    visit: SessionVisit | None
    given: tuple[str, ...] = ()

    @property
    def village(self) -> str:
        return due.village_of(self.person.address_line)

    @property
    def reason(self) -> str:
        """Why nothing was given, in words."""
        if self.visit is None or not self.visit.reason:
            return ""
        words = vaccines.reasons(clock.day_of(self.visit.came_at))
        return words.get(self.visit.reason, self.visit.reason)

    @property
    def ready(self) -> list[Offer]:
        return [each for each in self.offers if each.lot]

    @property
    def lacking(self) -> list[Offer]:
        return [each for each in self.offers if not each.lot]

    @property
    def is_done(self) -> bool:
        return self.visit is not None and self.visit.outcome != SessionVisit.Outcome.WAITING

    @property
    def is_late(self) -> bool:
        return any(each.is_late for each in self.offers)


@dataclass(frozen=True)
class Progress:
    expected: int
    given: int
    not_given: int
    watched: int

    @property
    def left(self) -> int:
        return self.expected - self.given - self.not_given


@dataclass(frozen=True)
class Used:
    """One vaccine at the end of the day. opened: vials; wasted: doses that nobody got."""

    label: str
    given: int
    opened: int
    wasted: int
    still_open: int

    @property
    def wastage(self) -> float | None:
        share = rules.wastage(self.given, self.wasted)
        return None if share is None else round(100 * share, 1)


def _of(model: type[SyncedModel]) -> QuerySet[Any]:
    return model.objects.all()


def visible_to(who: Actor) -> QuerySet[ImmunizationSession]:
    return _of(ImmunizationSession).filter(unit_id=who.unit_id).order_by("-day", "-opened_at")


def lots_of(session: ImmunizationSession) -> list[SessionLot]:
    return list(_of(SessionLot).filter(unit_id=session.unit_id, session_id=session.id))


def lots_before(who: Actor) -> list[SessionLot]:
    """The lots of the unit's last session."""
    last = visible_to(who).first()
    return lots_of(last) if last else []


def vials_of(session: ImmunizationSession) -> list[OpenVial]:
    """Opened here, or before and not thrown away."""
    rows = _of(OpenVial).filter(unit_id=session.unit_id)
    mine = rows.filter(session_id=session.id) | rows.filter(discarded_at=None)
    return list(mine.order_by("vaccine", "opened_at"))


def vials_visible_to(who: Actor) -> QuerySet[OpenVial]:
    return _of(OpenVial).filter(unit_id=who.unit_id)


def usable_vials(session: ImmunizationSession, now: dt.datetime) -> list[OpenVial]:
    """The oldest first; what ends with a session is used in that one only."""
    return [vial for vial in vials_of(session) if is_usable(vial, session, now)]


def is_usable(vial: OpenVial, session: ImmunizationSession, now: dt.datetime) -> bool:
    known = vaccines.vaccine(vial.vaccine, session.day)
    if known and known.ends_with_session and vial.session_id != session.id:
        return False
    return rules.is_usable(left=vial.left, until=vial.discard_at, now=now)


def visit_of(session: ImmunizationSession, person_id: uuid.UUID) -> SessionVisit | None:
    rows = _of(SessionVisit).filter(patient_id=person_id, session_id=session.id)
    found: SessionVisit | None = rows.first()
    return found


def visits_of(session: ImmunizationSession, who: Actor) -> dict[uuid.UUID, SessionVisit]:
    rows = _of(SessionVisit).filter(session_id=session.id, compartment__in=["", *who.compartments])
    return {row.patient_id: row for row in rows}


def watched_in(session: ImmunizationSession) -> QuerySet[SessionVisit]:
    """In whichever compartment: nobody is forgotten."""
    return _of(SessionVisit).filter(
        session_id=session.id, watched_since__isnull=False, left_at=None
    )


def doses_in(session: ImmunizationSession) -> QuerySet[Immunization]:
    return doses.counted().filter(session_id=session.id, unit_id=session.unit_id)


def withheld_in(session: ImmunizationSession, chart: Chart) -> set[str]:
    """Vaccines of which this session said already why they were not given."""
    rows = chart.of(Immunization).filter(session_id=session.id, status=DoseStatus.NOT_DONE)
    return set(rows.values_list("vaccine", flat=True))


def given_in(session: ImmunizationSession) -> dict[uuid.UUID, list[str]]:
    """Person → vaccines that they got in this session."""
    found: dict[uuid.UUID, list[str]] = {}
    for patient_id, code in (
        doses_in(session).values_list("patient_id", "vaccine").order_by("recorded_at")
    ):
        found.setdefault(patient_id, []).append(code)
    return found


def sheet(session: ImmunizationSession, who: Actor) -> list[Line]:
    """Whoever still waits first, the late ones on top; a closed session holds only who was there."""
    visits, given = visits_of(session, who), given_in(session)
    lots = {row.vaccine: row for row in lots_of(session)}
    found = []
    expected: list[due.Child] = due.due_children(who, session.day) if session.is_open else []
    for child in expected:
        if fits(child.village, session.village) or child.person.id in visits:
            visit = visits.pop(child.person.id, None)
            offers = offers_for(child.wanted, lots, session.day)
            found.append(Line(child.person, offers, visit, _named(given, child.person, session)))
    found += [
        Line(person, offers, visits.get(person.id), _named(given, person, session))
        for person, offers in _others(visits, lots, session, who)
    ]
    return sorted(found, key=_order)


def fits(village: str, wanted: str) -> bool:
    return not wanted or fold(village) == fold(wanted)


def _order(line: Line) -> tuple[bool, bool, bool, str]:
    is_here = line.visit is not None
    return (line.is_done, not is_here, not line.is_late, fold(line.person.name))


def _named(
    given: Mapping[uuid.UUID, list[str]], person: Person, session: ImmunizationSession
) -> tuple[str, ...]:
    return tuple(vaccines.name_of(code, session.day) for code in given.get(person.id, []))


def _others(
    visits: Collection[uuid.UUID],
    lots: Mapping[str, SessionLot],
    session: ImmunizationSession,
    who: Actor,
) -> list[tuple[Person, tuple[Offer, ...]]]:
    """Who was there and is not, or no longer, on the due list. Two statements."""
    people = list(
        Person.objects.filter(pk__in=list(visits), compartment__in=["", *who.compartments])
    )
    had = doses_of([each.id for each in people], session.day)
    return [
        (
            each,
            offers_for(due.wanted_of(each, had.get(each.id, []), session.day), lots, session.day),
        )
        for each in people
    ]


def offers_for(
    wanted: Iterable[due.Wanted], lots: Mapping[str, SessionLot], day: dt.date
) -> tuple[Offer, ...]:
    """Each product once, though it serves two series; a combined one whose lot is here goes before."""
    found: dict[str, Offer] = {}
    for each in wanted:
        code = product_for(each.series, day)
        if code not in found:
            label = vaccines.name_of(code, day)
            found[code] = Offer(code, label, each.number, each.is_late, lots.get(code))
    return tuple(found.values())


def offers_of(session: ImmunizationSession, card: Card) -> tuple[Offer, ...]:
    """Of one person whose card is open."""
    lots = {row.vaccine: row for row in lots_of(session)}
    found: dict[str, Offer] = {}
    for each in card.due:
        code = product_for(each.next.series, session.day)
        if code not in found:
            number = next_number(card, code, session.day) or each.next.number
            label = vaccines.name_of(code, session.day)
            found[code] = Offer(code, label, number, each.tone == "warn", lots.get(code))
    return tuple(found.values())


def progress(lines: Iterable[Line]) -> Progress:
    lines = list(lines)
    outcomes = Counter(line.visit.outcome for line in lines if line.visit)
    watched = sum(line.visit is not None and line.visit.is_watched for line in lines)
    kinds = SessionVisit.Outcome
    return Progress(len(lines), outcomes[kinds.GIVEN], outcomes[kinds.NOT_GIVEN], watched)


def shown(lines: Iterable[Line], view: str, village: str = "", text: str = "") -> list[Line]:
    words = fold(text).split()
    return [
        line
        for line in lines
        if (view == "all" or line.is_done == (view == "done"))
        and fits(line.village, village)
        and all(word in fold(line.person.name) for word in words)
    ]


def used_in(session: ImmunizationSession) -> list[Used]:
    """Doses by vaccine, vials opened here, doses thrown away. Two statements."""
    given = Counter(code for codes in given_in(session).values() for code in codes)
    opened, wasted, still = Counter[str](), Counter[str](), Counter[str]()
    for vial in vials_of(session):
        if vial.session_id == session.id:
            opened[vial.vaccine] += 1
        elif vial.drawn == 0:
            continue
        wasted[vial.vaccine] += vial.wasted
        still[vial.vaccine] += vial.left
    return [
        Used(
            vaccines.name_of(code, session.day),
            given[code],
            opened[code] or _single(code, given[code], session.day),
            wasted[code],
            still[code],
        )
        for code in vaccines.vaccines(session.day)
        if given[code] or opened[code]
    ]


def _single(code: str, given: int, day: dt.date) -> int:
    """Vials of one dose are as many as the doses."""
    known = vaccines.vaccine(code, day)
    return given if known and known.doses_a_vial == 1 else 0


def reasons_in(session: ImmunizationSession, who: Actor) -> list[tuple[str, int]]:
    """Why children of the day were not given, the commonest first."""
    visits = visits_of(session, who).values()
    counts = Counter(visit.reason for visit in visits if visit.reason)
    words = vaccines.reasons(session.day)
    return [(words.get(code, code), n) for code, n in counts.most_common()]


def is_delayed(series: Series, person: Person, day: dt.date) -> bool:
    """By age it would be due, and a dose given too short a time ago makes it wait."""
    plan = next(each for each in plan_on(day).series if each.code == series.next.series)
    if series.next.state != State.NOT_YET or not series.next.number or person.birth_date is None:
        return False
    return plan.doses[series.next.number - 1].due.after(person.birth_date) <= day


def hits(who: Actor, text: str, lines: Iterable[Line]) -> list[Hit]:
    """People beyond the list, for somebody who came without being expected."""
    known = {line.person.id for line in lines}
    if not who.may("person.find"):
        return []
    return [hit for hit in search_persons(who, text).hits if hit.person.id not in known]
