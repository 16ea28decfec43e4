"""Phases of a plan, which one the figures propose, what is due in it. No Django here."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from tuyen.core import rulebook

BOOK = "response/phases"
MOST_MEASURES = 40


class Status(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    DROPPED = "dropped"


NEXT: dict[Status, set[Status]] = {
    Status.DRAFT: {Status.APPROVED, Status.DROPPED},
    Status.APPROVED: set(),  # changed by a new version only
    Status.DROPPED: set(),
}


def may_follow(now: str, then: str) -> bool:
    return Status(then) in NEXT[Status(now)]


@dataclass(frozen=True, slots=True)
class Supply:
    """code: how the unit's store names it; empty: it is only listed."""

    item: str
    amount: int
    unit: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """key: stays when the words change. due_hours: from the change of phase."""

    key: str
    what: str
    who: str
    due_hours: int
    supplies: tuple[Supply, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """when: in words. from_*: proposed from this figure on; a phase without any is for a person to choose."""

    code: str
    name: str
    when: str
    from_cases: int | None = None
    from_places: int | None = None
    from_inpatients: int | None = None
    measures: tuple[Measure, ...] = ()

    def holds(self, figures: "Figures") -> bool:
        pairs = (
            (self.from_cases, figures.cases),
            (self.from_places, figures.places),
            (self.from_inpatients, figures.inpatients),
        )
        return any(least is not None and found >= least for least, found in pairs)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counted cases of the last days, communes with one of them, and who lies in hospital now."""

    cases: int
    places: int
    inpatients: int


def proposed(phases: Sequence[Phase], figures: Figures) -> Phase | None:
    """The last phase of which a condition holds; none holds: the first."""
    found = [phase for phase in phases if phase.holds(figures)]
    return found[-1] if found else next(iter(phases), None)


def said(phases: Iterable[Phase]) -> list[dict[str, Any]]:
    """As the plan keeps them."""
    return [asdict(phase) for phase in phases]


def phases_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Phase, ...]:
    return tuple(
        Phase(**{**each, "measures": tuple(map(_measure, each.get("measures", ())))})
        for each in kept
    )


def _measure(kept: Mapping[str, Any]) -> Measure:
    supplies = tuple(Supply(**each) for each in kept.get("supplies", ()))
    return Measure(**{**kept, "supplies": supplies})


def template(disease: str, on: dt.date) -> tuple[Phase, ...]:
    """The phases of the rulebook with the measures for this disease; empty: for every disease."""
    rows = rulebook.on(BOOK, on).rows
    measures = [
        (f"m{n}", row)
        for n, row in enumerate((each for each in rows if each["group"] == "measure"), start=1)
        if not row.get("diseases") or disease in row["diseases"]
    ]
    return tuple(
        Phase(
            code=row["code"],
            name=row["label_vi"],
            when=row["when_vi"],
            from_cases=row.get("from_cases"),
            from_places=row.get("from_places"),
            from_inpatients=row.get("from_inpatients"),
            measures=tuple(_from_book(key, each) for key, each in measures if _is_of(each, row)),
        )
        for row in rows
        if row["group"] == "phase"
    )


def _is_of(measure: Mapping[str, Any], phase: Mapping[str, Any]) -> bool:
    return phase["code"] in measure.get("phases", [phase["code"]])


def _from_book(key: str, row: Mapping[str, Any]) -> Measure:
    supplies = tuple(Supply(**each) for each in row.get("supplies", ()))
    return Measure(key, row["label_vi"], row["who"], row["due_hours"], supplies)


def within_days(on: dt.date) -> int:
    return int(rulebook.on(BOOK, on)["within_days"])


def is_unverified(on: dt.date) -> bool:
    return rulebook.on(BOOK, on).is_unverified


def with_measure(phase: Phase, measure: Measure) -> Phase:
    """The measure with this key replaced, or a new one put last."""
    if any(each.key == measure.key for each in phase.measures):
        kept = tuple(measure if each.key == measure.key else each for each in phase.measures)
        return replace(phase, measures=kept)
    return replace(phase, measures=(*phase.measures, measure))


def without_measure(phase: Phase, key: str) -> Phase:
    return replace(phase, measures=tuple(each for each in phase.measures if each.key != key))


@dataclass(frozen=True, slots=True)
class Mark:
    """The last word on a measure of the phase that is in force."""

    is_done: bool
    at: dt.datetime
    by_name: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    measure: Measure
    due_at: dt.datetime
    mark: Mark | None
    is_overdue: bool

    @property
    def is_done(self) -> bool:
        return self.mark is not None and self.mark.is_done

    @property
    def is_late(self) -> bool:
        """Done, but after its time."""
        return self.mark is not None and self.mark.is_done and self.mark.at > self.due_at


def checklist(
    phase: Phase, since: dt.datetime, marks: Mapping[str, Mark], now: dt.datetime
) -> list[Line]:
    """The measures of the phase, the first due first."""
    lines = []
    for measure in phase.measures:
        due_at, mark = since + dt.timedelta(hours=measure.due_hours), marks.get(measure.key)
        is_open = mark is None or not mark.is_done
        lines.append(Line(measure, due_at, mark, is_open and now > due_at))
    return sorted(lines, key=lambda line: line.due_at)


def needed(phase: Phase) -> list[Supply]:
    """Supplies of all measures, the same thing added up."""
    total: dict[tuple[str, str, str], int] = {}
    for measure in phase.measures:
        for each in measure.supplies:
            what = (each.item, each.unit, each.code)
            total[what] = total.get(what, 0) + each.amount
    return [Supply(item, n, unit, code) for (item, unit, code), n in total.items()]
