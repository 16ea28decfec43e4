"""What a person's page draws many times over: visits and curves, as functions instead of templates."""

import functools
from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from tuyen.domains.clinic.charts import Item
from tuyen.domains.clinic.readings import Reading
from tuyen.domains.clinic.trends import Drawing, Line
from tuyen.platform.ui.addresses import address_of
from tuyen.platform.ui.markup import fill, joined, safe
from tuyen.platform.ui.templatetags.tuyen import day, vital

register = template.Library()

NOTHING = SafeString("")
_FIGURE = "\ue000"  # stands in nobody's text


@register.simple_tag
def visit_rows(items: Iterable[Item]) -> SafeString:
    """Rows of the list of visits: day and by whom; diagnoses, readings, drugs."""
    return joined(_visit_row(item) for item in items)


def _visit_row(item: Item) -> SafeString:
    drugs = fill('<div class="read">{}</div>', item.drugs) if item.lines else NOTHING
    return fill(
        '<li><div><a class="when" href="{}">{}</a><div class="muted">{}</div></div>\n'
        "<div><b>{}</b>{}{}</div></li>",
        address_of("clinic:visit", item.visit.id),
        day(item.visit.day),
        item.visit.practitioner_name,
        item.title,
        _readings(item.readings),
        drugs,
    )


def _readings(readings: list[Reading]) -> SafeString:
    if not readings:
        return NOTHING
    shown = []
    for label, value, unit, mark, word in readings:
        before, after = _around(label, unit, mark, word)
        shown.append(f"{before}{safe(value)}{after}")
    return SafeString(f"<div>{''.join(shown)}</div>")


@functools.lru_cache(maxsize=256)
def _around(label: str, unit: str, mark: str, word: str) -> tuple[str, str]:
    """What stands before and after the figure: the same for every reading of its kind."""
    drawn = fill('<span class="muted">{}</span> {}', label, vital(_FIGURE, unit, mark, word))
    before, _, after = drawn.partition(_FIGURE)
    return before, after


@register.simple_tag
def trend(drawn: Drawing, css: str, title: str) -> SafeString:
    """A curve over the months with the band of its target."""
    size = drawn.size
    return fill(
        '<svg class="trend {}" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '{}<path class="grid" d="{}"/>{}{}{}</svg>',
        css,
        size.width,
        size.height,
        title,
        _band(drawn),
        drawn.grid,
        joined(_row(drawn, y, text) for y, text in drawn.rows),
        joined(_column(drawn, n, x, text) for n, (x, text) in enumerate(drawn.columns)),
        joined(_line(drawn, line) for line in drawn.lines),
    )


def _band(drawn: Drawing) -> SafeString:
    if drawn.band is None:
        return NOTHING
    pattern = '<rect class="band" x="{}" y="{}" width="{}" height="{}"/>'
    return fill(pattern, drawn.size.left, drawn.band[0], drawn.plot_width, drawn.band[1])


def _row(drawn: Drawing, y: str, text: str) -> SafeString:
    return fill('<text x="{}" y="{}" dy="4" text-anchor="end">{}</text>', drawn.row_x, y, text)


def _column(drawn: Drawing, number: int, x: str, text: str) -> SafeString:
    anchor = "middle" if number else "start"
    return fill('<text x="{}" y="{}" text-anchor="{}">{}</text>', x, drawn.axis_y, anchor, text)


def _line(drawn: Drawing, line: Line) -> SafeString:
    return fill(
        '<polyline class="s{}" points="{}"/><path class="dots d{}" d="{}"/>'
        '<text class="lab" x="{}" y="{}">{}</text>',
        line.css,
        line.points,
        line.css,
        line.dots,
        drawn.label_x,
        line.label_y,
        line.label,
    )
