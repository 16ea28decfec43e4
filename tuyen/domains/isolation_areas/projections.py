"""What follows from a stay, in the same transaction."""

from collections.abc import Iterator

from tuyen.domains.isolation_areas.models import AreaStay
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes.projections import projection


@projection(AreaStay)
def link_to_the_unit(before: AreaStay | None, after: AreaStay | None) -> Iterator[Link]:
    """Whoever took a person in cares for that person, and may open the chart."""
    if before is None and after is not None:
        yield Link(
            after.patient_id,
            after.unit_id,
            "treating",
            after.compartment,
            after.arrived_on,
            said=stated_at(after),
        )
