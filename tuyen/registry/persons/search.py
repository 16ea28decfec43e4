"""One box finds a person: words of a name inside one's own area, exact numbers anywhere.

Filter first, then sort some hundreds: the index gives candidates of one's own commune before those of
the area, whole words before beginnings; never a rank by frequency. Whoever is in a compartment that the
actor may not see is not there.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.changes import writer
from tuyen.registry.areas.queries import names_of
from tuyen.registry.persons import rules
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.persons.words import Question, area_words, fits, question_of

A_PAGE = 20
A_BRANCH = 150  # candidates taken from one branch of the question
CANDIDATES = 300

COMMUNE_KINDS = ("health_station", "service_point")


@dataclass(frozen=True)
class Hit:
    """A found person as a masked card: enough to choose, nothing to copy."""

    person: Person
    number: str  # masked; the citizen number where there is one
    place: str
    is_near: bool  # in my own commune, or cared for by my own unit


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    question: Question
    has_more: bool = False


@dataclass(frozen=True)
class _Candidate:
    person_id: uuid.UUID
    line: str
    tier: int


def search_persons(who: Actor, text: str, limit: int = A_PAGE) -> Found:
    """Who is meant by this line; at most four statements."""
    question = question_of(text, clock.today())
    if question.is_empty:
        return Found([], question)
    found = _by_number(question.number, who) if question.number else _by_words(question, who)
    found.sort(key=lambda candidate: _order(candidate, question))
    keep = CANDIDATES if len(question.tail) > 4 else limit
    hits = cards_of([each.person_id for each in found[:keep]], who, near=_near(found), ask=question)
    return Found(hits[:limit], question, has_more=len(found) > limit)


def _near(found: Iterable[_Candidate]) -> frozenset[uuid.UUID]:
    return frozenset(each.person_id for each in found if each.tier < 2)


def _order(candidate: _Candidate, question: Question) -> tuple[Any, ...]:
    """Own commune, then whole words, then the given name asked for, then as Vietnamese lists go."""
    names = [word for word in candidate.line.split() if word.isalpha()]
    given = names[-1] if names else ""
    asked = question.names
    is_given = not asked or any(given.startswith(word) for word in asked[-1:])
    is_start = not asked or bool(names and names[0].startswith(asked[0]))
    return (candidate.tier // 2, candidate.tier % 2, not is_given, not is_start, given, names)


# By number ------------------------------------------------------------------------------------------

_NUMBER = """
WITH hit(person_id) AS (
  SELECT patient_id FROM persons_personidentifier
   WHERE value IN (%s, %s) AND status <> 'entered_in_error'
  UNION SELECT id FROM persons_person WHERE phone = %s AND phone > ''
)
SELECT p.id, m.name, 0, m.compartment, p.compartment FROM hit
  JOIN persons_person m ON m.id = hit.person_id
  JOIN persons_person p ON p.id = COALESCE(m.canonical_id, m.id) LIMIT 300
"""


def _by_number(number: str, who: Actor) -> list[_Candidate]:
    """A 15-letter card is also found by the ten digits that stay when it is renewed."""
    also = rules.social_insurance_number(number) if len(number) == 15 else number
    return _seen_by(who, _NUMBER, [number, also, number])


# By words -------------------------------------------------------------------------------------------

_WORDS = """
WITH hit(n, tier) AS ({branches})
SELECT p.id, s.fold, hit.tier, m.compartment, p.compartment FROM hit
  JOIN person_search s ON s.n = hit.n
  JOIN persons_person m ON m.id = s.person_id
  JOIN persons_person p ON p.id = COALESCE(m.canonical_id, m.id)
 {where} LIMIT {most}
"""
_BRANCH = {
    "sqlite": "SELECT * FROM (SELECT rowid AS n, {tier} AS tier FROM person_words "
    "WHERE person_words MATCH %s LIMIT {most})",
    "postgresql": "SELECT * FROM (SELECT n, {tier} AS tier FROM person_search "
    "WHERE words @@ %s::tsquery LIMIT {most}) b{tier}",
}


def _by_words(question: Question, who: Actor) -> list[_Candidate]:
    near, area = near_words(who), whole_area(who)
    branches = []
    for half, inside in enumerate((near, area)):
        if half and set(area) == set(near):
            continue
        branches.append((half * 2, [inside, *question.clauses(exact=True)]))
        if question.names:
            branches.append((half * 2 + 1, [inside, *question.clauses(exact=False)]))
    each = _BRANCH[connection.vendor]
    where = "WHERE m.birth_date = %s" if question.born_on else ""
    sql = _WORDS.format(
        branches=" UNION ALL ".join(each.format(tier=tier, most=A_BRANCH) for tier, _ in branches),
        where=where,
        most=CANDIDATES,
    )
    asked: list[Any] = [_match(clauses) for _tier, clauses in branches]
    if question.born_on:
        asked.append(writer.prepared(Person, "birth_date", question.born_on))
    return _seen_by(who, sql, asked)


def _match(clauses: Sequence[Sequence[str]]) -> str:
    """The same question in the language of each engine."""
    sqlite = connection.vendor == "sqlite"
    both, either = (" AND ", " OR ") if sqlite else (" & ", " | ")
    quote = '"{}"' if sqlite else "{}"
    return both.join(f"({either.join(quote.format(w) for w in choice)})" for choice in clauses)


def near_words(who: Actor) -> list[str]:
    """My own people: cared for by my unit, or living in the commune of my station."""
    commune = who.commune_code if who.unit_kind in COMMUNE_KINDS else ""
    return area_words(who.path, who.compartments, commune_code=commune)


def whole_area(who: Actor) -> list[str]:
    """By name a station finds its commune, a hospital of the civil chain its province; units of the
    other chains (police, prisons) only those they care for."""
    if who.chain != "moh" or who.unit_kind in COMMUNE_KINDS:
        return near_words(who)
    return area_words(who.path, who.compartments, province_code=who.province_code)


def _seen_by(who: Actor, sql: str, asked: Sequence[Any]) -> list[_Candidate]:
    """Candidates without doubles, best branch first, the hidden ones left out."""
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    found: dict[uuid.UUID, _Candidate] = {}
    for raw, line, tier, *compartments in rows:
        if not all(who.sees(compartment) for compartment in compartments):
            continue
        id_ = uuid.UUID(bytes=raw) if isinstance(raw, bytes) else raw
        if id_ not in found or tier < found[id_].tier:
            found[id_] = _Candidate(id_, fold(line), tier)
    return list(found.values())


# Cards ----------------------------------------------------------------------------------------------

_BEST = ("citizen_id", "insurance_card", "social_insurance", "old_id", "passport")


def cards_of(
    person_ids: Sequence[uuid.UUID],
    who: Actor,
    *,
    near: frozenset[uuid.UUID] = frozenset(),
    ask: Question | None = None,
) -> list[Hit]:
    """Masked cards in the given order; three statements for any number of people."""
    if not person_ids:
        return []
    persons = Person.objects.in_bulk(list(person_ids))
    numbers: dict[uuid.UUID, list[PersonIdentifier]] = {}
    for number in PersonIdentifier.objects.filter(patient_id__in=person_ids, status="active"):
        numbers.setdefault(number.patient_id, []).append(number)
    codes = {person.commune_code for person in persons.values() if person.commune_code}
    places = names_of(codes, clock.today()) if codes else {}
    hits = []
    for person in (persons[id_] for id_ in person_ids if id_ in persons):
        own = numbers.get(person.id, [])
        if ask and not fits(ask, person.name, [*(n.value for n in own), person.phone]):
            continue
        place = places.get(person.commune_code, "")
        hits.append(Hit(person, _shown(own), place, person.id in near))
    return [hit for hit in hits if who.sees(hit.person.compartment)]


def _shown(numbers: Sequence[PersonIdentifier]) -> str:
    ranked = sorted(
        numbers, key=lambda n: _BEST.index(n.system) if n.system in _BEST else len(_BEST)
    )
    best = next(iter(ranked), None)
    if best is None:
        return ""
    return best.value if best.system == "temporary" else rules.masked(best.value)
