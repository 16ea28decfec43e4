"""Two records with one number are noticed where they meet: here, or when another node's log arrives."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import Any

from tuyen.platform.changes.projections import sink
from tuyen.platform.changes.unit_of_work import Announced
from tuyen.platform.outbox import sink as outbox
from tuyen.registry.persons.events import NumberShared
from tuyen.registry.persons.projections import NumberGiven

CHUNK = 500


@sink("number_given")
def notice_sharing(cursor: Any, given: Iterable[NumberGiven]) -> None:
    """One event a pair; listeners make one task of it however often and wherever it is noticed."""
    numbers = iter({(each.system, each.value) for each in given})
    while chunk := sorted(islice(numbers, CHUNK)):
        pairs = _pairs(cursor, chunk)
        if pairs:
            outbox.keep(cursor, [Announced(NumberShared(*pair, system)) for pair, system in pairs])


def _pairs(
    cursor: Any, numbers: list[tuple[str, str]]
) -> list[tuple[tuple[uuid.UUID, uuid.UUID], str]]:
    cursor.execute(
        "SELECT system, value, patient_id FROM persons_personidentifier "
        f"WHERE status = 'active' AND value IN ({', '.join(['%s'] * len(numbers))})",
        [value for _system, value in numbers],
    )
    wanted = set(numbers)
    holders: dict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for system, value, raw in cursor.fetchall():
        if (system, value) in wanted:
            holders[system, value].add(uuid.UUID(bytes=raw) if isinstance(raw, bytes) else raw)
    found: dict[tuple[uuid.UUID, uuid.UUID], str] = {}
    for (system, _value), people in holders.items():
        first, *others = sorted(people)
        found |= {(first, other): system for other in others if (first, other) not in found}
    return sorted(found.items())
