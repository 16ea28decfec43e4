"""Who lives together around the main station, and small children weighed every other month."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.growth import rules, standards
from tuyen.edge.demo import people
from tuyen.edge.demo.everyday import Practice
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Observation
from tuyen.registry.persons.models import Household, Person

ADULT_YEARS = 20
SIZES = (2, 3, 4, 5)
WEIGHED_EVERY = 61  # days
CHILDREN = 12
MEASURED = (
    ("weight", "weight_for_age", "kg", 1),
    ("height", "height_for_age", "cm", 1),
    ("head_circumference", "head_for_age", "cm", 1),
)


def write(practice: Practice, known: list[Any], ids: people.Ids, chance: Random) -> None:
    """The people of the practice in households, and the weighings of its smallest."""
    rows = list(Person.objects.filter(pk__in=[each.id for each in known], compartment=""))
    today = clock.today()
    households = list(_households(practice, rows, ids, chance, today))
    with changes.apply(actor=SYSTEM, reason="demo.households") as log:
        log.create(*households)
        for row in rows:
            if row.household_id is not None:
                log.change(row, ["household_id"])
    small = [row for row in rows if row.birth_date and (today - row.birth_date).days < 1_700]
    weighings = [row for child in small[:CHILDREN] for row in _weighings(child, ids, chance, today)]
    with changes.apply(actor=SYSTEM, reason="demo.weighings") as log:
        log.create(*weighings)


def _households(
    practice: Practice, rows: list[Person], ids: people.Ids, chance: Random, today: dt.date
) -> Iterator[Household]:
    """An adult at the head of each; the others move in by chance, until nobody is left."""
    grown = today - dt.timedelta(days=ADULT_YEARS * 366)
    heads = [row for row in rows if row.birth_date is not None and row.birth_date <= grown]
    chance.shuffle(heads)
    others = {row.id: row for row in chance.sample(rows, len(rows))}
    made: list[Household] = []
    for head in heads:
        if head.id not in others:
            continue
        household = row_of(
            Household,
            ids.next(),
            unit_id=practice.unit.id,
            head_id=head.id,
            commune_code=head.commune_code,
            address_line=head.address_line,
        )
        del others[head.id]
        head.household_id = household.id
        for member_id in list(others)[: chance.choice(SIZES) - 1]:
            others.pop(member_id).household_id = household.id
        made.append(household)
        yield household
    for number, left in enumerate(others.values()):
        left.household_id = made[number % len(made)].id


def _weighings(
    child: Person, ids: people.Ids, chance: Random, today: dt.date
) -> Iterator[Observation]:
    """Along one curve of the standard, a little up and down."""
    assert child.birth_date is not None
    z = {code: chance.gauss(-0.7, 0.9) for code, *_rest in MEASURED}
    day = child.birth_date + dt.timedelta(days=chance.randint(20, 60))
    while day <= today:
        at = clock.start_of(day) + dt.timedelta(hours=8)
        for code, table, unit, places in MEASURED:
            line = standards.line_at(table, child.sex, (day - child.birth_date).days)
            if line is not None:
                value = rules.value_at(z[code] + chance.gauss(0, 0.12), line)
                yield row_of(
                    Observation,
                    ids.next(),
                    patient_id=child.id,
                    code=code,
                    value=round(value, places),
                    unit=unit,
                    day=day,
                    occurred_at=at,
                )
        day += dt.timedelta(days=WEIGHED_EVERY)
