"""Who of the unit's own children is due or late, village by village."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from tuyen.core import rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.immunization.queries.cards import OPEN, doses_of, labels, plan_on
from tuyen.domains.immunization.rules.due import Given, Next, State, standing
from tuyen.record import vaccines
from tuyen.registry.persons.models import Person

YEARS = "followed_years"


@dataclass(frozen=True)
class Wanted:
    """One dose that may be given: of which series, since when."""

    series: str
    label: str
    number: int
    due: dt.date
    is_late: bool


@dataclass(frozen=True)
class Child:
    person: Person
    wanted: tuple[Wanted, ...]

    @property
    def since(self) -> dt.date:
        return min(each.due for each in self.wanted)

    @property
    def is_late(self) -> bool:
        return any(each.is_late for each in self.wanted)

    @property
    def village(self) -> str:
        return village_of(self.person.address_line)


def village_of(address: str) -> str:
    """The last part of the line: “số 5, bản Mẫu” lies in “bản Mẫu”."""
    return address.rsplit(",", 1)[-1].strip()


def children_of(
    who: Actor, today: dt.date, *, unit_id: uuid.UUID | None = None
) -> QuerySet[Person]:
    """The children whom a unit (that of `who`) follows: alive, known birthday, young enough."""
    years = int(rulebook.on(vaccines.ENGINE, today)[YEARS])
    since = dt.date(today.year - years, today.month, min(today.day, 28))
    rows: QuerySet[Any] = Person.objects.filter(
        home_unit_id=unit_id or who.unit_id,
        birth_date__gte=since,
        birth_date__lte=today,
        is_deceased=False,
        compartment__in=["", *who.compartments],
    )
    return rows


def due_children(
    who: Actor, today: dt.date, *, village: str = "", text: str = "", only_late: bool = False
) -> list[Child]:
    """Late ones first, the longest waiting on top. Two statements."""
    people = children_of(who, today)
    found = [_child(each, given, today) for each, given in _with_doses(people, today)]
    fitting = [child for child in found if child.wanted and _fits(child, village, text, only_late)]
    return sorted(fitting, key=lambda child: (not child.is_late, child.since, child.person.name))


def _with_doses(rows: Iterable[Person], today: dt.date) -> list[tuple[Person, list[Given]]]:
    """Merged records speak as one, with the doses of all of them."""
    people = list(rows)
    had = doses_of([each.id for each in people], today)
    speaks = {each.id: each.canonical_id or each.id for each in people}
    of_each: dict[uuid.UUID, list[Given]] = {}
    for id_, given in had.items():
        of_each.setdefault(speaks[id_], []).extend(given)
    return [(each, of_each.get(each.id, [])) for each in people if speaks[each.id] == each.id]


def births_of_due(unit_id: uuid.UUID, vaccine: str, who: Actor, on: dt.date) -> list[dt.date]:
    """Birthdays of the children of a unit who may be given this vaccine on that day. Two statements."""
    known = vaccines.vaccine(vaccine, on)
    holds = known.antigens if known else frozenset()
    series = {each.code for each in plan_on(on).series if each.antigens & holds}
    return [
        each.birth_date
        for each, given in _with_doses(children_of(who, on, unit_id=unit_id), on)
        if each.birth_date and any(want.series in series for want in wanted_of(each, given, on))
    ]


class OfVillage(Protocol):
    """A line of a list with the village that it belongs to."""

    @property
    def village(self) -> str: ...


def villages(children: Iterable[OfVillage]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for child in children:
        counts[child.village] = counts.get(child.village, 0) + 1
    return sorted(counts.items(), key=lambda item: fold(item[0]))


def _fits(child: Child, village: str, text: str, only_late: bool) -> bool:
    if only_late and not child.is_late:
        return False
    if village and fold(child.village) != fold(village):
        return False
    return all(word in fold(child.person.name) for word in fold(text).split())


def _child(person: Person, given: list[Any], today: dt.date) -> Child:
    return Child(person, wanted_of(person, given, today))


def wanted_of(person: Person, given: list[Any], today: dt.date) -> tuple[Wanted, ...]:
    """What the person may be given today; nothing where nobody knows when they were born."""
    if person.birth_date is None:
        return ()
    words = labels(today)
    found = standing(plan_on(today), person.birth_date, given, today, person.sex)
    return tuple(_wanted(each, words) for each in found if each.state in OPEN)


def _wanted(each: Next, words: dict[str, tuple[str, bool]]) -> Wanted:
    assert each.due is not None
    label = words[each.series][0]
    return Wanted(each.series, label, each.number, each.due, each.state == State.LATE)
