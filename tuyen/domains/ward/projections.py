"""What follows from a write on the ward, in the same transaction."""

from collections.abc import Iterator

from tuyen.domains.ward.models import CareAct, CourseNote, EmergencyArrival
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes.projections import projection
from tuyen.record.corrections import superseding

projection(CourseNote)(superseding)
projection(CareAct)(superseding)


@projection(EmergencyArrival)
def link_on_arrival(
    before: EmergencyArrival | None, after: EmergencyArrival | None
) -> Iterator[Link]:
    """Whoever has come in an emergency may be treated here that day; a stay or a visit makes it last."""
    if before is None and after is not None:
        yield Link(
            after.patient_id,
            after.unit_id,
            "present",
            after.compartment,
            after.day,
            after.day,
            stated_at(after),
        )
