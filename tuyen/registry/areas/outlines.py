"""Outlines for drawing (never for measuring), simplified, in force since July 2025."""

import gzip
import json
from functools import lru_cache

from tuyen.core import rulebook

# A polygon is its rings (the first outside, the others holes); a ring its (lon, lat) points.
Point = tuple[float, float]
Polygons = tuple[tuple[tuple[Point, ...], ...], ...]

FOLDER = rulebook.ROOT / "areas" / "outlines"


def of_provinces() -> dict[str, Polygons]:
    """Province code → outline, the whole country."""
    return _read("provinces")


def of_communes(province_code: str) -> dict[str, Polygons]:
    """Commune code → outline, one province; empty for a code that has no outlines."""
    return _read(province_code) if (FOLDER / f"{province_code}.json.gz").exists() else {}


@lru_cache(maxsize=3)
def _read(name: str) -> dict[str, Polygons]:
    packed = (FOLDER / f"{name}.json.gz").read_bytes()
    return {
        code: tuple(
            tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon)
            for polygon in polygons
        )
        for code, polygons in json.loads(gzip.decompress(packed)).items()
    }


def islands() -> list[tuple[str, float, float]]:
    """Name, longitude, latitude of the groups of islands that are written on a map of the country."""
    rows = rulebook.versions("areas/outlines")[-1].rows
    return [(str(row["name"]), float(row["lon"]), float(row["lat"])) for row in rows]
