"""{% not_yet document.sha256 %}: beside a file that has not come to this machine, when it may come.
{% not_all_yet sums %}: of many files that are one thing to the reader."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import RenderContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuyen.platform.attachments import expected

register = template.Library()
_KNOWN = "attachments.awaited"


@register.simple_tag(takes_context=True)
def not_yet(context: template.Context, sha256: str) -> SafeString | str:
    """Nothing where the file is here. A page asks once, however many files are missing."""
    if not sha256 or expected.is_here(sha256):
        return ""
    said = expected.sentence_of(sha256, _known(context.render_context))
    words = '<span class="tag tag-warn">{}</span> <span class="muted">{}</span>'
    return format_html(words, _("Tệp chưa tới"), said)


@register.simple_tag(takes_context=True)
def not_all_yet(context: template.Context, sums: Iterable[str]) -> SafeString | str:
    """Nothing where all are here; else how many are not, and what is known of the first of them."""
    missing = [each for each in sums if not expected.is_here(each)]
    if not missing:
        return ""
    said = expected.sentence_of(missing[0], _known(context.render_context))
    words = '<span class="tag tag-warn">{}</span> <span class="muted">{}</span>'
    count = ngettext("%(n)s tệp chưa tới", "%(n)s tệp chưa tới", len(missing))
    return format_html(words, count % {"n": len(missing)}, said)


def _known(kept: RenderContext) -> Any:
    if _KNOWN not in kept:
        kept[_KNOWN] = expected.sentences()
    return kept[_KNOWN]
