"""Numbers of the register on the boards of both sides."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.equipment import queries
from tuyen.platform.ui.cards import Card


def broken_below(who: Actor) -> Iterator[Card]:
    number = queries.broken_in_reach(who)
    yield Card(
        _("Thiết bị hỏng, đang sửa"),
        number,
        reverse("equipment:home"),
        tone="warn" if number else "neutral",
    )


def broken_here(who: Actor) -> Iterator[Card]:
    number = queries.broken_in_reach(who)
    url = reverse("equipment:unit", args=[who.unit_id]) + "?state=broken"
    yield Card(_("Thiết bị hỏng, đang sửa"), number, url, tone="warn" if number else "neutral")
