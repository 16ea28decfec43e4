"""Numbers of surveys and needs on the boards of both sides."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.capability.models import Need
from tuyen.domains.capability.queries import needs, surveys
from tuyen.platform.ui.cards import Card
from tuyen.registry.facilities import direction


def surveys_missing(who: Actor) -> Iterator[Card]:
    late = surveys.to_answer(direction.reach(who)).filter(due_on__lt=clock.today()).count()
    tone = "warn" if late else "neutral"
    yield Card(_("Phiếu khảo sát quá hạn"), late, reverse("capability:home"), tone=tone)


def needs_open(who: Actor) -> Iterator[Card]:
    number = needs.visible_to(who).filter(state=Need.State.OPEN).count()
    url = reverse("capability:need_list") + "?state=open"
    yield Card(_("Nhu cầu chờ xem xét"), number, url)


def our_surveys(who: Actor) -> Iterator[Card]:
    waiting = list(surveys.to_answer(direction.reach(who))[:20])
    late = any(each.due_on < clock.today() for each in waiting)
    url = reverse("capability:unit", args=[who.unit_id])
    yield Card(
        _("Phiếu khảo sát phải trả lời"), len(waiting), url, tone="warn" if late else "neutral"
    )


def our_needs(who: Actor) -> Iterator[Card]:
    number = needs.visible_to(who).filter(state=Need.State.OPEN).count()
    url = reverse("capability:unit_needs", args=[who.unit_id])
    yield Card(_("Nhu cầu đã nêu, chờ xem xét"), number, url)
