"""A meeting as it is evaluated: by whoever checked in, or one voice for a unit that stands on the list."""

import uuid

from django.urls import reverse

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import Gathering, GatheringStatus
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.record.evaluated import Evaluated
from tuyen.registry.facilities import direction

KIND = "gathering"


def gathering(who: Actor, gathering_id: uuid.UUID) -> Evaluated | None:
    found = queries.visible(gathering_id, who) or _where_i_was(gathering_id, who)
    return evaluated(found, who) if found else None


def _where_i_was(gathering_id: uuid.UUID, who: Actor) -> Gathering | None:
    """Somebody not invited may have checked in."""
    row = Gathering.objects.filter(pk=gathering_id).first()
    return row if row and voice_of(row, who) == who.account_id else None


def evaluated(gathering: Gathering, who: Actor) -> Evaluated:
    """Of a meeting that the reader may see."""
    is_on = gathering.status != GatheringStatus.CANCELLED and gathering.day <= clock.today()
    return Evaluated(
        id=gathering.id,
        unit_id=gathering.unit_id,
        title=gathering.title,
        url=reverse("directives:gathering", args=[gathering.id]),
        voice=voice_of(gathering, who) if is_on else None,
        may_read=who.may(permissions.SEE) and direction.reaches(who, gathering.unit_id),
        may_choose=permissions.may_gather(who, gathering.unit_id),
    )


def voice_of(gathering: Gathering, who: Actor) -> uuid.UUID | None:
    """One statement."""
    home = permissions.home(who)
    there = queries.attendance_of(gathering)
    found = there.filter(account_id=who.account_id) | there.filter(from_unit_id=home)
    accounts = set(found.order_by().values_list("account_id", flat=True).distinct()[:500])
    if who.account_id in accounts:
        return who.account_id
    return home if None in accounts and who.may(permissions.SEE) else None
