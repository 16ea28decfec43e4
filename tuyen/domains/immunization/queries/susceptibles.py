"""Who can still fall ill, by birth year: people counted one by one, beside the formula of coverage."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from tuyen.core import rulebook
from tuyen.core.actor import Actor
from tuyen.core.ages import MONTHS_A_YEAR
from tuyen.domains.immunization.queries.cards import doses_of, plan_on
from tuyen.domains.immunization.queries.due import children_of
from tuyen.domains.immunization.rules import susceptible as rules
from tuyen.domains.immunization.rules.due import Given, standing
from tuyen.record.queries import cases
from tuyen.registry.persons.models import Person

BOOK = "immunization/immunity"
HAD = ("lab_confirmed", "epi_linked", "clinical")
UNDER = 5 * MONTHS_A_YEAR
AT_ONCE = 500


@dataclass
class Year:
    """Children of one birth year. counted: left, child by child; reckoned: from the shares."""

    year: int
    children: int = 0
    none: int = 0
    once: int = 0
    twice: int = 0
    ill: int = 0
    counted: float = 0.0
    under_five: float = 0.0
    infants: int = 0

    def reckoned(self, immunity: rules.Immunity) -> float:
        if not self.children:
            return 0.0
        cohort = rules.Cohort(
            births=self.children,
            first=(self.once + self.twice) / self.children,
            second=self.twice / self.children,
            effective_once=immunity.once,
            effective_twice=immunity.twice,
            cases=self.ill,
        )
        return rules.susceptible(cohort)


@dataclass(frozen=True)
class Found:
    """is_due: more susceptible under five than are born in a year. immune: share, None without children."""

    years: tuple[Year, ...]
    total: Year
    immunity: rules.Immunity
    is_unverified: bool

    @property
    def immune(self) -> float | None:
        return 1 - self.total.counted / self.total.children if self.total.children else None

    @property
    def is_below(self) -> bool:
        return self.immune is not None and self.immune < self.immunity.needed

    @property
    def is_due(self) -> bool:
        return rules.outbreak_is_due(self.total.under_five, self.total.infants)

    @property
    def reckoned(self) -> float:
        return sum(each.reckoned(self.immunity) for each in self.years)


def diseases(today: dt.date) -> list[str]:
    return [row["code"] for row in rulebook.on(BOOK, today).rows]


def immunity_of(disease: str, today: dt.date) -> rules.Immunity:
    """Raises StopIteration for a disease without settings."""
    row = next(each for each in rulebook.on(BOOK, today).rows if each["code"] == disease)
    return rules.Immunity(**{name: row[name] for name in rules.Immunity.__slots__})


def susceptibles_of(unit_id: uuid.UUID, disease: str, who: Actor, today: dt.date) -> Found:
    """Of the children whom a unit follows; three statements up to 500 children."""
    immunity = immunity_of(disease, today)
    people = [each for each in children_of(who, today, unit_id=unit_id) if _speaks(each)]
    given = doses_of([each.id for each in people], today)
    ill = _ill([each.id for each in people], disease, who)
    years: dict[int, Year] = {}
    total = Year(0)
    for each in people:
        assert each.birth_date is not None
        year = years.setdefault(each.birth_date.year, Year(each.birth_date.year))
        doses, first_at = _doses(each.birth_date, given.get(each.id, []), immunity, today)
        for sum_ in (year, total):
            _add(sum_, each.birth_date, doses, first_at, each.id in ill, immunity, today)
    in_order = tuple(years[key] for key in sorted(years, reverse=True))
    return Found(in_order, total, immunity, rulebook.on(BOOK, today).is_unverified)


def _speaks(person: Person) -> bool:
    return person.canonical_id in (None, person.id)


def _ill(people: Collection[uuid.UUID], disease: str, who: Actor) -> set[uuid.UUID]:
    ids, found = list(people), set[uuid.UUID]()
    for at in range(0, len(ids), AT_ONCE):
        rows = cases.visible_to(who).filter(
            patient_id__in=ids[at : at + AT_ONCE], disease=disease, classification__in=HAD
        )
        found |= set(rows.values_list("patient_id", flat=True))
    return found


def _doses(
    born: dt.date, given: list[Given], immunity: rules.Immunity, today: dt.date
) -> tuple[int, int | None]:
    """(valid doses, age in months at the first)."""
    found = standing(plan_on(today), born, given, today)
    of_series = next((each for each in found if each.series == immunity.series), None)
    days = [each.given.day for each in of_series.counted if each.why is None] if of_series else []
    return len(days), (_months(born, min(days)) if days else None)


def _months(born: dt.date, day: dt.date) -> int:
    whole = MONTHS_A_YEAR * (day.year - born.year) + day.month - born.month
    return whole - (day.day < born.day)


def _add(
    sum_: Year,
    born: dt.date,
    doses: int,
    first_at: int | None,
    was_ill: bool,
    immunity: rules.Immunity,
    today: dt.date,
) -> None:
    months = _months(born, today)
    share = rules.chance(immunity, months=months, first_at=first_at, doses=doses, was_ill=was_ill)
    sum_.children += 1
    sum_.none += doses == 0
    sum_.once += doses == 1
    sum_.twice += doses >= rules.TWICE
    sum_.ill += was_ill
    sum_.counted += share
    sum_.under_five += share if months < UNDER else 0
    sum_.infants += months < MONTHS_A_YEAR
