"""What the kept counts say of one unit in a period; people in custody are left out, as everywhere."""

import datetime as dt
import uuid

from django.db.models import Q, Subquery, Sum

from tuyen.core import clock, rulebook
from tuyen.domains.directives.rules.indicators import INDICATORS, Measured, Span
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.sink import month_of
from tuyen.registry.facilities import kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.rules import PARTS


def offered(on: dt.date) -> dict[str, rulebook.Row]:
    """Code → row, in the order of the file."""
    return {row["code"]: row for row in rulebook.on(INDICATORS, on).rows}


def least_shown(on: dt.date) -> int:
    """Fewer than this say too little, and may give a person away."""
    return int(rulebook.on("small_counts", on)["least_published"])


def measured(code: str, unit_id: uuid.UUID, *spans: Span) -> list[Measured]:
    """The figure of the unit with its departments in each period; one sum a period."""
    row = offered(clock.today())[code]
    ids = _with_its_parts(unit_id)
    return [_measured(row, ids, span) for span in spans]


def _measured(row: rulebook.Row, ids: list[uuid.UUID], span: Span) -> Measured:
    of = Q(indicator=row["counted"], **{f"dimension_{row['compartment']}": ""})
    if among := row.get("among"):
        of &= Q(dimension_a__in=among)
    over = Q(pk__in=[])
    if "over" in row:
        over = Q(indicator=row["over"], **{f"dimension_{row['over_compartment']}": ""})
    rows = Tally.objects.filter(
        indicator__in={row["counted"], row.get("over", row["counted"])},
        unit_id__in=ids,
        month__range=(month_of(span.first), month_of(span.last)),
        day__range=(span.first, span.last),
    )
    found = rows.aggregate(part=Sum("n", filter=of), whole=Sum("n", filter=over))
    if "over" not in row:
        return Measured(int(found["part"] or 0))
    return Measured(int(found["part"] or 0), int(found["whole"] or 0), int(row["per"]))


def _with_its_parts(unit_id: uuid.UUID) -> list[uuid.UUID]:
    part_kinds = [kind for kind, group in kinds.groups().items() if group == PARTS]
    path = Unit.objects.filter(pk=unit_id).values("path")[:1]
    parts = Unit.objects.filter(path__startswith=Subquery(path), kind__in=part_kinds)
    return [unit_id, *parts.exclude(pk=unit_id).values_list("id", flat=True)]
