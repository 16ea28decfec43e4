"""Names of invented people, as their ethnic group gives them."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

_LISTS = Path(__file__).with_name("lists")
_KINH = "@kinh"


class Drawn(NamedTuple):
    """What chance drew: a full name and the code of the ethnic group."""

    name: str
    ethnic_code: str


class _Bag(NamedTuple):
    """Things to draw with their weights, summed up as `choices` wants them."""

    things: tuple[str, ...]
    weights: tuple[int, ...]

    def draw(self, chance: Random) -> str:
        return chance.choices(self.things, cum_weights=self.weights)[0]


class _Group(NamedTuple):
    families: _Bag
    given: dict[str, tuple[str, ...]]
    is_given_first: bool


def drawn(chance: Random, sex: str, province_code: str) -> Drawn:
    ethnic_code = _mix(province_code).draw(chance)
    return Drawn(named(chance, sex, ethnic_code), ethnic_code)


def named(chance: Random, sex: str, ethnic_code: str) -> str:
    group = _group(ethnic_code)
    family, given = group.families.draw(chance), chance.choice(group.given[sex])
    return f"{given} {family}" if group.is_given_first else f"{family} {given}"


@cache
def _book() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((_LISTS / "names.toml").read_text(encoding="utf-8"))


@cache
def _mix(province_code: str) -> _Bag:
    mixes: dict[str, str] = _book()["mix"]  # type: ignore[assignment]
    return _bag(mixes.get(province_code, mixes["00"]))


@cache
def _group(ethnic_code: str) -> _Group:
    said = _book()["group"][ethnic_code]
    given = {sex: _given(sex, said[sex]) for sex in ("male", "female")}
    return _Group(_bag(said["family"]), given, said.get("order") == "first")


def _given(sex: str, said: str) -> tuple[str, ...]:
    return _kinh(sex) if said == _KINH else tuple(said.split("|"))


@cache
def _kinh(sex: str) -> tuple[str, ...]:
    with (_LISTS / "given_names_kinh.csv").open(encoding="utf-8") as file:
        return tuple(row["name"] for row in csv.DictReader(file) if row["sex"] == sex)


def _bag(said: str) -> _Bag:
    """`Lò*9 Vì` means Lò nine times as often as Vì."""
    things, weights, total = [], [], 0
    for word in said.split():
        thing, _, weight = word.partition("*")
        total += int(weight or 1)
        things.append(thing)
        weights.append(total)
    return _Bag(tuple(things), tuple(weights))
