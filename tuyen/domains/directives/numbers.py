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
from tuyen.platform.ui.counting import Counts, Found


def register_all() -> None:
    upper, lower, see = cards.DIRECTION, cards.OUR_UNIT, permissions.SEE
    cards.register(upper, "directives.late", late_duties_counted, late_duties, see, 80)
    cards.register(upper, "directives.read", reading_counted, reading, see, 81)
    cards.register(upper, "directives.open", open_below_counted, open_below, see, 85)
    cards.register(upper, "directives.conclusions", conclusions_counted, conclusions, see, 90)
    cards.register(lower, "directives.unread", unread_counted, unread, see, 80)
    cards.register(lower, "directives.ours", our_open_counted, our_open, see, 85)


def late_duties_counted(who: Actor) -> Iterable[Counts]:
    rows = directives_queries.duties_seen_by(who, "late")
    yield Counts(rows, {"duties_late": Count("id")})


def late_duties(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Tasks of directives past their day, below us or ours."""
    late = found["duties_late"]
    yield cards.Card(
        _("Việc theo văn bản quá hạn"),
        late,
        reverse("directives:duties", query={"state": "late"}),
        tone="warn" if late else "neutral",
    )


def reading_counted(who: Actor) -> Iterable[Counts]:
    asked = directives_queries.Asked(status="unread")
    yield Counts(directives_queries.issued_by(who, asked), {"papers_unread": Count("id")})
    read = Count("id", filter=Q(read_at__isnull=False))
    rows = directives_queries.received_of_ours(who)
    yield Counts(rows, {"receipts": Count("id"), "receipts_read": read})


def reading(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Directives in force that some unit has not read; how many receipts of them all are read."""
    yield cards.Card(
        _("Văn bản có nơi chưa đọc"),
        found["papers_unread"],
        reverse("directives:home", query={"box": "out", "status": "unread"}),
        _("đã đọc %(read)d/%(sent)d lượt nhận")
        % {"read": found["receipts_read"], "sent": found["receipts"]},
    )


def unread_counted(who: Actor) -> Iterable[Counts]:
    rows = Receipt.objects.filter(
        unit_id=who.unit_id, read_at__isnull=True, status=ReceiptStatus.IN_FORCE
    )
    late = Count("id", filter=Q(read_due_on__lt=clock.today()))
    yield Counts(rows, {"unread": Count("id"), "unread_late": late})


def unread(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Directives that nobody of our unit has read."""
    late = found["unread_late"]
    yield cards.Card(
        _("Văn bản chưa đọc"),
        found["unread"],
        reverse("directives:home", query={"box": "in", "status": "unread"}),
        _("%(n)d quá hạn đọc") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )


def open_below_counted(who: Actor) -> Iterable[Counts]:
    rows = difficulties_queries.raised_to_us(who, difficulties_queries.Asked(status="open"))
    unanswered = (DifficultyStatus.RAISED, DifficultyStatus.GROUPED)
    late = Count("id", filter=Q(status__in=unanswered, answer_due_on__lt=clock.today()))
    yield Counts(rows, {"difficulties": Count("id"), "difficulties_late": late})


def open_below(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Difficulties told to us that are not settled, and how many wait beyond their day."""
    late = found["difficulties_late"]
    yield cards.Card(
        _("Khó khăn chưa xong"),
        found["difficulties"],
        reverse("directives:difficulties", query={"box": "in", "status": "open"}),
        _("%(n)d quá hạn trả lời") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )


def our_open_counted(who: Actor) -> Iterable[Counts]:
    rows = Difficulty.objects.filter(unit_id=who.unit_id, status__in=OPEN)
    answered = Count("id", filter=Q(status=DifficultyStatus.ANSWERED))
    yield Counts(rows, {"raised": Count("id"), "raised_answered": answered})


def our_open(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """What our unit raised and is not settled; how many have an answer to look at."""
    answered = found["raised_answered"]
    yield cards.Card(
        _("Khó khăn đơn vị mình nêu"),
        found["raised"],
        reverse("directives:difficulties", query={"box": "out", "status": "open"}),
        _("%(n)d có trả lời cần xác nhận") % {"n": answered} if answered else "",
        "info" if answered else "neutral",
    )


def conclusions_counted(who: Actor) -> Iterable[Counts]:
    rows = gatherings_queries.conclusions_seen_by(who, "late")
    yield Counts(rows, {"conclusions_late": Count("id")})


def conclusions(_who: Actor, found: Found) -> Iterable[cards.Card]:
    """Conclusions of meetings past their day."""
    late = found["conclusions_late"]
    yield cards.Card(
        _("Kết luận quá hạn"),
        late,
        reverse("directives:conclusions", query={"state": "late"}),
        tone="warn" if late else "neutral",
    )
