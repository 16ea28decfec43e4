"""Two years of a unit's everyday: its people, what they came with, what was measured and prescribed."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tuyen.core import clock, rulebook
from tuyen.edge.demo import people, year
from tuyen.edge.demo.people import Place
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import (
    Allergy,
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Prescription,
)
from tuyen.registry.facilities.models import Unit

_BOOK = Path(__file__).with_name("lists") / "everyday.toml"
DAYS_BACK = 730
_ALLERGIC = 0.05
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True)
class Practice:
    """A unit and how its people come: a profile of everyday.toml, how many, by whom they are seen."""

    unit: Unit
    profile: str
    people: int
    places: Sequence[Place]
    doctor: str
    code: str
    compartment: str = ""


class Drawn(NamedTuple):
    """One person with everything that is written about them."""

    person: Any
    rows: list[Any]


@cache
def book() -> dict[str, Any]:
    return tomllib.loads(_BOOK.read_text(encoding="utf-8"))


@cache
def _sets() -> dict[str, Any]:
    return {row["code"]: row for row in rulebook.versions("clinical/prescription_sets")[-1].rows}


@cache
def _drugs() -> dict[str, Any]:
    return {row["code"]: row for row in rulebook.versions("clinical/formulary")[-1].rows}


@cache
def _icd(code: str) -> str:
    wanted = [each["code"] for kind in ("acute", "chronic") for each in book()[kind]]
    return year.icd_names(wanted)[code] if code in wanted else code


class Everyday:
    """Draws a practice: the same seed, the same people, counted back from the same day."""

    def __init__(self, chance: Random, ids: people.Ids, today: dt.date) -> None:
        self._chance, self._ids, self._today = chance, ids, today

    def groups(self, practice: Practice) -> Iterator[list[Any]]:
        for number in range(practice.people):
            drawn = self.someone(practice, practice.places[number % len(practice.places)])
            yield [drawn.person, *drawn.rows]

    def someone(self, practice: Practice, place: people.Place) -> Drawn:
        said, chance = book()[practice.profile], self._chance
        is_chronic = chance.random() < said["chronic"]
        ages = (max(42, said["ages"][0]), said["ages"][1]) if is_chronic else tuple(said["ages"])
        born_on = people.birth_date(chance, self._today, (ages[0], ages[1]))
        who = people.someone(chance, place, male=said["male"], born_on=born_on)
        person = self._person(practice, place, who)
        rows: list[Any] = [*self._numbers(person, who, place), *self._allergies(person)]
        if is_chronic:
            rows += self._long_illness(practice, person)
        for _n in range(chance.randint(0, said["visits"] * 2)):
            rows += self._acute(practice, person, self._some_day(born_on))
        return Drawn(person, rows)

    def visit_on(self, practice: Practice, person: Any, at: dt.datetime) -> list[Any]:
        """An acute visit at a given instant, for the queue of today."""
        return self._acute(practice, person, at)

    def _person(self, practice: Practice, place: people.Place, who: people.Someone) -> Any:
        is_home = practice.unit.commune_code == place.commune_code != ""
        village = self._chance.randint(1, 12)
        return people.person_row(
            self._ids.next(),
            who,
            place,
            compartment=practice.compartment,
            entered_unit_id=practice.unit.id,
            home_unit_id=practice.unit.id if is_home else None,
            address_line=f"Bản {village}" if place.province_code == "12" else f"Khu vực {village}",
            phone=f"0900{self._chance.randrange(1_000_000):06d}"
            if self._chance.random() < 0.7
            else "",
        )

    def _numbers(self, person: Any, who: people.Someone, place: people.Place) -> Iterator[Any]:
        card = people.citizen_number(self._chance, who, place.province_code)
        yield people.number_row(self._ids, person, card)
        if self._chance.random() < 0.85:
            insured = f"GD4{place.province_code}{self._chance.randrange(10**10):010d}"
            yield people.number_row(self._ids, person, insured, system="insurance_card")

    def _allergies(self, person: Any) -> Iterator[Any]:
        if self._chance.random() > _ALLERGIC:
            return
        substances = rulebook.versions("clinical/allergies")[-1].rows
        row = self._chance.choice(substances[:10])
        yield row_of(
            Allergy,
            self._ids.next(),
            patient_id=person.id,
            compartment=person.compartment,
            substance_code=row["code"],
            substance=row["label_vi"],
            criticality="high" if self._chance.random() < 0.3 else "low",
            reaction=self._chance.choice(("Nổi mề đay", "Phù mặt", "Khó thở", "Ngứa toàn thân")),
            noted_on=self._today - dt.timedelta(days=self._chance.randint(30, 700)),
        )

    def _long_illness(self, practice: Practice, person: Any) -> list[Any]:
        """A problem on the list and a visit about once a month, better or worse as time goes by."""
        chance = self._chance
        said = _weighted(chance, "chronic")
        visits = chance.randint(8, 24)
        rows, weight = [self._problem(person, said)], chance.gauss(57, 8)
        month = DAYS_BACK / 24
        since = chance.uniform(0, month)  # days since the last visit
        for n in range(visits):
            days = round(since + (visits - 1 - n) * month) + chance.randint(-4, 4)
            share = n / max(visits - 1, 1)
            at = self._at(self._today - dt.timedelta(days=max(days, 1)))
            weight = max(weight + chance.gauss(0, 0.4), 35)
            readings = self._readings(said, share) | {"weight": round(weight, 1)}
            rows += self._visit(practice, person, at, said, readings, plan="chronic")
        return rows

    def _problem(self, person: Any, said: dict[str, Any]) -> Any:
        return row_of(
            Condition,
            self._ids.next(),
            patient_id=person.id,
            compartment=person.compartment,
            category="problem-list-item",
            code=said["code"],
            name=_icd(said["code"]),
            clinical_status="active",
            onset_on=self._today - dt.timedelta(days=DAYS_BACK + self._chance.randint(0, 2000)),
            day=self._today - dt.timedelta(days=DAYS_BACK),
        )

    def _readings(self, said: dict[str, Any], share: float) -> dict[str, float]:
        found = {
            name: float(round(_between(said[name], share) + self._chance.gauss(0, spread)))
            for name, spread in (("systolic", 6), ("diastolic", 4))
        }
        found["pulse"] = float(self._chance.randint(66, 92))
        if said["glucose"]:
            glucose = _between(said["glucose"], share) + self._chance.gauss(0, 0.5)
            found["glucose_fasting"] = round(max(glucose, 3.6), 1)
        return found

    def _acute(self, practice: Practice, person: Any, at: dt.datetime) -> list[Any]:
        said = _weighted(self._chance, "acute")
        low, high = said["temperature"]
        readings = {"temperature": round(self._chance.uniform(low, high), 1)}
        readings["pulse"] = float(self._chance.randint(68, 104))
        is_grown = (at.date() - person.birth_date).days > 15 * 365
        if is_grown:
            readings["systolic"] = float(self._chance.randint(104, 138))
            readings["diastolic"] = float(self._chance.randint(64, 88))
        drugs = said if is_grown else {**said, "drugs": ""}
        return self._visit(practice, person, at, drugs, readings, plan="home_drugs")

    def _some_day(self, born_on: dt.date) -> dt.datetime:
        most = min(DAYS_BACK, max((self._today - born_on).days - 1, 1))
        return self._at(self._today - dt.timedelta(days=self._chance.randint(1, most)))

    def _at(self, day: dt.date) -> dt.datetime:
        """An hour at which a station is open; nobody comes on a Sunday."""
        if day.weekday() == 6:
            day -= dt.timedelta(days=1)
        minutes = 7 * 60 + self._chance.randrange(9 * 60)
        return clock.start_of(day).astimezone(dt.UTC) + dt.timedelta(minutes=minutes)

    def _visit(
        self,
        practice: Practice,
        person: Any,
        at: dt.datetime,
        said: dict[str, Any],
        readings: dict[str, float],
        *,
        plan: str,
    ) -> list[Any]:
        day = clock.day_of(at)
        encounter = row_of(
            Encounter,
            self._ids.next(),
            patient_id=person.id,
            compartment=person.compartment,
            unit_id=practice.unit.id,
            practitioner_name=practice.doctor,
            day=day,
            occurred_at=at,
            recorded_at=at + dt.timedelta(minutes=9),
            reason_code=said["reason"],
            reason=said["said"],
            plan=plan,
            next_visit_on=day + dt.timedelta(days=28) if plan == "chronic" else None,
            payer="insured",
        )
        diagnosis = row_of(
            Condition,
            self._ids.next(),
            patient_id=person.id,
            compartment=person.compartment,
            encounter_id=encounter.id,
            code=said["code"],
            name=_icd(said["code"]),
            day=day,
        )
        measured = [self._reading(encounter, code, value) for code, value in readings.items()]
        return [encounter, diagnosis, *measured, *self._drugs_of(practice, encounter, said)]

    def _reading(self, encounter: Any, code: str, value: float) -> Any:
        unit, low, high = _ranges()[code]
        judged = "high" if high and value > high else "low" if low and value < low else ""
        return row_of(
            Observation,
            self._ids.next(),
            patient_id=encounter.patient_id,
            compartment=encounter.compartment,
            encounter_id=encounter.id,
            code=code,
            value=value,
            unit=unit,
            low=low,
            high=high,
            interpretation=judged,
            day=encounter.day,
            occurred_at=encounter.occurred_at,
        )

    def _drugs_of(self, practice: Practice, encounter: Any, said: dict[str, Any]) -> Iterator[Any]:
        if not said["drugs"]:
            return
        drawn = "".join(self._chance.choices(_LETTERS, k=7))
        sheet = row_of(
            Prescription,
            self._ids.next(),
            patient_id=encounter.patient_id,
            compartment=encounter.compartment,
            encounter_id=encounter.id,
            unit_id=practice.unit.id,
            number=f"{practice.code}{drawn}-C",
            kind="C",
            prescriber_name=practice.doctor,
            signed_at=encounter.recorded_at,
        )
        yield sheet
        for number, line in enumerate(_sets()[said["drugs"]]["lines"], start=1):
            yield self._line(encounter, sheet, number, line)

    def _line(self, encounter: Any, sheet: Any, number: int, line: Any) -> Any:
        drug = _drugs()[line["drug"]]
        return row_of(
            MedicationRequest,
            self._ids.next(),
            patient_id=encounter.patient_id,
            compartment=encounter.compartment,
            encounter_id=encounter.id,
            prescription_id=sheet.id,
            line=number,
            drug_code=drug["code"],
            drug=drug["name"],
            strength=drug["strength"],
            form=drug["form"],
            route=drug["route"],
            quantity=float(line["quantity"]),
            unit=drug["unit"],
            dose=line["dose"],
            days=line["days"],
            day=encounter.day,
        )


def _between(ends: Sequence[float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


@cache
def _weights(kind: str) -> tuple[int, ...]:
    return tuple(accumulate(each["weight"] for each in book()[kind]))


def _weighted(chance: Random, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = chance.choices(book()[kind], cum_weights=_weights(kind))[0]
    return found


@cache
def _ranges() -> dict[str, tuple[str, float | None, float | None]]:
    """Code → unit, low and high of a grown person, from the station's own lists."""
    found = {}
    for row in rulebook.versions("clinical/vitals")[-1].rows:
        usual = (row.get("bands") or [{}])[-1].get("usual", (None, None))
        found[row["code"]] = (row["unit"], usual[0], usual[1])
    for row in rulebook.versions("clinical/laboratory")[-1].rows:
        if row["code"] == "glucose_fasting":
            found[row["code"]] = (row["unit"], row["ranges"][0]["low"], row["ranges"][0]["high"])
    return found
