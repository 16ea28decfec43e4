"""{% not_yet document.sha256 %}: beside a file that has not come to this machine, when it may come.
{% not_all_yet sums %}: of many files that are one thing to the reader."""

from collections.abc import Iterable

from django import template
from django.template.context import RenderContext
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from tuyen.platform.attachments import expected

register = template.Library()
_KEPT = "attachments.awaited"


@register.simple_tag(takes_context=True)
def not_yet(context: template.Context, sha256: str) -> SafeString:
    """Nothing where the file is here. A page asks once, however many files are missing."""
    return _marks(context.render_context).of(sha256)


@register.simple_tag(takes_context=True)
def not_all_yet(context: template.Context, sums: Iterable[str]) -> SafeString:
    """Nothing where all are here; else how many are not, and what is known of the first of them."""
    missing = [each for each in sums if not expected.is_here(each)]
    if not missing:
        return SafeString("")
    count = ngettext("%(n)s tệp chưa tới", "%(n)s tệp chưa tới", len(missing))
    said = expected.sentence_of(missing[0], _marks(context.render_context).known)
    return expected.mark(count % {"n": len(missing)}, said)


def _marks(kept: RenderContext) -> expected.Marks:
    if _KEPT not in kept:
        kept[_KEPT] = expected.Marks()
    found: expected.Marks = kept[_KEPT]
    return found
