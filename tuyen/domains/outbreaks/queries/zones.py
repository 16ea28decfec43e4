"""Zones of an outbreak: their orders, who lives inside by the registry, what was handed out."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import zoning
from tuyen.domains.outbreaks.models import Outbreak, Zone, ZoneOrder, ZoneSupply
from tuyen.platform.changes.history import Entry, histories_of
from tuyen.platform.changes.models import SyncedModel
from tuyen.registry.areas.models import Area, AreaChange
from tuyen.registry.persons.models import Household, Person


def of_outbreak(outbreak: Outbreak) -> QuerySet[Zone]:
    """Zones of one outbreak that was found through `visible_to`; what stands still first."""
    rows: QuerySet[Zone] = Zone.objects.filter(
        outbreak=outbreak, unit_id=outbreak.unit_id
    ).order_by("status", "-starts_on", "-id")
    return rows


def active(outbreak: Outbreak) -> QuerySet[Zone]:
    return of_outbreak(outbreak).filter(status=Zone.Status.ACTIVE)


def orders_of(zone: Zone) -> QuerySet[ZoneOrder]:
    rows: QuerySet[ZoneOrder] = ZoneOrder.objects.filter(zone=zone, unit_id=zone.unit_id)
    return rows.order_by("effective_on", "entered_at", "id")


def supplies_of(zone: Zone) -> QuerySet[ZoneSupply]:
    rows: QuerySet[ZoneSupply] = ZoneSupply.objects.filter(zone=zone, unit_id=zone.unit_id)
    return rows.order_by("-given_on", "-id")


def totals_of(zone: Zone) -> list[tuple[str, str, int]]:
    """Item, its unit, the sum of what was handed out."""
    rows = supplies_of(zone).order_by("item", "amount_unit")
    found = rows.values_list("item", "amount_unit").annotate(n=Sum("amount"))
    return list(found)


def hamlets_of(zone: Zone) -> list[str]:
    return zone.hamlets.split("\n") if zone.hamlets else []


def level_label(zone: Zone) -> str:
    known = zoning.levels(zone.starts_on).get(zone.level)
    return known.label(get_language()) if known else zone.level


def level_choices(on: dt.date) -> list[tuple[str, str]]:
    return [(code, each.label(get_language())) for code, each in zoning.levels(on).items()]


def measure_labels(zone: Zone) -> list[str]:
    """What is ticked, in the list's own words and order; a code that the list lost says itself."""
    known = zoning.measures(zone.starts_on)
    ticked = [each.label(get_language()) for code, each in known.items() if code in zone.measures]
    return ticked + [code for code in zone.measures if code not in known]


def measure_choices(disease: str, on: dt.date) -> list[tuple[str, str]]:
    known = zoning.measures(on, disease)
    return [(code, each.label(get_language())) for code, each in known.items()]


@dataclass(frozen=True)
class Inside:
    households: int
    people: int


def counted_inside(outbreak: Outbreak, hamlets: list[str]) -> Inside | None:
    """Whom the registry of this machine knows there, by the words of their addresses; None without a
    commune. Numbers only: people of custody are none of the commune's."""
    codes = _commune_codes(outbreak.area_id)
    if not codes:
        return None
    speaks = Q(canonical_id=None) | Q(canonical_id=F("id"))
    people = Person.objects.filter(
        speaks, commune_code__in=codes, compartment="", is_deceased=False
    )
    homes = Household.objects.filter(commune_code__in=codes)
    return Inside(_matching(homes, hamlets), _matching(people, hamlets))


def _matching(rows: QuerySet[Person] | QuerySet[Household], hamlets: list[str]) -> int:
    """By the distinct lines of addresses, not row by row."""
    lines = rows.order_by().values_list("address_line").annotate(n=Count("id"))
    return sum(n for line, n in lines if zoning.lies_in(line, hamlets))


def _commune_codes(area_id: uuid.UUID | None) -> list[str]:
    """The code of the commune and of those that it took over, whole or most of it: addresses keep the
    code of their day."""
    area = Area.objects.filter(pk=area_id, level=Area.Level.COMMUNE).first() if area_id else None
    if area is None:
        return []
    old = AreaChange.objects.filter(
        level=Area.Level.COMMUNE,
        new_code=area.code,
        link__in=(AreaChange.Link.WHOLE, AreaChange.Link.SPLIT_DEFAULT),
    )
    return [area.code, *old.values_list("old_code", flat=True)]


def history(zone: Zone, who: Actor) -> list[tuple[SyncedModel, Entry]]:
    """Every act on the zone, newest first, as the log says it."""
    rows: list[SyncedModel] = [zone, *orders_of(zone), *supplies_of(zone)]
    return histories_of(rows, who, room="zone")


def is_over(zone: Zone) -> bool:
    """Past its planned end and neither extended nor lifted."""
    return zone.status == Zone.Status.ACTIVE and zone.until_on < clock.today()
