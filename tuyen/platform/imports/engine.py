"""Runs a file through a kind: parse, apply or only try, count, and set the bad rows aside."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.platform.imports.cells import BadCell, as_text
from tuyen.platform.imports.kinds import Kind, Outcome, Result, Row
from tuyen.platform.imports.reading import Line, Table
from tuyen.platform.imports.sheets import write_sheet

Progress = Callable[["Tally"], None]
_REPORT_EVERY = 200


@dataclass
class Tally:
    """Rows so far, by what became of them."""

    outcomes: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[Line, tuple[str, ...]]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.outcomes.values())

    def as_dict(self) -> dict[str, int]:
        return {outcome.value: self.outcomes[outcome] for outcome in Outcome}

    def _add(self, line: Line, result: Result) -> None:
        self.outcomes[result.outcome] += 1
        if result.outcome == Outcome.BAD:
            self.bad.append((line, result.errors))


def run(
    table: Table,
    kind: Kind,
    mapped: Mapping[str, int],
    *,
    by: Actor,
    dry_run: bool,
    report: Progress | None = None,
) -> Tally:
    """Every row once. Bad cells never reach the room; its results come back in the order of rows."""
    tally, waiting = Tally(), {}

    def good_rows() -> Iterator[Row]:
        for line in table.rows():
            values, errors = read_row(kind, mapped, line.cells)
            if errors:
                tally._add(line, Result(line.number, Outcome.BAD, tuple(errors)))
                continue
            waiting[line.number] = line
            yield Row(line.number, values)

    for result in kind.apply(good_rows(), by, dry_run):
        tally._add(waiting.pop(result.number), result)
        if report and tally.rows % _REPORT_EVERY == 0:
            report(tally)
    tally.bad.sort(key=lambda pair: pair[0].number)
    if report:
        report(tally)
    return tally


def read_row(
    kind: Kind, mapped: Mapping[str, int], cells: list[Any]
) -> tuple[dict[str, Any], list[str]]:
    """Values by column key, and what is wrong, naming the column."""
    values: dict[str, Any] = {}
    errors = []
    for column in kind.columns:
        cell = cells[mapped[column.key]] if column.key in mapped else ""
        if column.required and not as_text(cell):
            errors.append(_("%(column)s: thiếu") % {"column": column.label})
            continue
        try:
            values[column.key] = column.parse(cell)
        except BadCell as bad:
            errors.append(f"{column.label}: {bad}")
    return values, errors


def count_rows(table: Table) -> int:
    return sum(1 for _line in table.rows())


def errors_sheet(table: Table, tally: Tally) -> bytes:
    """The bad rows as they came, with the reasons in a first column “Lỗi”; mend it and import it."""
    rows = ([_line_errors(line, errors), *line.cells] for line, errors in tally.bad)
    header = [_("Lỗi"), *table.header]
    return write_sheet(header, rows, name=_("Dòng lỗi"), widths=[60] + [18] * len(table.header))


def _line_errors(line: Line, errors: tuple[str, ...]) -> str:
    return _("Dòng %(number)s: %(errors)s") % {"number": line.number, "errors": "; ".join(errors)}
