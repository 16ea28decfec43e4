"""The area that a reader answers for; communes of before a merger count for what they became."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area, AreaChange
from tuyen.registry.persons.stations import COMMUNE_KINDS

CDC = "cdc"


@dataclass(frozen=True)
class Ground:
    """code: of the province or commune, empty for a place of custody. communes: code → name, of today.

    area_ids: every version and predecessor of these communes → the code of today. sites: of custody.
    """

    code: str
    name: str
    communes: dict[str, str] = field(default_factory=dict)
    area_ids: dict[uuid.UUID, str] = field(default_factory=dict)
    sites: frozenset[uuid.UUID] = frozenset()

    def part(self, commune: str) -> "Ground":
        """One commune of it; all of it for a code that is none of its communes."""
        if commune not in self.communes:
            return self
        ids = {id_: code for id_, code in self.area_ids.items() if code == commune}
        name = self.communes[commune]
        return Ground(commune, name, {commune: name}, ids, self.sites)


def ground_of(who: Actor, on: dt.date) -> Ground | None:
    """None where the unit answers for no area and no place of custody."""
    if who.chain != "moh":
        mine = ScopeNode.objects.filter(units_of(who)).values_list("unit_id", flat=True)
        return Ground("", who.unit_name, sites=frozenset(mine))
    if who.scope == "subtree" and who.province_code:
        province = areas.area_with(who.province_code, on)
        return of_province(province, on) if province else None
    if who.unit_kind in COMMUNE_KINDS and who.commune_code:
        found = areas.area_with(who.commune_code, on)
        return _of(found.code, found.full_name, [found], on) if found else None
    return None


def of_province(province: Area, on: dt.date) -> Ground:
    return _of(province.code, province.full_name, list(areas.communes_of(province.code, on)), on)


def _of(code: str, name: str, communes: list[Area], on: dt.date) -> Ground:
    names = {each.code: each.full_name for each in communes}
    ids = {each.id: each.code for each in communes} | _before(set(names), on)
    return Ground(code, name, names, ids)


def _before(codes: set[str], on: dt.date) -> dict[uuid.UUID, str]:
    """Areas no longer in force → the one of these that took most of it: every old one counts once."""
    taken = AreaChange.objects.filter(
        level=areas.COMMUNE, new_code__in=codes, effective_on__lte=on
    ).values("old_code")
    old = Area.objects.filter(level=areas.COMMUNE, valid_to__lt=on, code__in=taken)
    known = dict(old.values_list("id", "code"))
    heirs = areas.successors_of_all(known.values(), on)
    return {
        id_: heirs[code][0].code
        for id_, code in known.items()
        if heirs.get(code) and heirs[code][0].code in codes
    }


def keeper_of(province_code: str) -> uuid.UUID | None:
    """The centre for disease control of the province."""
    found = ScopeNode.objects.filter(province_code=province_code, kind=CDC, chain="moh")
    return found.order_by("unit_id").values_list("unit_id", flat=True).first()


def watched(on: dt.date) -> Iterator[tuple[uuid.UUID, Ground]]:
    """Every ground that signals are looked for on, with the unit that keeps them."""
    centres = ScopeNode.objects.filter(kind=CDC, chain="moh").exclude(province_code="")
    for code in sorted(set(centres.values_list("province_code", flat=True))):
        province, keeper = areas.area_with(code, on), keeper_of(code)
        if province and keeper:
            yield keeper, of_province(province, on)
    sites = WeeklyCount.objects.exclude(custody_site_id=None).order_by()
    wanted = sites.values_list("custody_site_id", flat=True).distinct()
    for unit_id, name in ScopeNode.objects.filter(unit_id__in=wanted).values_list(
        "unit_id", "name"
    ):
        yield unit_id, Ground("", name, sites=frozenset([unit_id]))


def counts_in(ground: Ground) -> QuerySet[WeeklyCount]:
    """Kept counts of this ground; what began in custody is nobody's but that place's."""
    if ground.sites:
        rows = WeeklyCount.objects.filter(custody_site_id__in=ground.sites)
    else:
        rows = WeeklyCount.objects.filter(custody_site_id=None, area_id__in=ground.area_ids)
    return rows.order_by()
