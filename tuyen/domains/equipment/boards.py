"""Numbers of the register on the boards of both sides."""

from collections.abc import Iterator

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.domains.equipment import queries
from tuyen.domains.equipment.permissions import SEE
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found


def register_all() -> None:
    upper, lower = cards.DIRECTION, cards.OUR_UNIT
    cards.register(upper, "equipment.broken", broken_below_counted, broken_below, SEE, order=97)
    cards.register(lower, "equipment.broken", broken_counted, broken_here, SEE, order=97)


def broken_counted(who: Actor) -> Iterator[Counts]:
    yield Counts(queries.broken_in_reach(who), {"broken": Sum("quantity")})


def broken_below_counted(who: Actor) -> Iterator[Counts]:
    yield Counts(queries.units_with_broken(who), {"units_broken": Count("id")})


def broken_below(_who: Actor, found: Found) -> Iterator[Card]:
    number = found["units_broken"]
    url = reverse("equipment:home", query={"state": "broken"})
    tone = "warn" if number else "neutral"
    yield Card(_("Đơn vị có thiết bị hỏng, đang sửa"), number, url, tone=tone)


def broken_here(who: Actor, found: Found) -> Iterator[Card]:
    number = found["broken"]
    url = reverse("equipment:unit", args=[who.unit_id]) + "?state=broken"
    yield Card(_("Thiết bị hỏng, đang sửa"), number, url, tone="warn" if number else "neutral")
