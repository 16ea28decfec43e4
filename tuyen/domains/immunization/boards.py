"""The number of children who are still watched after a dose, beside the queue of the day."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization.permissions import GIVE
from tuyen.domains.immunization.queries import watch
from tuyen.platform.ui import cards
from tuyen.platform.ui.counting import Counts, Found


def register_all() -> None:
    cards.register(cards.TODAY, "immunization.watch", _counted, _shown, GIVE, order=8)


def _counted(who: Actor) -> Iterator[Counts]:
    over = Count("id", filter=Q(watch_until__lte=clock.now()))
    yield Counts(watch.visible_to(who), {"doses_watched": Count("id"), "watch_over": over})


def _shown(_who: Actor, found: Found) -> Iterator[cards.Card]:
    tone = "warn" if found["watch_over"] else "info"
    label, url = _("Theo dõi sau tiêm"), reverse("immunization:watch")
    yield cards.Card(label, found["doses_watched"], url, tone=tone)
