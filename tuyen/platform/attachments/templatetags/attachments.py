"""{% not_yet document.sha256 %}: beside a file that has not come to this machine, when it may come."""

from typing import Any

from django import template
from django.template.context import RenderContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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


def _known(kept: RenderContext) -> Any:
    if _KNOWN not in kept:
        kept[_KNOWN] = expected.sentences()
    return kept[_KNOWN]
