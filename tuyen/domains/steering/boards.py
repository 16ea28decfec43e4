"""Numbers of this room on the boards of both sides; each opens its list."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.rules.agreements import HOLDS, State
from tuyen.platform.ui.cards import Card


def agreements(who: Actor) -> Iterable[Card]:
    """Agreements in force, those that end soon, promises past their day."""
    found = queries.standing(who, clock.today())
    url = reverse("steering:agreements")
    near = found.states.get(State.EXPIRING, 0)
    yield Card(
        _("Văn bản hợp tác còn hiệu lực"),
        sum(found.states.get(state, 0) for state in HOLDS),
        f"{url}?state=in_force",
    )
    yield Card(
        _("Văn bản sắp hết hiệu lực"),
        near,
        f"{url}?state=expiring",
        _("trong %(days)d ngày tới") % {"days": found.warn_days},
        "warn" if near else "neutral",
    )
    yield Card(
        _("Cam kết quá hạn"),
        found.late,
        f"{reverse('steering:commitments')}?which=late",
        _("của cả hai bên"),
        "warn" if found.late else "good",
    )


def owed(who: Actor) -> Iterable[Card]:
    """What our facility promised in agreements and has not delivered yet."""
    today = clock.today()
    found = list(queries.commitments_listed(who, today, which="open", mine=True))
    late = sum(row.due_on < today for row in found)
    yield Card(
        _("Cam kết chúng tôi phải làm"),
        len(found),
        f"{reverse('steering:commitments')}?which=open&mine=1",
        _("%(n)d quá hạn") % {"n": late} if late else "",
        "warn" if late else "neutral",
    )
