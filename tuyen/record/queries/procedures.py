"""Procedures of a visit, of a stay, of a person; and how many a facility has done."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.record.chart import Chart
from tuyen.record.models import Admission, Encounter, Procedure
from tuyen.record.models.procedures import ENTERED_IN_ERROR
from tuyen.record.queries.visits import versions_of
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.staff.queries import working_on

SUGGESTIONS = 10


def of_visit(chart: Chart, encounter: Encounter) -> list[Procedure]:
    """Under whichever version of the visit they were recorded, oldest first."""
    ids = [row.id for row in versions_of(chart, encounter)]
    return _standing(chart.of(Procedure).filter(encounter_id__in=ids))


def of_stay(chart: Chart, admission: Admission) -> list[Procedure]:
    return _standing(chart.of(Procedure).filter(admission_id=admission.id))


def _standing(rows: QuerySet[Procedure]) -> list[Procedure]:
    return list(rows.exclude(status=ENTERED_IN_ERROR).order_by("day", "performed_at", "id"))


def visible_procedure(procedure_id: uuid.UUID, who: Actor) -> Procedure | None:
    """A procedure that `who` may know of, whatever became of it; its chart is opened next."""
    found: QuerySet[Any] = Procedure.objects.filter(
        pk=procedure_id, compartment__in=["", *who.compartments]
    )
    return found.first()


def versions_of_procedure(chart: Chart, row: Procedure) -> list[Procedure]:
    """This row and what it corrected or was corrected by, newest first."""
    same = chart.all_versions_of(Procedure).filter(
        encounter_id=row.encounter_id, admission_id=row.admission_id
    )
    known = {each.id: each for each in same}
    newest = row
    while newest.superseded_by_id in known:
        newest = known[newest.superseded_by_id]
    found = [newest]
    while found[-1].amends_id in known:
        found.append(known[found[-1].amends_id])
    return found


def counted() -> QuerySet[Procedure]:
    """Procedures that stand: not corrected, not struck. For counts and cases, never for a chart."""
    found: QuerySet[Any] = Procedure.objects.filter(superseded_by_id=None)
    return found.exclude(status=ENTERED_IN_ERROR)


def between(rows: QuerySet[Procedure], since: dt.date, until: dt.date) -> QuerySet[Procedure]:
    return rows.filter(day__gte=since, day__lte=until)


def done_by(staff_id: uuid.UUID) -> Q:
    """Cases in which this person held the instrument or stood beside as the expert."""
    return Q(performer_id=staff_id) | Q(supervisor_id=staff_id)


def count_by_technique(rows: QuerySet[Procedure]) -> dict[str, int]:
    return dict(rows.values_list("code").annotate(n=Count("id")).order_by("code"))


def hands_for(facility_id: uuid.UUID, day: dt.date | None = None) -> QuerySet[StaffMember]:
    """Who may stand at the table here: staff of the facility and of the facilities that direct it."""
    on = day or clock.today()
    places = _inside(facility_id)
    if Unit.objects.filter(pk=facility_id).exists():
        licensed = kinds.kinds_of_group("facility")
        for upper in direction.directing(facility_id, on):
            if upper.kind in licensed:
                places |= _inside(upper.id)
    return _working(places, on)


def staff_of(facility_id: uuid.UUID, day: dt.date | None = None) -> QuerySet[StaffMember]:
    """Who works at the facility, in whichever department, on the day."""
    return _working(_inside(facility_id), day or clock.today())


def _inside(facility_id: uuid.UUID) -> Q:
    """The facility with its departments and their rooms, not the facilities below it."""
    parts = kinds.kinds_of_group("part")
    under = Q(parent__parent_id=facility_id, parent__kind__in=parts)
    return Q(pk=facility_id) | (Q(kind__in=parts) & (Q(parent_id=facility_id) | under))


def _working(places: Q, on: dt.date) -> QuerySet[StaffMember]:
    posts = Post.objects.filter(
        working_on(on), unit_id__in=Unit.objects.filter(places).values("id")
    )
    return StaffMember.objects.filter(pk__in=posts.values("staff_id")).order_by("name_key", "id")


def search_hands(facility_id: uuid.UUID, text: str) -> list[tuple[StaffMember, str]]:
    """Staff whose names hold the words typed, each with the name of the place of work."""
    found = hands_for(facility_id)
    for word in fold(nfc(text)).split():
        found = found.filter(name_fold__contains=word)
    members = list(found[:SUGGESTIONS])
    places = _places([member.id for member in members])
    return [(member, places.get(member.id, "")) for member in members]


def _places(staff_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    posts = Post.objects.filter(working_on(clock.today()), staff_id__in=list(staff_ids))
    held = dict(posts.order_by("is_main").values_list("staff_id", "unit_id"))
    names = dict(Unit.objects.filter(pk__in=set(held.values())).values_list("id", "name"))
    return {staff_id: names.get(unit_id, "") for staff_id, unit_id in held.items()}
