"""How the pages of training write figures and states."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tuyen.domains.training.forms import money_labels
from tuyen.platform.ui.figures import figure

register = template.Library()

TONES = {"planned": "info", "open": "good", "ended": "neutral", "cancelled": "warn"}


@register.filter
def stage_tone(stage: str) -> str:
    return TONES.get(stage, "neutral")


@register.filter
def mark(number: float) -> str:
    """7,5 and 8: no zeros at the end."""
    return figure(number)


@register.filter
def hours(number: float) -> str:
    return _("%(n)s giờ tín chỉ") % {"n": mark(number)}


@register.filter
def of(labels: Mapping[Any, Any] | None, code: Any) -> Any:
    """The label of a code, or the code itself."""
    return (labels or {}).get(code, code)


@register.filter
def money_source(code: str) -> str:
    return money_labels().get(code, code)


@register.filter
def drawing(svg: str) -> SafeString:
    """A QR code drawn by our own program: shapes only, nothing that anybody typed."""
    return mark_safe(svg)  # noqa: S308  made by segno from an address of ours
