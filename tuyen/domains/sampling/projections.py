"""What follows from standing on a round's list, in the same transaction."""

import datetime as dt
from collections.abc import Iterator

from tuyen.core import clock
from tuyen.domains.sampling.models import RoundMember
from tuyen.platform.access.links import Link, stated_at
from tuyen.platform.changes.projections import projection
from tuyen.registry.terms.orderables import open_days


@projection(RoundMember)
def link_to_the_taker(before: RoundMember | None, after: RoundMember | None) -> Iterator[Link]:
    """Whoever takes a specimen from a person in front of them may open the chart until it is answered."""
    if before is None and after is not None:
        day = clock.day_of(after.planned_at)
        yield Link(
            after.patient_id,
            after.unit_id,
            "present",
            after.compartment,
            day,
            day + dt.timedelta(days=open_days(day)),
            stated_at(after),
        )
