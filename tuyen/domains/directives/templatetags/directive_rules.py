"""What a page says beside a list or a deadline that nobody has checked against a regulation."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.directives.rules import lists
from tuyen.domains.directives.rules.indicators import INDICATORS

register = template.Library()
TABLES = {"clocks": lists.CLOCKS, "lists": lists.LISTS, "indicators": INDICATORS}


@register.simple_tag
def doubt(table: str) -> SafeString:
    """“chưa xác minh” with its source, as long as the table of the rulebook is unverified."""
    rule = rulebook.on(TABLES[table], clock.today())
    if not rule.is_unverified:
        return SafeString()
    return format_html(
        '<span class="tag tag-neutral" title="{}">{}</span>', rule.source, _("chưa xác minh")
    )
