"""What a page says beside a list or a deadline that nobody has checked against a regulation."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.domains.directives.clocks import CLOCKS
from tuyen.domains.directives.rules.indicators import INDICATORS
from tuyen.domains.directives.rules.lists import LISTS

register = template.Library()
TABLES = {"clocks": CLOCKS, "lists": LISTS, "indicators": INDICATORS}


@register.simple_tag
def doubt(table: str) -> SafeString:
    """“chưa xác minh” with its source, as long as the table of the rulebook is unverified.

    The clocks lead to the page that says what the unit has confirmed: asking here would cost each
    of these pages a statement more.
    """
    rule = rulebook.on(TABLES[table], clock.today())
    if not rule.is_unverified:
        return SafeString()
    word = _("chưa xác minh")
    if table == "clocks":
        url = reverse("terms:figures", query={"group": "directives"})
        mark = '<span lang="vi" title="{}"><a class="tag tag-neutral" lang="{}" href="{}">{}</a></span>'
        return format_html(mark, rule.source, get_language(), url, word)
    mark = '<span lang="vi" title="{}"><span class="tag tag-neutral" lang="{}">{}</span></span>'
    return format_html(mark, rule.source, get_language(), word)
