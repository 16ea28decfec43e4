"""What other rooms may ask of the equipment register."""

import uuid
from collections.abc import Iterable

from tuyen.core.facts import publishes
from tuyen.domains.equipment import queries
from tuyen.domains.equipment.queries import Count


@publishes("equipment.working")
def working(*, unit_id: uuid.UUID, kind_codes: Iterable[str]) -> dict[str, int]:
    """How many devices of each kind work at the unit: 0 for a kind it has not; one statement."""
    counted = queries.counts_of(unit_id)
    return {code: counted[code].working if code in counted else 0 for code in kind_codes}


@publishes("equipment.counts")
def counts(*, unit_id: uuid.UUID) -> dict[str, Count]:
    """Kind → working and all that are not disposed of; one statement."""
    return queries.counts_of(unit_id)


@publishes("equipment.rooms")
def rooms(*, unit_id: uuid.UUID) -> dict[str, int]:
    """Kind of room → how many are fit for use; one statement."""
    return queries.fit_rooms(unit_id)


@publishes("equipment.shortfall")
def shortfall(*, unit_id: uuid.UUID, unit_kind: str) -> list[tuple[str, str, int]]:
    """(equipment or room, code, how many are missing) against the standard; two statements."""
    return [
        (line.wanted.what, line.wanted.code, line.short)
        for line in queries.against_standard(unit_id, unit_kind)
        if line.short
    ]
