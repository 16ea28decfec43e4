"""What persons do when something else happened."""

from itertools import islice

from django.db import connection, transaction

from tuyen.core.bus import listens_to
from tuyen.platform.access.models import CareLink
from tuyen.registry.facilities import queries as network
from tuyen.registry.facilities.events import UnitMoved
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons import search_index

CHUNK = 2000


@listens_to(UnitMoved)
def find_people_of_a_moved_unit(event: UnitMoved) -> None:
    """Who is looked after there lies in another area now: their lines of search are drawn again."""
    unit = Unit.objects.filter(pk=event.unit_id).first()
    if unit is None:
        return
    units = list(network.below(unit).values_list("id", flat=True))
    cared_for = CareLink.objects.filter(unit_id__in=units).order_by("patient_id")
    ids = cared_for.values_list("patient_id", flat=True).distinct().iterator(chunk_size=CHUNK)
    while batch := list(islice(ids, CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            search_index.redraw_persons(cursor, batch)
