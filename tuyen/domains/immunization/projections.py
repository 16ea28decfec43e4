"""Whoever came to a session may have their chart opened there that day, from wherever they are."""

from collections.abc import Iterator

from tuyen.core import clock
from tuyen.domains.immunization.models import SessionVisit
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes.projections import projection


@projection(SessionVisit)
def link_on_arrival(before: SessionVisit | None, after: SessionVisit | None) -> Iterator[Link]:
    if before is None and after is not None:
        day = clock.day_of(after.came_at)
        said = stated_at(after)
        yield Link(after.patient_id, after.unit_id, "present", after.compartment, day, day, said)
