"""What a page says beside a list that nobody has checked against a regulation."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.directives.rules.indicators import INDICATORS
from tuyen.domains.directives.rules.lists import LISTS

register = template.Library()
TABLES = {"lists": LISTS, "indicators": INDICATORS}


@register.simple_tag
def doubt(table: str) -> SafeString:
    """“chưa xác minh” with its source, as long as the table of the rulebook is unverified. Clocks, which a
    unit may set: `ground` of the terms."""
    rule = rulebook.on(TABLES[table], clock.today())
    if not rule.is_unverified:
        return SafeString()
    word = _("chưa xác minh")
    mark = '<span lang="vi" title="{}"><span class="tag tag-neutral" lang="{}">{}</span></span>'
    return format_html(mark, rule.source, get_language(), word)
