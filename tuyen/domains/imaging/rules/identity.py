"""Is the name in the picture that of the open chart? No Django here."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core.text import fold


class Differs(StrEnum):
    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"


@dataclass(frozen=True)
class Named:
    """Who somebody is said to be; empty where nothing is said."""

    name: str = ""
    born_on: dt.date | None = None
    is_day_known: bool = True
    sex: str = ""


_SEXES = {"M": "male", "F": "female", "male": "male", "female": "female"}


def differences(in_file: Named, in_chart: Named) -> list[Differs]:
    """What contradicts. Machines write names without marks and in any order; silence is no contradiction."""
    found = []
    if _words(in_file.name) and not _same_name(_words(in_file.name), _words(in_chart.name)):
        found.append(Differs.NAME)
    if _other_birth(in_file, in_chart):
        found.append(Differs.BIRTH)
    sexes = (_SEXES.get(in_file.sex), _SEXES.get(in_chart.sex))
    if all(sexes) and sexes[0] != sexes[1]:
        found.append(Differs.SEX)
    return found


def _words(name: str) -> list[str]:
    return sorted("".join(c if c.isalpha() else " " for c in fold(name)).split())


def _same_name(a: list[str], b: list[str]) -> bool:
    return a == b or "".join(a) == "".join(b)


def _other_birth(in_file: Named, in_chart: Named) -> bool:
    if in_file.born_on is None or in_chart.born_on is None:
        return False
    is_new_year = (in_file.born_on.month, in_file.born_on.day) == (1, 1)  # only the year was known
    if in_chart.is_day_known and not is_new_year:
        return in_file.born_on != in_chart.born_on
    return in_file.born_on.year != in_chart.born_on.year
