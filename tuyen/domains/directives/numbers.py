"""Numbers of the room on the boards of both sides; each opens the list with as many rows."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import Difficulty, DifficultyStatus, Receipt, ReceiptStatus
from tuyen.domains.directives.queries import difficulties as difficulties_queries
from tuyen.domains.directives.queries import directives as directives_queries
from tuyen.domains.directives.queries import gatherings as gatherings_queries
from tuyen.domains.directives.rules.difficulties import OPEN
from tuyen.platform.ui import cards


def register_all() -> None:
    cards.register(cards.DIRECTION, "directives.late", late_duties, permissions.SEE, order=80)
    cards.register(cards.DIRECTION, "directives.open", open_below, permissions.SEE, order=85)
    cards.register(
        cards.DIRECTION, "directives.conclusions", late_conclusions, permissions.SEE, order=90
    )
    cards.register(cards.OUR_UNIT, "directives.ours", our_open, permissions.SEE, order=85)
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


def open_below(who: Actor) -> Iterable[cards.Card]:
    """Difficulties told to us that are not settled, and how many wait beyond their day."""
    found = difficulties_queries.raised_to_us(who, difficulties_queries.Asked(status="open"))
    unanswered = (DifficultyStatus.RAISED, DifficultyStatus.GROUPED)
    late = Q(status__in=unanswered, answer_due_on__lt=clock.today())
    counted = found.order_by().aggregate(all=Count("id"), late=Count("id", filter=late))
    yield cards.Card(
        _("Khó khăn chưa xong"),
        counted["all"],
        reverse("directives:difficulties", query={"box": "in", "status": "open"}),
        _("%(n)d quá hạn trả lời") % {"n": counted["late"]} if counted["late"] else "",
        "warn" if counted["late"] else "neutral",
    )


def our_open(who: Actor) -> Iterable[cards.Card]:
    """What our unit raised and is not settled; how many have an answer to look at."""
    counted = Difficulty.objects.filter(unit_id=who.unit_id, status__in=OPEN).aggregate(
        all=Count("id"), answered=Count("id", filter=Q(status=DifficultyStatus.ANSWERED))
    )
    yield cards.Card(
        _("Khó khăn đơn vị mình nêu"),
        counted["all"],
        reverse("directives:difficulties", query={"box": "out", "status": "open"}),
        _("%(n)d có trả lời cần xác nhận") % {"n": counted["answered"]}
        if counted["answered"]
        else "",
        "info" if counted["answered"] else "neutral",
    )


def late_conclusions(who: Actor) -> Iterable[cards.Card]:
    """Conclusions of meetings past their day."""
    late = gatherings_queries.conclusions_seen_by(who, "late").count()
    yield cards.Card(
        _("Kết luận quá hạn"),
        late,
        reverse("directives:conclusions", query={"state": "late"}),
        tone="warn" if late else "neutral",
    )
