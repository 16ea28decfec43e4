"""A schedule as it is written in the rulebook, made ready for the engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.domains.immunization.rules.ages import Span, span


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of a series. `after`: its usual distance from the dose before, which may be the longer."""

    due: Span
    earliest: Span
    gap: Span | None
    after: Span | None
    late_after: Span
    latest: Span | None


@dataclass(frozen=True, slots=True)
class Series:
    """Doses in order; `sex`: whom it is for, empty for everybody."""

    code: str
    antigens: frozenset[str]
    doses: tuple[Dose, ...]
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All series, and what holds between them."""

    series: tuple[Series, ...]
    live: frozenset[str]
    live_gap: Span
    grace: Span


def plan_of(rows: Iterable[Mapping[str, Any]], engine: Mapping[str, Any]) -> Plan:
    """From `immunization/schedule` and `immunization/engine`. Raises ValueError for a wrong age."""
    late = engine["late_after"]
    series = tuple(
        Series(
            row["code"],
            frozenset(row["antigens"]),
            tuple(_dose(each, late) for each in row["doses"]),
            row.get("sex", ""),
        )
        for row in rows
    )
    live = frozenset(engine["live_injected"])
    return Plan(series, live, span(engine["live_gap"]), span(engine["grace"]))


def _dose(told: Mapping[str, str], late: str) -> Dose:
    gap, after, latest = (
        span(told[key]) if key in told else None for key in ("gap", "after", "latest")
    )
    return Dose(
        span(told["due"]),
        span(told["earliest"]),
        gap,
        after or gap,
        span(told.get("late_after", late)),
        latest,
    )
