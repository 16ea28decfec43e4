"""What other rooms may ask of immunisation."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.facts import publishes
from tuyen.domains.immunization.queries import due, events
from tuyen.record.queries import immunizations as doses


@publishes("immunization.doses_of")
def doses_of(patient_id: uuid.UUID) -> list[tuple[str, dt.date, bool]]:
    """(vaccine, day, is it a zero dose?) of one person, oldest first. The asker has opened the chart."""
    today = clock.today()
    found = doses.of_people([patient_id])
    return sorted((code, day, zero) for _id, code, day, zero in found if day <= today)


@publishes("immunization.births_of_due")
def births_of_due(
    *, unit_ids: Sequence[uuid.UUID], vaccine: str, on: dt.date, by: Actor
) -> dict[uuid.UUID, list[dt.date]]:
    """Unit → birthdays of the children it follows whose dose of this vaccine is due or late on that day.

    Children of a sensitive compartment are left out: a small number would tell of them.
    """
    everyone = replace(by, compartments=frozenset())
    return {id_: due.births_of_due(id_, vaccine, everyone, on) for id_ in unit_ids}


@publishes("immunization.lot_is_held")
def lot_is_held(unit_id: uuid.UUID, vaccine: str, lot: str) -> bool:
    """Does this lot wait at the unit because of a serious reaction?"""
    return events.is_held(unit_id, vaccine, lot)
