"""Maps as SVG made on the server: outlines in five shades, spots, names that do not overlap.

Pure drawing: it knows shapes and numbers, not what they mean. Looks come from classes
(`static/ui/map.css`), because the content policy forbids style attributes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.svg.labels import Label, pushed_apart

Point = tuple[float, float]
Polygons = Sequence[Sequence[Sequence[Point]]]

WIDE, NARROW = 720, 360
_PAD, _SHADES, _LEGEND = 10, 5, 44


@dataclass(frozen=True)
class Region:
    """An outline to fill. Without a value it is drawn empty; `note` is read on pointing at it."""

    key: str
    name: str
    polygons: Polygons
    value: float | None = None
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Spot:
    """A place to mark; `size` 1 is the smallest circle, its area grows with it; `look` a class."""

    key: str
    name: str
    lon: float
    lat: float
    size: float = 1
    note: str = ""
    href: str = ""
    look: str = ""
    is_named: bool = True


@dataclass(frozen=True)
class Caption:
    """Words written at a place that is no area of its own, such as a group of islands."""

    text: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Legend:
    """What the shades say: a heading and how a number is written."""

    title: str
    write: Callable[[float], str] = figure


def draw(
    regions: Sequence[Region],
    spots: Sequence[Spot] = (),
    *,
    title: str,
    legend: Legend | None = None,
    captions: Sequence[Caption] = (),
) -> SafeString:
    """The wide drawing and the one for phones; CSS shows the one that fits."""
    wide = draw_one(
        regions, spots, title=title, legend=legend, captions=captions, width=WIDE, names=45
    )
    narrow = draw_one(
        regions, spots, title=title, legend=legend, captions=captions, width=NARROW, names=14
    )
    return mark_safe(  # noqa: S308  both halves escape what they are given
        f'<div class="map-wide">{wide}</div><div class="map-narrow">{narrow}</div>'
    )


def draw_one(
    regions: Sequence[Region],
    spots: Sequence[Spot] = (),
    *,
    title: str,
    legend: Legend | None = None,
    captions: Sequence[Caption] = (),
    width: int = WIDE,
    names: int = 45,
) -> SafeString:
    """One drawing, `width` pixels wide, with at most `names` names written on it."""
    plane = _Plane.around(regions, [*spots, *captions], width)
    limits = shade_limits([r.value for r in regions if r.value is not None])
    parts = [_region(region, plane, limits) for region in regions]
    places = _scattered(spots, plane)
    parts += [_spot(spot, places[spot.key]) for spot in sorted(spots, key=lambda s: -s.size)]
    said = [Label.at(c.text, *plane.at(c.lon, c.lat)) for c in captions]
    wanted = said + _names(regions, spots, plane, places, names)
    parts += [_label(label) for label in pushed_apart(wanted, plane.width, plane.height)]
    height = plane.height
    if legend and limits:
        parts.append(_legend(legend, limits, plane))
        height += _LEGEND
    role = "group" if any([*(r.href for r in regions), *(s.href for s in spots)]) else "img"
    return mark_safe(  # noqa: S308  every part escapes what it is given
        f'<svg class="map" role="{role}" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {height:.0f}" width="{width}" height="{height:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def shade_limits(values: Sequence[float]) -> list[float]:
    """Upper ends of at most five shades, each holding about as many areas; the last is the top."""
    ordered = sorted(values)
    if not ordered:
        return []
    ends = [ordered[max(0, len(ordered) * i // _SHADES - 1)] for i in range(1, _SHADES)]
    return sorted({*ends, ordered[-1]})


def shade_of(value: float, limits: Sequence[float]) -> int:
    """0 the lightest … 4 the darkest; few different values use the darker end."""
    first = next(i for i, limit in enumerate(limits) if value <= limit or i == len(limits) - 1)
    return _SHADES - len(limits) + first


@dataclass(frozen=True)
class _Plane:
    """From degrees to pixels; near enough to true shape for one country."""

    west: float
    north: float
    scale: float
    squeeze: float
    width: int
    height: float

    @classmethod
    def around(
        cls, regions: Sequence[Region], spots: Sequence[Spot | Caption], width: int
    ) -> "_Plane":
        points = [p for r in regions for polygon in r.polygons for p in polygon[0]]
        points += [(s.lon, s.lat) for s in spots]
        points = points or [(102.0, 8.5), (109.5, 23.4)]
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        margin = max(east - west, north - south) * 0.03 or 0.02
        west, east, south, north = west - margin, east + margin, south - margin, north + margin
        squeeze = cos(radians((south + north) / 2))
        wanted = (width - 2 * _PAD) / ((east - west) * squeeze)
        scale = min(wanted, width * 1.25 / (north - south))
        spare = ((width - 2 * _PAD) / scale / squeeze - (east - west)) / 2
        return cls(west - spare, north, scale, squeeze, width, (north - south) * scale + 2 * _PAD)

    def at(self, lon: float, lat: float) -> Point:
        x = _PAD + (lon - self.west) * self.squeeze * self.scale
        return x, _PAD + (self.north - lat) * self.scale


def _region(region: Region, plane: _Plane, limits: Sequence[float]) -> str:
    shade = "none" if region.value is None else str(shade_of(region.value, limits))
    path = "".join(_ring(ring, plane) for polygon in region.polygons for ring in polygon)
    shape = (
        f'<path class="map-region map-shade-{shade}" d="{path}">'
        f"<title>{escape(region.note or region.name)}</title></path>"
    )
    return _linked(shape, region.href)


def _ring(ring: Sequence[Point], plane: _Plane) -> str:
    """Points closer than half a pixel to the last one are left out."""
    kept: list[Point] = []
    for lon, lat in ring:
        x, y = plane.at(lon, lat)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > 0.7:
            kept.append((x, y))
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z"


def _scattered(spots: Sequence[Spot], plane: _Plane) -> dict[str, Point]:
    """Where each spot is drawn: those of one place stand around the largest of them."""
    crowds: dict[Point, list[Spot]] = {}
    for spot in sorted(spots, key=lambda s: -s.size):
        crowds.setdefault((round(spot.lon, 3), round(spot.lat, 3)), []).append(spot)
    places = {}
    for crowd in crowds.values():
        x, y = plane.at(crowd[0].lon, crowd[0].lat)
        places[crowd[0].key] = x, y
        away = _radius(crowd[0]) + 5
        for i, spot in enumerate(crowd[1:]):
            turn = radians(360 * i / (len(crowd) - 1) + 30)
            places[spot.key] = x + away * cos(turn), y + away * sin(turn)
    return places


def _spot(spot: Spot, place: Point) -> str:
    x, y = place
    shape = (
        f'<circle class="map-spot {escape(spot.look)}" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{_radius(spot):.1f}"><title>{escape(spot.note or spot.name)}</title></circle>'
    )
    return _linked(shape, spot.href)


def _radius(spot: Spot) -> float:
    return float(4 * max(spot.size, 0.5) ** 0.5)


def _linked(shape: str, href: str) -> str:
    return f'<a href="{escape(href)}">{shape}</a>' if href else shape


def _names(
    regions: Sequence[Region],
    spots: Sequence[Spot],
    plane: _Plane,
    places: dict[str, Point],
    most: int,
) -> list[Label]:
    """Names of spots where there are spots, else of areas; the large ones first."""
    if spots:
        chosen = sorted((s for s in spots if s.is_named), key=lambda s: -s.size)[:most]
        wanted = [Label.at(s.name, *places[s.key], above=_radius(s) + 3) for s in chosen]
    else:
        ranked = sorted(regions, key=lambda r: -_extent(_largest(r.polygons)))[:most]
        wanted = [Label.at(r.name, *plane.at(*_centre(r.polygons))) for r in ranked]
    return wanted


def _largest(polygons: Polygons) -> Sequence[Point]:
    return max((polygon[0] for polygon in polygons), key=_extent, default=())


def _extent(ring: Sequence[Point]) -> float:
    return abs(
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], *ring[:1]], strict=True))
    )


def _centre(polygons: Polygons) -> Point:
    """The middle of the largest piece's corners: inside it for all but hooked shapes."""
    ring = _largest(polygons) or [(0.0, 0.0)]
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _label(label: Label) -> str:
    line = ""
    if label.moved > 9:
        line = (
            f'<line class="map-leader" x1="{label.from_x:.1f}" y1="{label.from_y:.1f}" '
            f'x2="{label.x:.1f}" y2="{label.y - 4:.1f}"/>'
        )
    return (
        f'{line}<text class="map-label" x="{label.x:.1f}" y="{label.y:.1f}" '
        f'aria-hidden="true">{escape(label.text)}</text>'
    )


def _legend(legend: Legend, limits: Sequence[float], plane: _Plane) -> str:
    top = plane.height + 14
    parts = [
        f'<text class="map-legend-title" x="{_PAD}" y="{top:.0f}">{escape(legend.title)}</text>'
    ]
    step = (plane.width - 2 * _PAD) / _SHADES
    for i, limit in enumerate(limits):
        x = _PAD + i * step
        shade = _SHADES - len(limits) + i
        sign = "≤" if i < len(limits) - 1 or len(limits) == 1 else ">"
        number = legend.write(limit if sign == "≤" else limits[i - 1])
        parts.append(
            f'<rect class="map-key map-shade-{shade}" x="{x:.0f}" y="{top + 8:.0f}" '
            f'width="16" height="12"/><text class="map-legend" x="{x + 21:.0f}" '
            f'y="{top + 18:.0f}">{sign} {escape(number)}</text>'
        )
    return "".join(parts)
