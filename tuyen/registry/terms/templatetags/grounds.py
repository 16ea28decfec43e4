"""What a page says beside a figure of the rulebook: that nobody has checked it, or on what it stands."""

import datetime as dt
import uuid
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.registry.terms import settled

register = template.Library()


@register.simple_tag(takes_context=True)
def ground(
    context: template.Context,
    rule: str,
    fields: str = "",
    unit_id: uuid.UUID | None = None,
    row: str = "",
    on: dt.date | None = None,
) -> SafeString:
    """“chưa xác minh”, with the source of the proposal, until the unit (the reader's own without one) or
    one above it has confirmed every figure asked for; from then on the decision that it stands on.

    fields: names with commas between. on: the day on which the figure was used, today without one.
    The mark leads to the page where the head of the unit confirms.
    """
    here: Any = unit_id or context["actor"].unit_id
    day = clock.day_of(on) if isinstance(on, dt.datetime) else on or clock.today()
    found = settled.ground(rule, day, here, filter(None, fields.split(",")), row)
    if not found.is_unverified:
        return SafeString()
    if found.is_whole:
        return _confirmed(found)
    return format_html(
        '<span lang="vi" title="{}"><a class="tag tag-neutral" lang="{}" href="{}">{}</a></span>',
        found.source,
        get_language(),
        reverse("terms:figures", query={"group": found.group} if found.group else {}),
        _("chưa xác minh"),
    )


def _confirmed(found: settled.Ground) -> SafeString:
    said = format_html_join(
        ", ",
        '<span lang="vi" title="{}, {}">{}</span>',
        (
            (each.confirmed_by, f"{each.confirmed_on:%d/%m/%Y}", each.source)
            for each in found.confirmed
        ),
    )
    return format_html('<span class="muted">{} {}</span>', _("theo"), said)
