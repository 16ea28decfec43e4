"""Figures of the rulebook that a unit may set for itself: clocks, months, weights. No Django.

`rulebook/figures.toml` names them; the proposal of each, with its source, stands in the file of its rule.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tuyen.core import rulebook
from tuyen.registry.terms.clinical import Label
from tuyen.registry.terms.open_values import NO_MEASURE, OpenValue, Wrong

TABLE = "figures"
WHOLE_RULE = "all"  # the row of a figure that belongs to no row of its rule
SETTLED = "U"  # every figure of the rule is confirmed by the unit
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:hH.]([0-5]\d)")

Said = Mapping[tuple[str, str], str]  # (row, field) → value


@dataclass(frozen=True)
class Figure(OpenValue):
    """One figure as the rulebook proposes it; figure_kind: whole, decimal or clock."""

    group: str = ""
    group_label: Label = NO_MEASURE
    figure_kind: str = "whole"
    least: float = 0
    most: float = 0
    is_proposed: bool = True
    source: str = ""
    legal_basis: str = ""

    @property
    def kind(self) -> str:
        return "figure"

    @property
    def code(self) -> str:
        """In addresses: `techniques.transfer:all:lapse_months`."""
        return ":".join((self.rule.replace("/", "."), self.row, self.field))

    def read(self, text: str) -> str:
        """The value as it is kept; Wrong when it cannot be read or cannot be right."""
        typed = " ".join(text.split())
        if self.figure_kind == "clock":
            found = _CLOCK.fullmatch(typed)
            if not found:
                raise Wrong("clock")
            return f"{int(found[1]):02d}:{found[2]}"
        return f"{self._number(typed):g}"

    def _number(self, typed: str) -> float:
        step = {"whole": 1, "decimal": 1000}[self.figure_kind]
        try:
            number = float(typed.replace(",", "."))
        except ValueError:
            raise Wrong("figure") from None
        if not self.least <= number <= self.most or number * step != round(number * step):
            raise Wrong("figure")
        return number


def figures(on: dt.date) -> tuple[Figure, ...]:
    """Every figure that may be set, in the order of the table."""
    return _figures(on)


def with_code(code: str, on: dt.date) -> Figure | None:
    return next((each for each in _figures(on) if each.code == code), None)


def rules(on: dt.date) -> frozenset[str]:
    """Names of the rules that have such figures."""
    return frozenset(each.rule for each in _figures(on))


def settled(rule: rulebook.Rule, said: Said, on: dt.date) -> rulebook.Rule:
    """The rule with what a unit has confirmed in the place of the proposals."""
    if not said:
        return rule
    values = dict(rule.values)
    rows = [dict(row) for row in rule.rows]
    asked = [each for each in _figures(on) if each.rule == rule.name]
    for figure in asked:
        text = said.get((figure.row, figure.field))
        if text is None:
            continue
        value = text if figure.figure_kind == "clock" else _as_was(text)
        if figure.field in values:
            values[figure.field] = value
        for row in rows:
            if row.get("code") == figure.row and figure.field in row:
                row[figure.field] = value
    known = all((each.row, each.field) in said for each in asked)
    return replace(
        rule, values=values, rows=tuple(rows), verified=SETTLED if known else rule.verified
    )


def _as_was(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


@lru_cache(maxsize=64)
def _figures(on: dt.date) -> tuple[Figure, ...]:
    try:
        table = rulebook.on(TABLE, on)
    except rulebook.NoneInForce:  # before the first table nothing could be set
        return ()
    return tuple(figure for row in table.rows for figure in _of(row, table, on))


def _of(row: rulebook.Row, table: rulebook.Rule, on: dt.date) -> Iterator[Figure]:
    try:
        rule = rulebook.on(row["rule"], on)
    except rulebook.NoneInForce:  # the rule itself begins later
        return
    if "each" not in row:
        label = Label(row["label_vi"], row["label_en"])
        yield _figure(row, table, rule, row.get("row", WHOLE_RULE), label, rule[row["field"]])
        return
    for each in rule.rows:
        if row["each"] in ("*", each.get("list")) and row["field"] in each:
            label = Label(
                f"{row['label_vi']}: {each['label_vi']}", f"{row['label_en']}: {each['label_en']}"
            )
            yield _figure(row, table, rule, each["code"], label, each[row["field"]])


def _figure(
    row: rulebook.Row, table: rulebook.Rule, rule: rulebook.Rule, code: str, label: Label, now: Any
) -> Figure:
    group, unit = table["group"][row["group"]], table["unit"][row["unit"]]
    return Figure(
        rule=rule.name,
        row=code,
        field=row["field"],
        label=label,
        text=now if row["kind"] == "clock" else f"{now:g}",
        measure=Label(unit["label_vi"], unit["label_en"]),
        group=row["group"],
        group_label=Label(group["label_vi"], group["label_en"]),
        figure_kind=row["kind"],
        least=row.get("least", 0),
        most=row.get("most", 0),
        is_proposed=rule.is_unverified,
        source=rule.source,
        legal_basis=rule.legal_basis,
    )
