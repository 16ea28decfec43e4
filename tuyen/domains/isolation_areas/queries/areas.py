"""Areas within reach, their rooms and beds."""

import uuid
from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.models import AreaBed, AreaRoom, IsolationArea
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.rules.cases import diseases


def visible_to(who: Actor) -> QuerySet[IsolationArea]:
    """Areas of my units; one of custody only with the grant."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows: QuerySet[IsolationArea] = IsolationArea.objects.filter(
        unit_id__in=mine, compartment__in=["", *who.compartments]
    )
    return rows


def listed(who: Actor, status: str) -> QuerySet[IsolationArea]:
    return visible_to(who).filter(status=status).order_by("-opened_on", "-id")


def rooms_of(area: IsolationArea) -> list[AreaRoom]:
    found = AreaRoom.objects.filter(area=area, unit_id=area.unit_id)
    return list(found.order_by("position", "name"))


def beds_of(area: IsolationArea) -> list[AreaBed]:
    """Each with its room, as a page shows them; one statement."""
    found = AreaBed.objects.filter(area=area, unit_id=area.unit_id, room__unit_id=F("unit_id"))
    shown = found.select_related("room").order_by("room__position", "room__name", "position")
    return list(shown)


def beds_in(areas: Iterable[IsolationArea]) -> dict[uuid.UUID, int]:
    """Area → beds in use; two statements, whatever the number of areas."""
    rows = list(areas)
    ids, units = [row.id for row in rows], {row.unit_id for row in rows}
    open_rooms = AreaRoom.objects.filter(area_id__in=ids, unit_id__in=units, is_open=True)
    rooms = set(open_rooms.values_list("id", flat=True))
    beds = AreaBed.objects.filter(area_id__in=ids, unit_id__in=units, is_open=True)
    found: dict[uuid.UUID, int] = dict.fromkeys(ids, 0)
    for area_id, room_id in beds.values_list("area_id", "room_id"):
        found[area_id] += room_id in rooms
    return found


def unit_names(rows: Iterable[IsolationArea]) -> dict[uuid.UUID, str]:
    ids = {row.unit_id for row in rows}
    return dict(ScopeNode.objects.filter(unit_id__in=ids).values_list("unit_id", "name"))


def disease_of(area_id: uuid.UUID, unit_id: uuid.UUID) -> str:
    found = IsolationArea.objects.filter(pk=area_id, unit_id=unit_id)
    return found.values_list("disease", flat=True).first() or ""


def label_of(disease: str) -> str:
    """The name in the reader's language; the code where the list does not know it."""
    known = diseases(clock.today()).get(disease)
    if known is None:
        return disease
    return known.label_en if get_language() == "en" else known.label_vi


def disease_choices() -> list[tuple[str, str]]:
    return [(code, label_of(code)) for code in diseases(clock.today())]


def template_choices() -> list[tuple[str, str]]:
    language = get_language() or "vi"
    rows = rulebook.on(rules.TEMPLATES, clock.today()).rows
    return [(row["code"], rulebook.label(row, language)) for row in rows]
