"""How a z-score and a curve are shown."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuyen.domains.growth.curves import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Drawing
from tuyen.domains.growth.queries import Checkup, Score
from tuyen.domains.growth.standards import Indicator
from tuyen.platform.ui.figures import marked
from tuyen.platform.ui.markup import fill, joined
from tuyen.platform.ui.templatetags.tuyen import tag

register = template.Library()


@register.filter
def z_text(score: Score) -> str:
    """−1,2 as it is read aloud: sign, comma, one place."""
    return marked(f"{score.z:+.1f}".replace("-", "−"))


@register.simple_tag
def score_of(checkup: Checkup, indicator: Indicator) -> SafeString:
    """A cell of the table: the deviation, with its word where it is not an ordinary one."""
    score = checkup.scores.get(indicator.code)
    if score is None:
        return SafeString("–")
    said = tag(score.word, score.tone) if score.tone != "good" else SafeString("")
    return fill("{} {}", z_text(score), said)


@register.filter
def label_of(indicator: Indicator) -> str:
    return indicator.label(get_language() or "vi")


@register.simple_tag
def growth_chart(drawn: Drawing, title: str) -> SafeString:
    """Curves of −3 to +3 deviations and the child's points."""
    curves = joined(
        fill(
            '<polyline class="{}" points="{}"/><text class="z" x="{}" y="{}">{}</text>',
            curve.css,
            curve.points,
            WIDTH - RIGHT + 5,
            curve.label_y,
            curve.label,
        )
        for curve in drawn.curves
    )
    rows = joined(
        fill('<text x="{}" y="{}" dy="4" text-anchor="end">{}</text>', LEFT - 6, y, text)
        for y, text in drawn.rows
    )
    columns = joined(
        fill('<text x="{}" y="{}" text-anchor="middle">{}</text>', x, HEIGHT - BOTTOM + 18, text)
        for x, text in drawn.columns
    )
    return fill(
        '<svg class="growth" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="grid" d="{}"/>{}{}{}<polyline class="child" points="{}"/>'
        '<path class="dots" d="{}"/></svg>',
        WIDTH,
        HEIGHT,
        title,
        drawn.grid,
        rows,
        columns,
        curves,
        drawn.points,
        drawn.dots,
    )
