"""Who directs whom: by the tree, and by ties in force (steering, satellite, the lead of a region).

The upper side looks into the units that it directs; the lower side knows who directs it. Every room of
directing the lower tiers asks here, so that both sides of a row are the same two units everywhere.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.memory import remembered
from tuyen.registry.facilities import kinds, rules
from tuyen.registry.facilities.models import Affiliation, AffiliationKind, Unit
from tuyen.registry.facilities.queries import open_on

Row = TypeVar("Row", bound=Model)

_DOWN = (AffiliationKind.STEERING, AffiliationKind.SATELLITE)


def reach(who: Actor) -> QuerySet[Unit, Any]:
    """Ids of the units that the reader may look into, for `unit_id__in`.

    A post of scope “unit” sees its unit with its departments; a post of scope “subtree” everything
    below its facility as well (an office of a hospital directs for the hospital), and the units tied
    below it today, with what stands below those.
    """
    asked = ("reach", who.unit_id, who.path, who.scope)
    return remembered(asked, lambda: _reach(who))


def _reach(who: Actor) -> QuerySet[Unit, Any]:
    if who.is_system:
        return Unit.objects.values("id")
    if who.scope != "subtree":
        return Unit.objects.filter(_own(who.unit_id)).values("id")
    if kinds.groups().get(who.unit_kind) == rules.PARTS:
        facility = _facility(who.unit_id)
        below = _below(facility.id, facility.path, clock.today())
    else:
        below = _below(who.unit_id, who.path, clock.today())
    return Unit.objects.filter(below).values("id")


def either_side(rows: QuerySet[Row], who: Actor, *columns: str) -> QuerySet[Row]:
    """Rows of which one of the units named by these columns is within reach."""
    if who.is_system:
        return rows
    units = reach(who)
    sides = Q()
    for column in columns:
        sides |= Q(**{f"{column}__in": units})
    return rows.filter(sides)


def reaches(who: Actor, unit_id: uuid.UUID) -> bool:
    """A page asks once about each unit."""
    asked = ("reached", who.unit_id, who.scope, unit_id)
    return remembered(asked, lambda: reach(who).filter(pk=unit_id).exists())


def directed(unit_id: uuid.UUID, on: dt.date) -> QuerySet[Unit]:
    """Open units licensed to treat that this one directs on the day, by the tree or by a tie."""
    try:
        facility = _facility(unit_id)
    except Unit.DoesNotExist:
        return Unit.objects.none()
    treats = Q(kind__in=kinds.kinds_of_group("facility"))
    found = Unit.objects.filter(_below(facility.id, facility.path, on), treats, open_on(on))
    return found.exclude(pk=facility.id).order_by("name_fold", "id")


def directing(unit_id: uuid.UUID, on: dt.date) -> QuerySet[Unit]:
    """Units that direct this one on the day: above it in the tree, tied to it or to one above it, the
    lead of its region. The top of the tree first."""
    try:
        here = unit(unit_id)
    except Unit.DoesNotExist:
        return Unit.objects.none()
    line = [here.path, *rules.paths_above(here.path)]
    return _directing(line, on).exclude(pk=here.pk)


class Lines(NamedTuple):
    """Paths of the units above one (in the tree, by a tie, as lead of its region) and of those tied below."""

    above: list[str]
    tied_below: list[str]


def lines_of(unit_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, Lines]:
    """Who directs each unit and whom it directs, as paths: where its rows may have to go."""
    found = {}
    for each in Unit.objects.filter(pk__in=list(unit_ids)):
        line = [each.path, *rules.paths_above(each.path)]
        above = _directing(line, on).values_list("path", flat=True)
        found[each.id] = Lines(list(above), _tied_paths(each.id, on))
    return found


def _directing(line: list[str], on: dt.date) -> QuerySet[Unit]:
    """The units of this line of paths, and whom a tie puts above one of them."""
    ties = Affiliation.objects.filter(open_on(on), lower__path__in=line)
    regions = ties.filter(kind=AffiliationKind.REGION_MEMBER).values("upper_id")
    leads = Affiliation.objects.filter(
        open_on(on), kind=AffiliationKind.REGION_LEAD, upper_id__in=regions
    )
    found = (
        Q(path__in=line)
        | Q(pk__in=ties.filter(kind__in=_DOWN).values("upper_id"))
        | Q(pk__in=leads.values("lower_id"))
    )
    return Unit.objects.filter(found, open_on(on)).order_by("path")


@dataclass(frozen=True)
class OurSide:
    """The facility that the reader stands for; who directs it, the top of the tree first."""

    facility: Unit
    above: list[Unit]


def our_side(who: Actor, on: dt.date) -> OurSide:
    """One statement for an open facility, remembered for the page."""
    line = [who.path, *rules.paths_above(who.path)]
    found = {each.path: each for each in _directing(line, on)}
    stands = [path for path in line if path in found and not _is_part(found[path])]
    facility = found[max(stands, key=len)] if stands else _facility(who.unit_id)
    remembered(("facility", who.unit_id), lambda: facility)
    remembered(("facility", facility.id), lambda: facility)
    remembered(("unit", facility.id), lambda: facility)
    above = [each for each in found.values() if not each.path.startswith(facility.path)]
    return OurSide(facility, above)


def as_facility(who: Actor, facility: Unit) -> Actor:
    """The same reader at the facility itself, seeing what is its own and nothing below it."""
    return replace(
        who,
        unit_id=facility.id,
        unit_name=facility.name,
        unit_kind=facility.kind,
        path=facility.path,
        scope="unit",
    )


def _is_part(here: Unit) -> bool:
    return kinds.groups().get(here.kind) == rules.PARTS


def facility_of(unit_id: uuid.UUID) -> uuid.UUID:
    """The facility that a department or service point is a part of; the unit itself otherwise."""
    try:
        found: uuid.UUID = _facility(unit_id).id
    except Unit.DoesNotExist:
        return unit_id
    return found


def _facility(unit_id: uuid.UUID) -> Unit:
    """One statement for a department right below its facility, or for a facility itself."""
    return remembered(("facility", unit_id), lambda: _climbed(unit_id))


def _climbed(unit_id: uuid.UUID) -> Unit:
    here = unit(unit_id)
    while _is_part(here) and here.parent is not None:
        above = here.parent
        here = remembered(("unit", above.id), lambda above=above: above)  # type: ignore[misc]
    return here


def known(here: Unit) -> Unit:
    """A unit that the page has read already is not asked for again."""
    return remembered(("unit", here.id), lambda: here)


def unit(unit_id: uuid.UUID) -> Unit:
    """With the unit above it; a page asks once."""
    rows = Unit.objects.select_related("parent")
    return remembered(("unit", unit_id), lambda: rows.get(pk=unit_id))


def _own(unit_id: uuid.UUID) -> Q:
    parts = Q(kind__in=kinds.kinds_of_group(rules.PARTS))
    inside = Q(parent__parent_id=unit_id, parent__kind__in=kinds.kinds_of_group(rules.PARTS))
    return Q(pk=unit_id) | (parts & (Q(parent_id=unit_id) | inside))


def _below(unit_id: uuid.UUID, path: str, on: dt.date) -> Q:
    """The unit with this path, the units tied to it on the day, and everything below each of them."""
    found = Q(path__startswith=path)
    for tied in remembered(("tied", unit_id, on), lambda: _tied_paths(unit_id, on)):
        if not tied.startswith(path):
            found |= Q(path__startswith=tied)
    return found


def _tied_paths(unit_id: uuid.UUID, on: dt.date) -> list[str]:
    """Paths of the units tied below this one, and of those in the regions that it leads."""
    led = Affiliation.objects.filter(
        open_on(on), lower_id=unit_id, kind=AffiliationKind.REGION_LEAD
    ).values("upper_id")
    down = Q(upper_id=unit_id, kind__in=_DOWN)
    down |= Q(upper_id__in=led, kind=AffiliationKind.REGION_MEMBER)
    tied = Affiliation.objects.filter(down, open_on(on))
    return sorted(set(tied.values_list("lower__path", flat=True)))
