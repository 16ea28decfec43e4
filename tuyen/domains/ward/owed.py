"""What the ward still owes today, for the page of the day; hidden compartments are in no number."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import emergency
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found
from tuyen.record.queries import beds


def register() -> None:
    cards.register(cards.TODAY, "ward.stays", _stays_counted, _stays, "ward.nurse", order=10)
    cards.register(
        cards.TODAY, "ward.emergency", _emergency_counted, _emergency, "triage.record", order=5
    )


def _stays_counted(who: Actor) -> Iterator[Counts]:
    yield Counts(
        beds.present_at(who),
        {
            "stays_lying": Count("id", filter=Q(status="in_bed")),
            "stays_without_bed": Count("id", filter=Q(status="arrived")),
            "stays_leave_over": Count(
                "id", filter=Q(status="on_leave", leave_until__lt=clock.now())
            ),
        },
    )


def _stays(_who: Actor, found: Found) -> Iterator[Card]:
    """The tasks of the shift are planned hour by hour from orders: their number comes by itself."""
    board = reverse("ward:board")
    waiting, over, lying = (
        found[f"stays_{name}"] for name in ("without_bed", "leave_over", "lying")
    )
    yield Card(_("Chờ xếp giường"), waiting, f"{board}#waiting", tone="warn")
    yield Card(_("Đi phép quá hẹn"), over, board, tone="warn")
    yield Card(_("người nằm: việc của ca"), lying, reverse("ward:shift"), live=reverse("ward:late"))


def _emergency_counted(who: Actor) -> Iterator[Counts]:
    rows = emergency.visible_to(who).filter(status="waiting")
    yield Counts(rows, {"emergency_waiting": Count("id")})


def _emergency(_who: Actor, found: Found) -> Iterator[Card]:
    number = found["emergency_waiting"]
    yield Card(_("Chờ cấp cứu"), number, reverse("ward:emergency"), tone="warn")
