"""Numbers of the room on the boards of both sides; each opens the list with as many rows."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.supervision import permissions
from tuyen.domains.supervision.queries import findings, rounds
from tuyen.platform.ui import cards
from tuyen.platform.ui.counting import Counts, Found


def register_all() -> None:
    see, manage = permissions.SEE, permissions.MANAGE
    upper, lower = cards.DIRECTION, cards.OUR_UNIT
    cards.register(upper, "supervision.overdue", overdue_counted, overdue, see, order=60)
    cards.register(upper, "supervision.unvisited", unvisited_counted, unvisited, manage, order=61)
    cards.register(lower, "supervision.ours", ours_counted, ours, see, order=60)


def overdue_counted(who: Actor) -> Iterable[Counts]:
    state = findings.states(clock.today())
    numbers = {
        "findings_overdue": Count("id", filter=state["overdue"]),
        "findings_reported": Count("id", filter=state["reported"]),
    }
    yield Counts(findings.visible_to(who), numbers)


def overdue(_who: Actor, found: Found) -> Iterable[cards.Card]:
    late, reported = found["findings_overdue"], found["findings_reported"]
    yield cards.Card(
        _("Tồn tại quá hạn khắc phục"),
        late,
        reverse("supervision:findings", query={"state": "overdue"}),
        _("%(n)d chờ kiểm tra") % {"n": reported} if reported else "",
        "warn" if late else "neutral",
    )


def unvisited_counted(who: Actor) -> Iterable[Counts]:
    yield Counts(rounds.unvisited(who, clock.today()), {"unvisited": Count("id")})


def unvisited(_who: Actor, found: Found) -> Iterable[cards.Card]:
    number = found["unvisited"]
    yield cards.Card(
        _("Đơn vị chưa được giám sát trong hạn"),
        number,
        reverse("supervision:candidates", query={"only": "unvisited"}),
        tone="warn" if number else "neutral",
    )


def ours_counted(who: Actor) -> Iterable[Counts]:
    late = Count("id", filter=Q(due_on__lt=clock.today()))
    numbers = {"to_mend": Count("id"), "to_mend_late": late}
    yield Counts(findings.waiting_for(who.unit_id), numbers)


def ours(who: Actor, found: Found) -> Iterable[cards.Card]:
    waiting, late = found["to_mend"], found["to_mend_late"]
    yield cards.Card(
        _("Tồn tại phải khắc phục"),
        waiting,
        reverse("supervision:findings", query={"state": "waiting", "unit": str(who.unit_id)}),
        _("%(n)d quá hạn") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )
