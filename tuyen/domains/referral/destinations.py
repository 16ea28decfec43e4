"""Where a person could be sent from here: those above, those tied to us, those of the province."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tuyen.core import rulebook
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.referral.rules import NEAR, Place, kilometres, ranked
from tuyen.record.rules.referrals import SPECIALTIES
from tuyen.registry.facilities import kinds, queries, rules
from tuyen.registry.facilities.models import Affiliation, Facility, Unit

MOST = 60
LARGER = ("hospital", "district_health_centre")


def offered(who: Actor, on: dt.date, *, specialty: str, urgency: str) -> list[Place]:
    """The best few, the first is the default: one statement."""
    units = {unit.id: unit for unit in _candidates(who, on, specialty)}
    mine = units.pop(who.unit_id, None)
    if mine is None:
        return []
    places = [_place(unit, mine) for unit in units.values()]
    wants = any(place.has_specialty for place in places)
    return ranked(places, own_level=mine.level or "", urgency=urgency, wants_specialty=wants)[:NEAR]


def _candidates(who: Actor, on: dt.date, specialty: str) -> QuerySet[Any]:
    """My own unit, and other facilities open on the day with their level, tie and specialty."""
    above = Q(path__in=rules.paths_above(who.path))
    larger = Q(kind__in=LARGER, province_code=who.province_code)
    if not who.province_code:
        larger = Q(kind="hospital")
    ties = Affiliation.objects.filter(
        queries.open_on(on), lower_id=who.unit_id, upper=OuterRef("pk")
    )
    ratings = Facility.objects.filter(queries.open_on(on), unit=OuterRef("pk"))
    care = Q(kind__in=kinds.kinds_of_group("facility")) & queries.open_on(on)
    found = queries.visible_to(who).annotate(
        is_tied=Exists(ties),
        level=Subquery(ratings.order_by("-valid_from").values("care_level")[:1]),
        has_specialty=Exists(_departments(specialty, on)),
    )
    wanted = Q(pk=who.unit_id) | (care & (above | larger | Q(is_tied=True)))
    return found.filter(wanted).order_by("path")[:MOST]


def _departments(specialty: str, on: dt.date) -> QuerySet[Unit]:
    """Departments of a unit that bear the specialty's name."""
    rows = rulebook.on(SPECIALTIES, on).rows
    words = next((row["words"] for row in rows if row["code"] == specialty), ())
    named = Q(pk__in=[])
    for word in words:
        named |= Q(name_fold__contains=word)
    parts = Unit.objects.filter(queries.open_on(on), parent=OuterRef("pk"), kind="department")
    return parts.filter(named)


def _place(unit: Any, mine: Any) -> Place:
    is_above = mine.path.startswith(unit.path)
    return Place(
        unit_id=unit.id,
        name=unit.name,
        care_level=unit.level or "",
        steps_up=mine.path.count("/") - unit.path.count("/") if is_above else 0,
        is_tied=unit.is_tied,
        has_specialty=unit.has_specialty,
        distance_km=_distance(mine, unit),
    )


def _distance(mine: Unit, other: Unit) -> float | None:
    if mine.lat is None or mine.lon is None or other.lat is None or other.lon is None:
        return None
    return kilometres((mine.lat, mine.lon), (other.lat, other.lon))


def search(who: Actor, words: str, on: dt.date) -> list[Unit]:
    """Facilities that bear these words, marks or none."""
    if not fold(nfc(words)).strip():
        return []
    found = queries.filtered(who, on, words=words)
    found = found.filter(kind__in=kinds.kinds_of_group("facility")).exclude(pk=who.unit_id)
    return list(found.select_related("parent")[:10])
