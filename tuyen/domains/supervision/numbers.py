"""Numbers of the room on the boards of both sides; each opens the list with as many rows."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.supervision import permissions
from tuyen.domains.supervision.queries import findings, rounds
from tuyen.platform.ui import cards


def register_all() -> None:
    see, manage = permissions.SEE, permissions.MANAGE
    cards.register(cards.DIRECTION, "supervision.overdue", overdue, see, order=60)
    cards.register(cards.DIRECTION, "supervision.unvisited", unvisited, manage, order=61)
    cards.register(cards.OUR_UNIT, "supervision.ours", ours, see, order=60)


def overdue(who: Actor) -> Iterable[cards.Card]:
    counts = findings.counts(who, clock.today())
    late = counts["overdue"]
    yield cards.Card(
        _("Tồn tại quá hạn khắc phục"),
        late,
        reverse("supervision:findings", query={"state": "overdue"}),
        _("%(n)d chờ kiểm tra") % {"n": counts["reported"]} if counts["reported"] else "",
        "warn" if late else "neutral",
    )


def unvisited(who: Actor) -> Iterable[cards.Card]:
    number = rounds.unvisited_count(who, clock.today())
    yield cards.Card(
        _("Đơn vị chưa được giám sát trong hạn"),
        number,
        reverse("supervision:candidates", query={"only": "unvisited"}),
        tone="warn" if number else "neutral",
    )


def ours(who: Actor) -> Iterable[cards.Card]:
    waiting, late = findings.our_overdue(who.unit_id, clock.today())
    yield cards.Card(
        _("Tồn tại phải khắc phục"),
        waiting,
        reverse("supervision:findings", query={"state": "waiting", "unit": str(who.unit_id)}),
        _("%(n)d quá hạn") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )
