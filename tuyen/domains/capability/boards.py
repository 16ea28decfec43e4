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
    rows = needs.visible_to(who).filter(state=Need.State.OPEN)
    yield Counts(rows, {"needs_open": Count("id")})


def surveys_missing(_who: Actor, found: Found) -> Iterator[Card]:
    late = found["surveys_late"]
    tone = "warn" if late else "neutral"
    yield Card(_("Phiếu khảo sát quá hạn"), late, reverse("capability:home"), tone=tone)


def needs_open(_who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:need_list") + "?state=open"
    yield Card(_("Nhu cầu chờ xem xét"), found["needs_open"], url)


def our_surveys(who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:unit", args=[who.unit_id])
    tone = "warn" if found["surveys_late"] else "neutral"
    yield Card(_("Phiếu khảo sát phải trả lời"), found["surveys_owed"], url, tone=tone)


def our_needs(who: Actor, found: Found) -> Iterator[Card]:
    url = reverse("capability:unit_needs", args=[who.unit_id])
    yield Card(_("Nhu cầu đã nêu, chờ xem xét"), found["needs_open"], url)
