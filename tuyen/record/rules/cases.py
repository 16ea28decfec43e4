"""Which diseases are notified, how a case moves, which facts of it cannot be. No Django here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.rulebook import Row

DISEASES = "surveillance/diseases"
DISCARDED = "discarded"
COUNTED = frozenset({"suspected", "probable", "lab_confirmed", "epi_linked", "clinical"})


class Stage(StrEnum):
    NOTIFIED = "notified"
    INVESTIGATED = "investigated"
    CLASSIFIED = "classified"
    CLOSED = "closed"


# Forward one by one; back one by one, with a reason.
NEXT: dict[Stage, set[Stage]] = {
    Stage.NOTIFIED: {Stage.INVESTIGATED},
    Stage.INVESTIGATED: {Stage.CLASSIFIED, Stage.NOTIFIED},
    Stage.CLASSIFIED: {Stage.CLASSIFIED, Stage.CLOSED, Stage.INVESTIGATED},
    Stage.CLOSED: {Stage.CLASSIFIED},
}
BACK: dict[Stage, Stage] = {
    Stage.INVESTIGATED: Stage.NOTIFIED,
    Stage.CLASSIFIED: Stage.INVESTIGATED,
    Stage.CLOSED: Stage.CLASSIFIED,
}


def may_follow(now: str, then: str) -> bool:
    return Stage(then) in NEXT[Stage(now)]


@dataclass(frozen=True, slots=True)
class Disease:
    """One notifiable disease as the rulebook has it on a day."""

    code: str
    label_vi: str
    label_en: str
    group: str
    icd10: tuple[str, ...]
    report_hours: int
    classes: tuple[str, ...]
    confirmed: frozenset[str]
    incubation_days: tuple[int, int]
    infectious_days: tuple[int, int]
    compartment: str
    investigate_hours: int
    definition: str
    source: str
    signs: tuple[Row, ...]
    is_unverified: bool

    def has_code(self, icd10: str) -> bool:
        return any(icd10.startswith(each) for each in self.icd10)

    def is_same_illness(self, onset_on: dt.date, other_on: dt.date) -> bool:
        """Within one longest incubation of another onset: the same illness, told twice."""
        return abs((onset_on - other_on).days) <= self.incubation_days[1]


def diseases(on: dt.date) -> dict[str, Disease]:
    rule = rulebook.on(DISEASES, on)
    return {row["code"]: _disease(row, rule) for row in rule.rows}


def _disease(row: Row, rule: rulebook.Rule) -> Disease:
    flow = rule["flow"][row.get("flow", "plain")]
    low, high = row["incubation_days"]
    before, after = row.get("infectious_days", (0, 0))
    return Disease(
        code=row["code"],
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        group=row["group"],
        icd10=tuple(row["icd10"]),
        report_hours=row.get("report_hours", rule["report_hours"]),
        classes=tuple(flow["classes"]),
        confirmed=frozenset(flow["confirmed"]),
        incubation_days=(low, high),
        infectious_days=(before, after),
        compartment=row.get("compartment", ""),
        investigate_hours=row.get("investigate_hours", rule["investigate_hours"]),
        definition=row.get("definition", ""),
        source=row.get("source", rule.source),
        signs=tuple(row.get("signs", ())),
        is_unverified=rulebook.is_unverified(row, rule),
    )


def disease_of(icd10: str, on: dt.date) -> Disease | None:
    """The notifiable disease that this code stands for; the longest code that fits counts."""
    bare = icd10.rstrip("†*")
    found = [
        (len(code), each)
        for each in diseases(on).values()
        for code in each.icd10
        if bare and bare.startswith(code)
    ]
    return max(found, key=lambda one: one[0])[1] if found else None


def fault_of_onset(
    onset_on: dt.date, *, birth_on: dt.date | None, found_on: dt.date, today: dt.date
) -> str:
    """Empty, or why an illness cannot have begun on that day."""
    if onset_on > today:
        return "future"
    if birth_on is not None and onset_on < birth_on:
        return "before_birth"
    if onset_on > found_on:
        return "after_found"
    return ""


def faults_of_times(occurred: dt.datetime, notified: dt.datetime, now: dt.datetime) -> str:
    """Found, then told, then entered: in this order, none of it to come."""
    if occurred > now or notified > now:
        return "future"
    return "told_before_found" if notified < occurred else ""


def meets_suspected(disease: Disease, signs: Iterable[str]) -> bool:
    """Are all signs that the definition asks for there, and one of those of which one is enough?"""
    seen = set(signs)
    needed = {row["code"] for row in disease.signs if row.get("needed")}
    others = {row["code"] for row in disease.signs if not row.get("needed")}
    return needed <= seen and (not others or bool(others & seen))


def report_by(disease: Disease, occurred_at: dt.datetime) -> dt.datetime:
    return occurred_at + dt.timedelta(hours=disease.report_hours)


def investigate_by(disease: Disease, notified_at: dt.datetime) -> dt.datetime:
    return notified_at + dt.timedelta(hours=disease.investigate_hours)


def follow_days(on: dt.date) -> int:
    """How long whoever investigates may open the chart."""
    return int(rulebook.on(DISEASES, on)["follow_days"])
