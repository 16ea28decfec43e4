"""Need sheets within reach, worked out; people of a commune by age band."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.models import NeedPlace, NeedSheet
from tuyen.domains.vaccine_supply.rules import sheet as rules
from tuyen.domains.vaccine_supply.rules.need import Assumptions
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.stations import COMMUNE_KINDS


def sheets_for(who: Actor, words: str = "") -> QuerySet[NeedSheet]:
    """Of my unit and of those below it that I direct; the newest first."""
    found = direction.either_side(NeedSheet.objects.filter(is_struck=False), who, "unit_id")
    for word in nfc(words).split():
        found = found.filter(title__icontains=word)
    return found.order_by("-starts_on", "-id")


def places_of(sheet: NeedSheet) -> list[NeedPlace]:
    return list(sheet.places.filter(is_struck=False).order_by("name_fold", "id"))


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def assumptions(sheet: NeedSheet) -> Assumptions:
    return Assumptions(
        coverage=sheet.coverage / 100,
        wastage=sheet.wastage / 100,
        buffer=sheet.buffer / 100,
        doses_a_vial=sheet.doses_a_vial,
        doses_a_person=sheet.doses_a_person,
        spoilt=sheet.spoilt / 100,
    )


def pace(sheet: NeedSheet) -> rules.Pace:
    return rules.Pace(sheet.cubic_cm_a_dose, sheet.doses_a_team_day, sheet.team_days)


def as_places(rows: Iterable[NeedPlace]) -> list[rules.Place]:
    return [
        rules.Place(row.name, sum(row.people.values()), row.stock, row.sessions) for row in rows
    ]


class Worked(NamedTuple):
    """A sheet with its order, its rows and what the forecast would add."""

    order: rules.Order
    rows: list[tuple[NeedPlace, rules.Line]]
    scenarios: list[tuple[str, float, rules.Order]]

    def order_of(self, scenario: str) -> rules.Order | None:
        """The sheet's own for an empty name; None for a scenario that was not worked out."""
        known = {"": self.order} | {name: order for name, _cases, order in self.scenarios}
        return known.get(scenario)


def worked(sheet: NeedSheet) -> Worked:
    """One statement."""
    rows = places_of(sheet)
    places, given, kept = as_places(rows), assumptions(sheet), pace(sheet)
    order = rules.order(places, given, kept)
    asked = [
        (name, cases, rules.scenario(places, given, kept, cases, sheet.round_a_case))
        for name, cases in (
            ("low", sheet.cases_low),
            ("mid", sheet.cases_mid),
            ("high", sheet.cases_high),
        )
        if cases and sheet.round_a_case
    ]
    return Worked(order, list(zip(rows, order.lines, strict=True)), asked)


def people_of(commune_codes: Iterable[str], on: dt.date) -> dict[str, dict[str, int]]:
    """Commune → age band → registered living people; merged records once; one statement.

    Records of a sensitive compartment are left out: their place of stay is not told by a count.
    """
    asked = lists.bands(on)
    counts = {
        band.code: Count(
            "id",
            filter=Q(
                birth_date__gt=months_before(on, band.before_months),
                birth_date__lte=months_before(on, band.from_months),
            ),
        )
        for band in asked
    }
    rows: Any = (
        Person.objects.filter(
            commune_code__in=[code for code in commune_codes if code],
            is_deceased=False,
            canonical_id=None,
            compartment="",
        )
        .order_by()
        .values("commune_code")
        .annotate(**counts)
    )
    return {row["commune_code"]: {b.code: row[b.code] for b in asked} for row in rows}


def with_people_here(units: Sequence[Unit]) -> set[uuid.UUID]:
    """Of these, those of whose people or commune this machine holds at least one record. Two statements."""
    codes = {each.commune_code for each in units if each.commune_code}
    rows = Person.objects.order_by()
    communes = rows.filter(commune_code__in=codes).values_list("commune_code", flat=True)
    homes = rows.filter(home_unit_id__in=[each.id for each in units])
    known, theirs = set(communes.distinct()), set(homes.values_list("home_unit_id", flat=True))
    return {each.id for each in units if each.id in theirs or each.commune_code in known}


def by_band(births: Iterable[dt.date], on: dt.date) -> dict[str, int]:
    """Age band → people born on these days."""
    known = list(births)
    found = {}
    for band in lists.bands(on):
        after, until = months_before(on, band.before_months), months_before(on, band.from_months)
        found[band.code] = sum(after < born <= until for born in known)
    return found


def months_before(on: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the last of the month where there is none."""
    turn = on.year * 12 + on.month - 1 - months
    year, month = divmod(turn, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(on.day, last))


def units_below(unit_id: uuid.UUID, on: dt.date) -> list[Unit]:
    """Facilities that draw vaccine by way of this one; itself where there is none below."""
    found = list(direction.directed(unit_id, on)[:MOST])
    return found or list(Unit.objects.filter(pk=unit_id))


MOST = 600


def area_of(unit_id: uuid.UUID) -> str:
    """Code of what the unit answers for: a station its commune, whoever stands above its province."""
    unit = Unit.objects.get(pk=unit_id)
    code: str = unit.commune_code if unit.kind in COMMUNE_KINDS else unit.province_code
    return code


def folded(name: str) -> str:
    return fold(nfc(name))[:260]


def places_for(who: Actor) -> QuerySet[NeedPlace]:
    """Rows of sheets within reach, each with its sheet; a row lies with its sheet's unit."""
    found = NeedPlace.objects.filter(
        is_struck=False, sheet__is_struck=False, sheet__unit_id=F("unit_id")
    )
    return direction.either_side(found, who, "unit_id").select_related("sheet")
