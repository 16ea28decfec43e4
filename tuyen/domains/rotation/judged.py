"""A turn as it is evaluated: once, by one voice for the unit where the person works; both sides read it."""

import uuid

from django.urls import reverse

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.rotation import permissions, queries
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.record.evaluated import Evaluated

KIND = "turn"


def turn(who: Actor, turn_id: uuid.UUID) -> Evaluated | None:
    found = queries.turn_for(who, turn_id)
    return evaluated(found, who) if found else None


def evaluated(turn: RotationTurn, who: Actor) -> Evaluated:
    """Of a turn that the reader may see."""
    has_begun = turn.stage in (Stage.DECIDED, Stage.ENDED) and turn.starts_on <= clock.today()
    may_grade = permissions.may_grade(who, turn)
    return Evaluated(
        id=turn.id,
        unit_id=turn.unit_id,
        title=turn.name,
        url=reverse("rotation:turn", args=[turn.id]),
        voice=turn.to_unit_id if has_begun and may_grade else None,
        may_read=True,
        may_choose=permissions.may_plan(who, turn.unit_id, turn.to_unit_id),
        is_named=True,
    )
