"""Numbers of the register on the boards of both sides."""

from collections.abc import Iterator

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.equipment import queries
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found


def broken_counted(who: Actor) -> Iterator[Counts]:
    yield Counts(queries.broken_in_reach(who), {"broken": Sum("quantity")})


def broken_below(_who: Actor, found: Found) -> Iterator[Card]:
    number = found["broken"]
    yield Card(
        _("Thiết bị hỏng, đang sửa"),
        number,
        reverse("equipment:home"),
        tone="warn" if number else "neutral",
    )


def broken_here(who: Actor, found: Found) -> Iterator[Card]:
    number = found["broken"]
    url = reverse("equipment:unit", args=[who.unit_id]) + "?state=broken"
    yield Card(_("Thiết bị hỏng, đang sửa"), number, url, tone="warn" if number else "neutral")
