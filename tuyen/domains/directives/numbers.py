"""Numbers of the room on the boards of both sides; each opens the list with as many rows."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import Receipt, ReceiptStatus
from tuyen.domains.directives.queries import directives as directives_queries
from tuyen.platform.ui import cards


def register_all() -> None:
    cards.register(cards.DIRECTION, "directives.late", late_duties, permissions.SEE, order=80)
    cards.register(cards.OUR_UNIT, "directives.unread", unread, permissions.SEE, order=80)


def late_duties(who: Actor) -> Iterable[cards.Card]:
    """Tasks of directives past their day, below us or ours."""
    late = directives_queries.duties_seen_by(who, "late").count()
    yield cards.Card(
        _("Việc theo văn bản quá hạn"),
        late,
        reverse("directives:duties", query={"state": "late"}),
        tone="warn" if late else "neutral",
    )


def unread(who: Actor) -> Iterable[cards.Card]:
    """Directives that nobody of our unit has read."""
    found = Receipt.objects.filter(
        unit_id=who.unit_id, read_at__isnull=True, status=ReceiptStatus.IN_FORCE
    ).aggregate(all=Count("id"), late=Count("id", filter=Q(read_due_on__lt=clock.today())))
    yield cards.Card(
        _("Văn bản chưa đọc"),
        found["all"],
        reverse("directives:home", query={"box": "in", "status": "unread"}),
        _("%(n)d quá hạn đọc") % {"n": found["late"]} if found["late"] else "",
        "warn" if found["late"] else "neutral",
    )
