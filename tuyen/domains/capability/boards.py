"""Numbers of surveys and needs on the boards of both sides."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.capability.models import Need
from tuyen.domains.capability.permissions import SEE
from tuyen.domains.capability.queries import needs, surveys
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found
from tuyen.registry.facilities import direction


def register_all() -> None:
    for board, code, count, show in (
        (cards.DIRECTION, "capability.surveys", surveys_counted, surveys_missing),
        (cards.DIRECTION, "capability.needs", needs_counted, needs_open),
        (cards.OUR_UNIT, "capability.surveys", surveys_counted, our_surveys),
        (cards.OUR_UNIT, "capability.needs", needs_counted, our_needs),
    ):
        cards.register(board, code, count, show, SEE, order=20)


def surveys_counted(who: Actor) -> Iterator[Counts]:
    late = Count("id", filter=Q(due_on__lt=clock.today()))
    numbers = {"surveys_owed": Count("id"), "surveys_late": late}
    yield Counts(surveys.to_answer(direction.reach(who)), numbers)


def needs_counted(who: Actor) -> Iterator[Counts]:
    state = Need.State
    numbers = {
        "needs_open": Count("id", filter=Q(state=state.OPEN)),
        "needs_met": Count("id", filter=Q(state=state.MET)),
        "needs_all": Count("id"),
    }
    yield Counts(needs.visible_to(who), numbers)


def surveys_missing(_who: Actor, found: Found) -> Iterator[Card]:
    late = found["surveys_late"]
    tone = "warn" if late else "neutral"
    url = reverse("capability:owed", query={"which": "late"})
    yield Card(_("Phiếu khảo sát quá hạn"), late, url, tone=tone)


def needs_open(_who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:need_list") + "?state=open"
    yield Card(_("Nhu cầu chờ xem xét"), found["needs_open"], url)
    met, every = found["needs_met"], found["needs_all"]
    note = _("%(percent)d%% của %(n)d nhu cầu đã nêu") % {
        "percent": round(100 * met / every) if every else 0,
        "n": every,
    }
    yield Card(_("Nhu cầu đã đáp ứng"), met, reverse("capability:need_list") + "?state=met", note)


def our_surveys(_who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:owed")
    tone = "warn" if found["surveys_late"] else "neutral"
    yield Card(_("Phiếu khảo sát phải trả lời"), found["surveys_owed"], url, tone=tone)


def our_needs(who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:unit_needs", args=[who.unit_id])
    yield Card(_("Nhu cầu đã nêu, chờ xem xét"), found["needs_open"], url)
