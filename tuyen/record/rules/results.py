"""What was typed for one analyte, read and judged: low, high, abnormal, critical. No Django here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tuyen.core.text import fold
from tuyen.registry.terms.bands import Limits
from tuyen.registry.terms.clinical import Analyte
from tuyen.registry.terms.orderables import Answer, Critical
from tuyen.registry.terms.vitals import Unreadable

VERY_LOW, LOW, USUAL, HIGH, VERY_HIGH = "very_low", "low", "usual", "high", "very_high"
ABNORMAL, CRITICAL = "abnormal", "critical"
CRITICALS = frozenset({VERY_LOW, VERY_HIGH, CRITICAL})
MOST_TIMES_HIGH = 1000  # a figure so far above its range was typed into the wrong box

_NUMBER = re.compile(r"([<>≤≥]?)\s*(\d{1,5}(?:[.,]\d{1,3})?)")


class Impossible(ValueError):
    """A figure that no person can have."""


@dataclass(frozen=True)
class Figure:
    """One value of a result. `text`: the answer in words, or a figure outside what can be measured."""

    code: str
    value: float | None
    text: str
    unit: str
    low: float | None
    high: float | None
    interpretation: str

    @property
    def is_critical(self) -> bool:
        return self.interpretation in CRITICALS

    @property
    def is_abnormal(self) -> bool:
        return self.interpretation not in (USUAL, "")


@dataclass(frozen=True)
class Scale:
    """By what one analyte of one person is judged."""

    analyte: Analyte
    limits: Limits
    answers: Sequence[Answer] = ()
    critical: Critical | None = None


def read(typed: str, scale: Scale) -> Figure | None:
    """The figure; None when nothing was typed. Unreadable or Impossible with what is wrong."""
    bare = " ".join(typed.split())
    if not bare:
        return None
    return _number(bare, scale) if scale.analyte.kind == "number" else _words(bare, scale)


def _number(typed: str, scale: Scale) -> Figure:
    found = _NUMBER.fullmatch(typed)
    if not found:
        raise Unreadable(typed)
    value = float(found[2].replace(",", "."))
    _require_possible(value, scale)
    return Figure(
        code=scale.analyte.code,
        value=value,
        text=typed if found[1] else "",
        unit=scale.analyte.unit,
        low=scale.limits.low,
        high=scale.limits.high,
        interpretation=_verdict(value, scale),
    )


def _require_possible(value: float, scale: Scale) -> None:
    high = scale.limits.high
    if scale.analyte.unit == "%" and value > 100 and high is not None and high <= 100:
        raise Impossible(value)
    if high is not None and value > high * MOST_TIMES_HIGH:
        raise Impossible(value)


def _verdict(value: float, scale: Scale) -> str:
    if scale.critical and (side := scale.critical.side(value)):
        return VERY_LOW if side < 0 else VERY_HIGH
    if scale.limits == Limits():
        return ""
    return {-1: LOW, 0: USUAL, 1: HIGH}[scale.limits.side(value)]


def _words(typed: str, scale: Scale) -> Figure:
    answer = _answer(typed, scale.answers)
    if answer is None and scale.answers:
        raise Unreadable(typed)
    verdict = ""
    if answer is not None:
        is_critical = scale.critical is not None and scale.critical.answer == answer.code
        verdict = CRITICAL if is_critical else ABNORMAL if answer.is_abnormal else USUAL
    text = answer.label.vi if answer else typed
    return Figure(scale.analyte.code, None, text, "", None, None, verdict)


def _answer(typed: str, answers: Sequence[Answer]) -> Answer | None:
    said = fold(typed)
    for answer in answers:
        labels = (fold(answer.label.vi), fold(answer.label.en))
        if typed in answer.keys or said in answer.keys or said in labels:
            return answer
    return None
