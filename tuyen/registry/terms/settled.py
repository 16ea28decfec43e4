"""Rules of the rulebook as a unit has settled them: its own confirmed figures, or those of a unit above it.

One statement for all rules and units (a page asks it once, `core.memory`), a second one only where
somebody has confirmed a figure of the rule that is asked for.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tuyen.core import rulebook
from tuyen.core.memory import asked_once, remembered
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.terms import figures
from tuyen.registry.terms.models import LocalValue


@dataclass(frozen=True)
class Standing:
    """What stands in the place of a proposal, at the unit with this path and all below it."""

    path: str
    value: LocalValue

    @property
    def key(self) -> tuple[str, str]:
        return self.value.row, self.value.field


def on(rule: str, day: dt.date, unit_id: uuid.UUID | None) -> rulebook.Rule:
    """The rule of the day as it counts at this unit; the rulebook's for no unit."""
    proposed = rulebook.on(rule, day)
    standing = in_force(rule, day)
    if unit_id is None or not standing:
        return proposed
    path = _path_of(unit_id)
    said = {each.key: each.value.value for each in standing if path.startswith(each.path)}
    return figures.settled(proposed, said, day)


@dataclass(frozen=True)
class Ground:
    """What figures of a rule stand on at a unit. confirmed: what somebody confirmed of them, each once;
    is_whole: every figure asked for. source: of the proposal."""

    is_unverified: bool
    is_whole: bool
    confirmed: tuple[LocalValue, ...]
    source: str
    group: str


def ground(
    rule: str, day: dt.date, unit_id: uuid.UUID, fields: Iterable[str] = (), row: str = ""
) -> Ground:
    """Of these fields (all of them without one) and this row of the rule (every row without one)."""
    proposed, wanted = rulebook.on(rule, day), set(fields)
    asked = [
        each
        for each in figures.figures(day)
        if each.rule == rule
        and (not wanted or each.field in wanted)
        and (not row or each.row in (row, figures.WHOLE_RULE))
    ]
    standing = in_force(rule, day)
    path = _path_of(unit_id) if standing else ""
    said = {each.key: each.value for each in standing if path.startswith(each.path)}
    found = {key: said[key] for each in asked if (key := (each.row, each.field)) in said}
    return Ground(
        proposed.is_unverified,
        bool(asked) and len(found) == len(asked),
        tuple({each.source: each for each in found.values()}.values()),
        proposed.source,
        asked[0].group if asked else "",
    )


def at_unit(day: dt.date, unit_id: uuid.UUID) -> dict[tuple[str, str, str], LocalValue]:
    """(rule, row, field) → what counts at this unit on the day."""
    with asked_once():
        path = _path_of(unit_id)
        return {
            (rule, *each.key): each.value
            for rule in figures.rules(day)
            for each in in_force(rule, day)
            if path.startswith(each.path)
        }


def in_force(rule: str, day: dt.date) -> list[Standing]:
    """Of one rule, from the top of the tree down, the newest last: a later one replaces."""
    found = [each for each in _confirmed()[rule] if _counts(each.value, day)]
    return sorted(found, key=_order)


def spread(rule: str, field: str, day: dt.date) -> list[tuple[str, str]]:
    """(path, value) of one figure wherever it is set, for questions to the rows of many units."""
    return [(each.path, each.value.value) for each in in_force(rule, day) if each.key[1] == field]


def _order(each: Standing) -> tuple[int, dt.date, int]:
    return len(each.path), each.value.valid_from, each.value.hlc


def _counts(value: LocalValue, day: dt.date) -> bool:
    return rulebook.in_force(value.valid_from, value.valid_to, day)


def _confirmed() -> dict[str, list[Standing]]:
    return remembered("figures that units have confirmed", _ask)


def _ask() -> dict[str, list[Standing]]:
    path = ScopeNode.objects.filter(unit_id=OuterRef("unit_id")).values("path")
    rows = LocalValue.objects.filter(rule__in=sorted(_rules())).annotate(path=Subquery(path))
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in rows:
        if row.path:
            found[row.rule].append(Standing(row.path, row))
    return found


def _rules() -> set[str]:
    return {row["rule"] for version in rulebook.versions(figures.TABLE) for row in version.rows}


def _path_of(unit_id: uuid.UUID) -> str:
    return remembered(("path of", unit_id), lambda: _ask_path(unit_id))


def _ask_path(unit_id: uuid.UUID) -> str:
    found = ScopeNode.objects.filter(pk=unit_id).values_list("path", flat=True).first()
    return str(found or "")
