"""One box finds a person: words of a name inside one's own area, exact numbers anywhere.

Filter first, then sort some hundreds: the index gives candidates of one's own commune before those of
the area, whole words before beginnings; never a rank by frequency. Whoever is in a compartment that the
actor may not see is not there.
"""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.changes import writer
from tuyen.registry.areas.queries import names_of
from tuyen.registry.persons import rules
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.persons.stations import is_station
from tuyen.registry.persons.words import Question, area_words, fits, question_of

A_PAGE = 20
CANDIDATES = 150  # taken from the index before they are put in order


@dataclass(frozen=True)
class Hit:
    """A found person as a masked card: enough to choose, nothing to copy."""

    person: Person
    number: str  # masked; the citizen number where there is one
    place: str
    is_near: bool = False  # in my own commune, or cared for by my own unit


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    question: Question
    has_more: bool = False


class _Candidate(NamedTuple):
    """raw_id: as the engine gives it; most candidates are never shown. tier: the branch, best is 0."""

    raw_id: Any
    line: str
    tier: int


def search_persons(who: Actor, text: str, limit: int = A_PAGE) -> Found:
    """Who is meant by this line; at most four statements."""
    question = question_of(text, clock.today())
    if question.is_empty:
        return Found([], question)
    found = _by_number(question.number) if question.number else _by_words(question, who)
    near = {_uuid(each.raw_id) for each in found[:limit] if each.tier < 2 and not question.number}
    # A number finds anywhere: whoever is hidden must be out before anything is counted or cut.
    most = len(found) if question.number else limit
    hits = cards_of([_uuid(each.raw_id) for each in found[:most]], who, near=near)
    left = len(hits) if question.number else len(found)
    return Found(hits[:limit], question, has_more=left > limit)


def _order(candidate: _Candidate, question: Question) -> tuple[Any, ...]:
    """Own commune, then whole words, then the given name asked for, then as Vietnamese lists go."""
    names = [word for word in candidate.line.split() if word.isalpha()]
    given = names[-1] if names else ""
    asked = question.names
    is_given = not asked or given.startswith(asked[-1])
    is_start = not asked or (bool(names) and names[0].startswith(asked[0]))
    return (candidate.tier, not is_given, not is_start, given, names)


# By number ------------------------------------------------------------------------------------------

_NUMBER = """
SELECT patient_id, '', 0 FROM persons_personidentifier
 WHERE value IN (%s, %s) AND status <> 'entered_in_error'
UNION SELECT id, '', 0 FROM persons_person WHERE phone = %s AND phone > '' LIMIT 150
"""


def _by_number(number: str) -> list[_Candidate]:
    """A 15-letter card is also found by the ten digits that stay when it is renewed."""
    also = rules.social_insurance_number(number) if len(number) == 15 else number
    return _ask(_NUMBER, [number, also, number])


# By words -------------------------------------------------------------------------------------------

_WORDS = """
WITH hit(n, tier) AS ({branches})
SELECT s.person_id, s.fold, hit.tier FROM hit JOIN person_search s ON s.n = hit.n {where} LIMIT {most}
"""
_AND_PERSON = "JOIN persons_person m ON m.id = s.person_id WHERE "
_ENDS = (
    "(m.phone LIKE %s OR EXISTS (SELECT 1 FROM persons_personidentifier i "
    "WHERE i.patient_id = m.id AND i.status = 'active' AND i.value LIKE %s))"
)
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
    where, asked = _beyond_the_index(question)
    sql = _WORDS.format(
        branches=" UNION ALL ".join(each.format(tier=t, most=CANDIDATES) for t, _ in branches),
        where=where,
        most=CANDIDATES,
    )
    found = _ask(sql, [*(_match(clauses) for _tier, clauses in branches), *asked])
    found = [each for each in found if fits(question, each.line.split())]
    return sorted(found, key=lambda candidate: _order(candidate, question))


def _beyond_the_index(question: Question) -> tuple[str, list[Any]]:
    """A whole birth date, and more than four last digits, are compared with the rows themselves."""
    wheres, asked = [], []
    if question.born_on:
        wheres.append("m.birth_date = %s")
        asked.append(writer.prepared(Person, "birth_date", question.born_on))
    if len(question.tail) > 4:
        wheres.append(_ENDS)
        asked += [f"%{question.tail}"] * 2
    return (_AND_PERSON + " AND ".join(wheres) if wheres else ""), asked


def _match(clauses: Sequence[Sequence[str]]) -> str:
    """The same question in the language of each engine."""
    sqlite = connection.vendor == "sqlite"
    both, either = (" AND ", " OR ") if sqlite else (" & ", " | ")
    quote = '"{}"' if sqlite else "{}"
    return both.join(f"({either.join(quote.format(w) for w in choice)})" for choice in clauses)


def near_words(who: Actor) -> list[str]:
    """My own people: cared for by my unit, or living in the commune of my station."""
    commune = who.commune_code if is_station(who) else ""
    return area_words(who.path, who.compartments, commune_code=commune)


def whole_area(who: Actor) -> list[str]:
    """By name a station finds its commune, a hospital of the civil chain its province; units of the
    other chains (police, prisons) only those they care for."""
    if who.chain != "moh" or is_station(who):
        return near_words(who)
    return area_words(who.path, who.compartments, province_code=who.province_code)


def _ask(sql: str, asked: Sequence[Any]) -> list[_Candidate]:
    """Candidates without doubles, each with its best tier: PostgreSQL joins the branches in any order."""
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: dict[Any, _Candidate] = {}
        for row in map(_Candidate._make, cursor.fetchall()):
            known = found.get(row.raw_id)
            if known is None or row.tier < known.tier:
                found[row.raw_id] = row
        return list(found.values())


def _uuid(raw: Any) -> uuid.UUID:
    return uuid.UUID(bytes=raw) if isinstance(raw, bytes) else raw


# Cards ----------------------------------------------------------------------------------------------

_SPEAKERS = """
SELECT p.*, m.id AS asked_id, m.compartment AS asked_compartment FROM persons_person m
  JOIN persons_person p ON p.id = COALESCE(m.canonical_id, m.id) WHERE m.id IN ({marks})
"""
_BEST = ("citizen_id", "insurance_card", "social_insurance", "old_id", "passport")


def cards_of(
    person_ids: Sequence[uuid.UUID], who: Actor, *, near: Collection[uuid.UUID] = ()
) -> list[Hit]:
    """Masked cards in the given order, the record that speaks for each; three statements for any number.

    Whoever is in a compartment that the actor may not see, under any of the records, is left out.
    """
    if not person_ids:
        return []
    speakers = _speakers_of(person_ids, who)
    shown: dict[uuid.UUID, tuple[Person, bool]] = {}
    for id_ in person_ids:
        if id_ in speakers:
            shown.setdefault(speakers[id_].id, (speakers[id_], id_ in near))
    numbers: dict[uuid.UUID, list[PersonIdentifier]] = {}
    for number in PersonIdentifier.objects.filter(patient_id__in=list(shown), status="active"):
        numbers.setdefault(number.patient_id, []).append(number)
    codes = {person.commune_code for person, _near in shown.values() if person.commune_code}
    places = names_of(codes, clock.today()) if codes else {}
    return [
        Hit(person, _shown(numbers.get(id_, [])), places.get(person.commune_code, ""), is_near)
        for id_, (person, is_near) in shown.items()
    ]


def _speakers_of(person_ids: Sequence[uuid.UUID], who: Actor) -> dict[uuid.UUID, Person]:
    sql = _SPEAKERS.format(marks=", ".join(["%s"] * len(person_ids)))
    asked = [writer.prepared(Person, "id", id_) for id_ in person_ids]
    found = {}
    rows: Iterable[Any] = Person.objects.raw(sql, asked)
    for person in rows:
        if who.sees(person.compartment) and who.sees(person.asked_compartment):
            found[_uuid(person.asked_id)] = person
    return found


def _shown(numbers: Sequence[PersonIdentifier]) -> str:
    ranked = sorted(
        numbers, key=lambda n: _BEST.index(n.system) if n.system in _BEST else len(_BEST)
    )
    best = next(iter(ranked), None)
    if best is None:
        return ""
    return best.value if best.system == "temporary" else rules.masked(best.value)
