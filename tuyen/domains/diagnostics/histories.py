"""A person's figures over time, and the versions of one result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.domains.diagnostics.sheets import Shown, shown
from tuyen.platform.changes import history
from tuyen.platform.changes.node import node_words
from tuyen.record.chart import Chart
from tuyen.record.models import Observation, Order, Result
from tuyen.record.queries.orders import versions_of
from tuyen.record.queries.results import Row, analytes_over_time
from tuyen.registry.terms.clinical import analytes, groups

EARLIER = 3  # values that stand beside the newest one
POINTS = 12  # values of the small line


@dataclass(frozen=True)
class Course:
    """One analyte: the newest value, the line, and the values before. points: oldest first."""

    label: str
    newest: Shown
    points: list[float | None]
    low: float | None
    high: float | None
    earlier: list[Shown]
    order_id: Any

    @property
    def has_line(self) -> bool:
        return len(self.points) > 1


@dataclass(frozen=True)
class Group:
    label: str
    courses: list[Course]


def table_of(chart: Chart) -> list[Group]:
    """Analytes in the order of the list, under the headings of their groups."""
    on = clock.today()
    known, language = analytes(on), get_language() or "vi"
    rows = {row.code: row for row in analytes_over_time(chart)}
    found = []
    for group in groups("laboratory", on):
        codes = [code for code, each in known.items() if each.group == group.code and code in rows]
        if codes:
            found.append(
                Group(group.label.spoken(language), [_course(rows[code]) for code in codes])
            )
    return found


def _course(row: Row) -> Course:
    newest = shown(row.newest)
    values = [figure.value for figure in row.figures[:POINTS] if figure.value is not None]
    return Course(
        label=newest.label,
        newest=newest,
        points=list(reversed(values)),
        low=row.newest.low,
        high=row.newest.high,
        earlier=[shown(figure) for figure in row.figures[1 : EARLIER + 1]],
        order_id=row.newest.order_id,
    )


def history_of(chart: Chart, order: Order) -> list[dict[str, Any]]:
    """Every version of a result, newest first, with what changed in each."""
    versions = versions_of(chart, [order.id])
    rows = chart.all_versions_of(Observation).filter(order_id=order.id).order_by("id")
    figures: dict[Any, dict[str, str]] = {}
    for row in rows:
        said = shown(row)
        figures.setdefault(row.result_id, {})[said.label] = f"{said.text} {said.unit}".strip()
    at_node = _nodes_of(versions, chart)
    return [
        _version(version, figures.get(version.id, {}), _before(version, versions, figures))
        | {"node": at_node.get(version.id, "")}
        for version in versions
    ]


def _nodes_of(versions: Sequence[Result], chart: Chart) -> dict[Any, str]:
    """On which computer each version was last written, in words."""
    words_of = node_words()
    told = history.histories_of(versions, chart.who, room="result")
    return {row.id: words_of(entry.node_id) for row, entry in reversed(told)}


def _before(
    version: Result, versions: Sequence[Result], figures: dict[Any, dict[str, str]]
) -> dict[str, str]:
    earlier = next((each for each in versions if each.id == version.amends_id), None)
    return figures.get(earlier.id, {}) if earlier else {}


def _version(version: Result, now: dict[str, str], before: dict[str, str]) -> dict[str, Any]:
    names: Iterable[str] = dict.fromkeys([*now, *before])
    changed = [
        (name, before.get(name, "–"), now.get(name, "–"))
        for name in names
        if before.get(name) != now.get(name)
    ]
    is_signed = version.verified_at is not None
    return {
        "at": version.verified_at or version.entered_at,
        "who": version.verified_name if is_signed else version.entered_name,
        "why": version.why or (_("Duyệt") if is_signed else _("Nhập")),
        "fields": changed,
    }
