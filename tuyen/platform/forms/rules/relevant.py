"""The part of XLSForm's `relevant` and `constraint` that our conditions and ranges can say.

relevant: conditions joined by `and`, or by `or`, never both:
    ${q} = 'code'   ${q} != 'code'   ${q} > 3 (also < >= <= =)   ${q} = ''   ${q} != ''
    selected(${q}, 'code')   not(selected(${q}, 'code'))
bands: points of a number, `1 = 2; 3 = 5`: from 1 two points, from 3 five.
constraint: `. >= 0`, `. <= 120`, or both joined by `and`; whole numbers may be compared by > and < too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tuyen.platform.forms.rules.items import When
from tuyen.platform.forms.rules.numbers import plain, spoken

_NAME = r"\$\{\s*([A-Za-z0-9_][A-Za-z0-9_.\-]*)\s*\}"
_WORD = r"(?:'([^']*)'|\"([^\"]*)\")"
_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
_COMPARED = re.compile(rf"{_NAME}\s*(!=|>=|<=|=|>|<)\s*(?:{_WORD}|{_NUMBER})")
_SELECTED = re.compile(rf"selected\(\s*{_NAME}\s*,\s*{_WORD}\s*\)")
_NOT_SELECTED = re.compile(rf"not\(\s*selected\(\s*{_NAME}\s*,\s*{_WORD}\s*\)\s*\)")
_JOINED = re.compile(r"""\s+(and|or)\s+(?=(?:[^'"]*['"][^'"]*['"])*[^'"]*$)""")
_BOUND = re.compile(rf"\.\s*(>=|<=|>|<)\s*{_NUMBER}")

_BAND = re.compile(rf"{_NUMBER}\s*=\s*{_NUMBER}")


class NotSupported(ValueError):
    """An expression outside the grammar above."""


@dataclass(frozen=True, slots=True)
class Conditions:
    when: tuple[When, ...]
    is_all: bool = True


def parse(text: str) -> Conditions:
    """Raises NotSupported with the part that cannot be said."""
    parts = _JOINED.split(_bare(text))
    joints = set(parts[1::2])
    if len(joints) > 1:
        raise NotSupported(text)
    return Conditions(tuple(_condition(part) for part in parts[::2]), joints != {"or"})


def write(when: Iterable[When], is_all: bool, word: Callable[[When], Any]) -> str:
    """The same conditions as XLSForm says them. word: the choice by which an answer is called there."""
    return (" and " if is_all else " or ").join(_written(each, word(each)) for each in when)


def bounds(text: str, is_whole: bool) -> tuple[float | None, float | None]:
    """(low, high) of a constraint. Raises NotSupported."""
    low: float | None = None
    high: float | None = None
    for part in re.split(r"\s+and\s+", _bare(text)):
        match = _BOUND.fullmatch(part.strip())
        if match is None or (match[1] in "<>" and not is_whole):
            raise NotSupported(part)
        number = float(match[2])
        if match[1].startswith(">"):
            low = number + (1 if match[1] == ">" else 0)
        else:
            high = number - (1 if match[1] == "<" else 0)
    return low, high


def bands(text: str) -> list[list[float]]:
    """[[at least, points] …]. Raises NotSupported with the part that cannot be read."""
    return [_band(part) for part in text.split(";") if part.strip()]


def _band(part: str) -> list[float]:
    match = _BAND.fullmatch(part.strip().replace(",", "."))
    if match is None:
        raise NotSupported(part.strip())
    return [float(match[1]), float(match[2])]


def write_bands(found: Iterable[tuple[float, float]]) -> str:
    return "; ".join(f"{spoken(low)} = {spoken(points)}" for low, points in found)


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closes_last(text):
        text = text[1:-1].strip()
    return text


def _closes_last(text: str) -> bool:
    depth = 0
    for at, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at == len(text) - 1
    return False


def _condition(part: str) -> When:
    text = _bare(part)
    if match := _SELECTED.fullmatch(text):
        return When(match[1], "=", match[2] or match[3] or "")
    if match := _NOT_SELECTED.fullmatch(text):
        return When(match[1], "!=", match[2] or match[3] or "")
    if (match := _COMPARED.fullmatch(text)) is None:
        raise NotSupported(part)
    question, operator, single, double, number = match.groups()
    if number is not None:
        return When(question, operator, float(number) if "." in number else int(number))
    word = single or double or ""
    if word == "" and operator in ("=", "!="):
        return When(question, "exists", operator == "!=")
    if operator not in ("=", "!="):
        raise NotSupported(part)
    return When(question, operator, word)


def _written(when: When, answer: Any) -> str:
    name = f"${{{when.question}}}"
    if when.operator == "exists":
        return f"{name} {'!=' if when.answer else '='} ''"
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        return f"{name} {when.operator} {plain(answer)}"
    return f"{name} {when.operator} '{answer}'"
