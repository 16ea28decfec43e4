"""Real provinces and communes for invented people, from the areas of the rulebook."""

from functools import cache
from random import Random

from tuyen.core import rulebook
from tuyen.edge.demo.people import Place


@cache
def provinces() -> dict[str, str]:
    """Code → name, without “tỉnh” or “thành phố”."""
    rows = rulebook.versions("areas/provinces")[-1].rows
    return {row["code"]: row["name"] for row in rows}


@cache
def communes_of(province_code: str) -> tuple[rulebook.Row, ...]:
    rows = rulebook.versions("areas/communes")[-1].rows
    return tuple(row for row in rows if row["province_code"] == province_code)


def places_in(province_code: str) -> tuple[Place, ...]:
    return tuple(Place(province_code, row["code"]) for row in communes_of(province_code))


def places_anywhere(chance: Random, count: int) -> tuple[Place, ...]:
    """Some communes of every province, drawn by chance."""
    found = [place for code in sorted(provinces()) for place in places_in(code)]
    return tuple(chance.sample(found, count))
