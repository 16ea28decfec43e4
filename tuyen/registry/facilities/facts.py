"""What other rooms may ask about units."""

import datetime as dt
import uuid

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.registry.facilities import direction, kinds, queries
from tuyen.registry.facilities.models import Unit


@facts.publishes("facilities.code_of")
def code_of(*, unit_id: uuid.UUID, system: str, on: dt.date) -> str:
    """The unit's code on the day (`bhyt5`, `gln13`, `internal`); empty when it had none.

    A part of a facility (department, service point) goes by the facility's code.
    """
    return queries.code_of_facility(unit_id, system, on)


@facts.publishes("facilities.names")
def names(*, unit_ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    return queries.names_of(unit_ids)


@facts.publishes("facilities.unit")
def unit(*, unit_id: uuid.UUID) -> Unit | None:
    return Unit.objects.filter(pk=unit_id).first()


@facts.publishes("facilities.activity_classes")
def activity_classes(*, on: dt.date) -> dict[uuid.UUID, str]:
    """Unit id → class of the yearly activity report on the day."""
    return queries.activity_classes(on)


@facts.publishes("facilities.place_of_care")
def place_of_care(*, unit_id: uuid.UUID, who: Actor) -> Unit | None:
    """A unit licensed to treat, open or closed, as far as the asker may see it."""
    found = queries.visible_to(who).filter(pk=unit_id, kind__in=kinds.kinds_of_group("facility"))
    return found.first()


@facts.publishes("facilities.lines_of_direction")
def lines_of_direction(
    *, unit_ids: list[uuid.UUID], on: dt.date
) -> dict[uuid.UUID, direction.Lines]:
    """Paths of the units above each unit, and of those tied below it."""
    return direction.lines_of(unit_ids, on)
