"""The network on a map: provinces shaded by how many units, or the units of one province."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.platform.ui.svg import maps
from tuyen.registry.areas import outlines
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities import kinds, queries
from tuyen.registry.facilities.models import Unit

MOST_SPOTS = 400
ALL_NAMED = 25
_SIZES = {"hospital": 4.0, "district_health_centre": 2.5, "health_department": 3.0}


@dataclass(frozen=True)
class Drawn:
    """The drawing, and the same in words for whoever does not see it."""

    svg: SafeString
    province: Area | None
    provinces: list[Area]
    rows: list[tuple[str, int]]
    shown: int
    placeless: int = 0
    units: list[Unit] = field(default_factory=list)


def draw(who: Actor, day: dt.date, chosen: dict[str, str]) -> Drawn:
    provinces = list(areas.provinces(day))
    by_code = {area.code: area for area in provinces}
    province = by_code.get(chosen.get("province_code", ""))
    filters = {key: value for key, value in chosen.items() if key != "province_code"}
    if province is None:
        return _country(who, day, filters, provinces)
    return _province(who, day, filters, province, provinces)


def _country(who: Actor, day: dt.date, filters: dict[str, str], provinces: list[Area]) -> Drawn:
    units = queries.filtered(who, day, **filters).exclude(province_code="")
    counts = Counter(units.order_by().values_list("province_code", flat=True))
    shapes = outlines.of_provinces()
    regions = [
        maps.Region(
            area.code,
            area.name,
            shapes.get(area.code, ()),
            value=counts.get(area.code),
            note=_("%(place)s: %(count)s đơn vị")
            % {"place": area.full_name, "count": counts.get(area.code, 0)},
            href=_address(filters | {"province_code": area.code}),
        )
        for area in provinces
    ]
    svg = maps.draw(
        regions,
        title=_("Bản đồ mạng lưới"),
        legend=maps.Legend(_("Số đơn vị")),
        captions=[maps.Caption(*island) for island in outlines.islands()],
    )
    rows = [(a.full_name, counts[a.code]) for a in provinces if counts.get(a.code)]
    return Drawn(svg, None, provinces, rows, shown=sum(counts.values()))


def _province(
    who: Actor, day: dt.date, filters: dict[str, str], province: Area, provinces: list[Area]
) -> Drawn:
    found = queries.filtered(who, day, province_code=province.code, **filters)
    units = list(found.exclude(kind__in=kinds.kinds_of_group("part"))[:MOST_SPOTS])
    communes = {area.code: area for area in areas.communes_of(province.code, day)}
    is_crowded = len(units) > ALL_NAMED
    placed = (_spot(unit, communes, is_crowded=is_crowded) for unit in units)
    spots = [spot for spot in placed if spot is not None]
    shapes = outlines.of_communes(province.code)
    regions = [
        maps.Region(code, communes[code].name, shapes[code]) for code in shapes if code in communes
    ]
    title = _("Mạng lưới y tế %(place)s") % {"place": province.full_name}
    return Drawn(
        maps.draw(regions, spots, title=title),
        province,
        provinces,
        _by_kind(units),
        shown=len(spots),
        placeless=len(units) - len(spots),
        units=units,
    )


def _spot(unit: Unit, communes: dict[str, Area], *, is_crowded: bool) -> maps.Spot | None:
    """A circle with a name; in a crowd only hospitals and centres are named on the map itself."""
    point = _point(unit, communes.get(unit.commune_code))
    if point is None:
        return None
    return maps.Spot(
        unit.id.hex,
        unit.label,
        *point,
        size=_SIZES.get(unit.kind, 1.2),
        note=f"{unit.name} – {kinds.kind_labels().get(unit.kind, '')}",
        href=reverse("facilities:unit", args=[unit.id]),
        look=f"map-spot-{unit.chain}",
        is_named=not is_crowded or unit.kind in _SIZES,
    )


def _point(unit: Unit, commune: Area | None) -> tuple[float, float] | None:
    """Longitude and latitude: its own, else the middle of its commune, else nothing."""
    for place in (unit, commune):
        if place is not None and place.lat is not None and place.lon is not None:
            return place.lon, place.lat
    return None


def _by_kind(units: list[Unit]) -> list[tuple[str, int]]:
    labels: dict[str, Any] = kinds.kind_labels()
    counted = Counter(unit.kind for unit in units)
    return [(labels.get(kind, kind), count) for kind, count in counted.most_common()]


def _address(filters: dict[str, str]) -> str:
    told = {("q" if key == "words" else key): value for key, value in filters.items()}
    return f"{reverse('facilities:map')}?{urlencode(told)}"
