"""A year of visits of one unit: how many, on which days, with which main diagnosis."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from tuyen.core import clock, rulebook
from tuyen.edge.demo import people
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import Condition, Encounter

_WRITTEN_AFTER = dt.timedelta(minutes=12)
_OPENS = 7 * 60  # minutes after midnight
_OPEN_MINUTES = 10 * 60


class Calendar(NamedTuple):
    """Days of a year with how often each is drawn; the first instant of each."""

    days: tuple[dt.date, ...]
    weights: tuple[float, ...]
    begins: dict[dt.date, dt.datetime]


class Diagnoses(NamedTuple):
    """Codes with how often each is drawn, and their names."""

    codes: tuple[str, ...]
    weights: tuple[int, ...]
    names: dict[str, str]


class Cohort(NamedTuple):
    """The people of one unit in that year, and how often they came."""

    unit_id: uuid.UUID
    compartment: str
    places: Sequence[people.Place]
    people: int
    visits: int
    ages: tuple[int, int]
    male: float
    doctors: Sequence[str]


def calendar_of(year: int, months: Sequence[int], weekdays: Sequence[int]) -> Calendar:
    first = dt.date(year, 1, 1)
    count = (dt.date(year + 1, 1, 1) - first).days
    days = tuple(first + dt.timedelta(days=n) for n in range(count))
    weights = accumulate(months[day.month - 1] * weekdays[day.weekday()] for day in days)
    begins = {day: clock.start_of(day).astimezone(dt.UTC) for day in days}
    return Calendar(days, tuple(weights), begins)


def diagnoses_of(said: str) -> Diagnoses:
    """`I10*60 R51` means I10 sixty times as often as R51; names from the catalogue."""
    words = [word.partition("*") for word in said.split()]
    codes = tuple(code for code, _, _ in words)
    weights = tuple(accumulate(int(weight or 1) for _, _, weight in words))
    return Diagnoses(codes, weights, icd_names(codes))


def icd_names(codes: Sequence[str]) -> dict[str, str]:
    wanted = set(codes)
    rows = rulebook.versions("codes/icd10")[-1].rows
    return {row["code"]: row["name_vi"] for row in rows if row["code"] in wanted}


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of a total that add up to it exactly; the largest remainders get what is left."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: -(total * weights[n] % whole))
    for n in order[: total - sum(shares)]:
        shares[n] += 1
    return shares


def groups(
    cohort: Cohort, calendar: Calendar, diagnoses: Diagnoses, ids: people.Ids, chance: Random
) -> Iterator[list[Any]]:
    """One group a person: the person, the number, every visit with its main diagnosis."""
    extra = Counter(chance.choices(range(cohort.people), k=cohort.visits - cohort.people))
    year_begins = calendar.days[0]
    for number in range(cohort.people):
        place = cohort.places[number % len(cohort.places)]
        born_on = people.birth_date(chance, year_begins, cohort.ages)
        who = people.someone(chance, place, male=cohort.male, born_on=born_on)
        person = people.person_row(ids.next(), who, place, compartment=cohort.compartment)
        card = people.citizen_number(chance, who, place.province_code)
        rows: list[Any] = [person, people.number_row(ids, person, card)]
        days = chance.choices(
            calendar.days, cum_weights=calendar.weights, k=1 + extra.get(number, 0)
        )
        codes = chance.choices(diagnoses.codes, cum_weights=diagnoses.weights, k=len(days))
        doctor = cohort.doctors[number % len(cohort.doctors)]
        for day, code in zip(sorted(days), codes, strict=True):
            minute = _OPENS + int(chance.random() * _OPEN_MINUTES)
            at = calendar.begins[day] + dt.timedelta(minutes=minute)
            rows += _visit(cohort, person.id, at, day, code, diagnoses.names[code], doctor, ids)
        yield rows


def _visit(
    cohort: Cohort,
    patient_id: uuid.UUID,
    at: dt.datetime,
    day: dt.date,
    code: str,
    name: str,
    doctor: str,
    ids: people.Ids,
) -> tuple[Encounter, Condition]:
    encounter_id = ids.next()
    encounter = row_of(
        Encounter,
        encounter_id,
        patient_id=patient_id,
        compartment=cohort.compartment,
        unit_id=cohort.unit_id,
        practitioner_name=doctor,
        day=day,
        occurred_at=at,
        recorded_at=at + _WRITTEN_AFTER,
    )
    condition = row_of(
        Condition,
        ids.next(),
        patient_id=patient_id,
        compartment=cohort.compartment,
        encounter_id=encounter_id,
        code=code,
        name=name,
        day=day,
    )
    return encounter, condition
