"""Units, by place in the tree, by day, and as far as the reader may see them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.text import fold, nfc
from tuyen.registry.facilities import kinds, rules
from tuyen.registry.facilities.models import Affiliation, Facility, FacilityCode, Unit


def open_on(day: dt.date) -> Q:
    """Units, ratings, codes or ties that hold on the day; no date is no end."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def visible_to(who: Actor) -> QuerySet[Unit]:
    """My chain of command, and of the other one the kinds that are open to all."""
    if who is SYSTEM:
        return Unit.objects.all()
    return Unit.objects.filter(Q(chain=who.chain) | Q(kind__in=kinds.open_kinds()))


def below(unit: Unit) -> QuerySet[Unit]:
    """The unit and everything below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def above(unit: Unit) -> QuerySet[Unit]:
    """The units above, the top first."""
    return Unit.objects.filter(path__in=rules.paths_above(unit.path)).order_by("path")


def tops(who: Actor) -> QuerySet[Unit]:
    """Where the tree begins for this reader."""
    return visible_to(who).filter(parent__isnull=True).order_by("chain", "name")


def children_of(unit: Unit, who: Actor, day: dt.date) -> QuerySet[Unit]:
    """Open units directly below, with how many stand below each (`units_below`)."""
    found = visible_to(who).filter(open_on(day), parent=unit)
    return _by_name(with_children(found))


def with_children(units: QuerySet[Unit]) -> QuerySet[Unit]:
    return units.annotate(units_below=Count("children", filter=Q(children__valid_to__isnull=True)))


def _by_name(units: QuerySet[Unit]) -> QuerySet[Unit]:
    return units.order_by("name_fold", "id")


def filtered(
    who: Actor,
    day: dt.date,
    *,
    words: str = "",
    kind: str = "",
    chain: str = "",
    care_level: str = "",
    province_code: str = "",
) -> QuerySet[Unit]:
    """Open units that fit every filter given; words are matched without marks."""
    found = visible_to(who).filter(open_on(day))
    for word in fold(nfc(words)).split():
        found = found.filter(name_fold__contains=word)
    exact = {"kind": kind, "chain": chain, "province_code": province_code}
    found = found.filter(**{key: value for key, value in exact.items() if value})
    if care_level:
        rated = Facility.objects.filter(open_on(day), care_level=care_level)
        found = found.filter(pk__in=rated.values("unit_id"))
    return _by_name(found)


def rating_of(unit: Unit, day: dt.date) -> Facility | None:
    """Level, class and beds that held on the day."""
    return unit.ratings.filter(open_on(day)).order_by("-valid_from").first()


def ratings_of(units: Iterable[Unit], day: dt.date) -> dict[uuid.UUID, Facility]:
    """Unit id → rating on the day, for a list; one statement."""
    ids = [unit.id for unit in units]
    found = Facility.objects.filter(open_on(day), unit_id__in=ids)
    return {rating.unit_id: rating for rating in found}


def codes_of(unit: Unit) -> QuerySet[FacilityCode]:
    """Every code the unit ever bore, the ones in force first."""
    return unit.codes.order_by("-valid_to", "system", "-valid_from")


def code_on(unit: Unit, system: str, day: dt.date) -> str:
    found = unit.codes.filter(open_on(day), system=system).first()
    return found.code if found else ""


def code_of_facility(unit_id: uuid.UUID, system: str, day: dt.date) -> str:
    """The unit's own code, or the one of the facility that it is a part of; empty: there is none."""
    own = FacilityCode.objects.filter(open_on(day), unit_id=unit_id, system=system)
    code = own.values_list("code", flat=True).first()
    if code:
        return str(code)
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or unit.parent_id is None or kinds.groups().get(unit.kind) != "part":
        return ""
    return code_of_facility(unit.parent_id, system, day)


def facilities_without_code(system: str, day: dt.date) -> QuerySet[Unit]:
    """Licensed facilities open on the day that have no code of the system."""
    coded = FacilityCode.objects.filter(open_on(day), system=system)
    facilities = Unit.objects.filter(open_on(day), kind__in=kinds.kinds_of_group("facility"))
    return facilities.exclude(pk__in=coded.values("unit_id")).order_by("name_fold", "id")


def unit_with_code(code: str, system: str, day: dt.date) -> Unit | None:
    found = FacilityCode.objects.filter(open_on(day), system=system, code=code)
    held = found.select_related("unit").first()
    return held.unit if held else None


def ties_of(unit: Unit, day: dt.date) -> QuerySet[Affiliation]:
    """Ties upwards and downwards that hold on the day."""
    either = Q(upper=unit) | Q(lower=unit)
    return (
        Affiliation.objects.filter(either, open_on(day))
        .select_related("upper", "lower")
        .order_by("kind", "upper__name_fold", "lower__name_fold")
    )


def members_of(region: Unit, day: dt.date) -> QuerySet[Unit]:
    """Units of a region (cụm) on the day, its lead hospital among them."""
    ties = Affiliation.objects.filter(
        open_on(day), upper=region, kind__in=("region_lead", "region_member")
    )
    return _by_name(Unit.objects.filter(pk__in=ties.values("lower_id")))


def activity_classes(day: dt.date) -> dict[uuid.UUID, str]:
    """Unit id → class of the yearly report on the day, for every unit that ever was.

    A department or service point has the class of the nearest facility above it. Three statements
    for the whole network, whatever its size.
    """
    table = kinds.activity_rows(day)
    groups = kinds.groups()
    rated = Facility.objects.filter(open_on(day)).values_list("unit_id", "facility_class")
    classes = dict(rated)
    found: dict[uuid.UUID, str] = {}
    for id_, parent_id, kind, chain in Unit.objects.order_by("path").values_list(
        "id", "parent_id", "kind", "chain"
    ):
        if groups.get(kind) == rules.PARTS and parent_id in found:
            found[id_] = found[parent_id]
        else:
            found[id_] = rules.activity_class(kind, chain, classes.get(id_, ""), table)
    return found


def names_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Unit id → name, for lists; one statement."""
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", "name"))


def name_at(column: str) -> Subquery:
    """The name of the unit that a column of a list names, within the statement of the list."""
    return Subquery(Unit.objects.filter(pk=OuterRef(column)).values("name")[:1])


def counts_by_kind(units: QuerySet[Unit]) -> list[tuple[str, int]]:
    """Kind → how many, the most frequent first; units without their order."""
    counted: Any = units.order_by().values_list("kind").annotate(n=Count("id"))
    return sorted(counted, key=lambda pair: -pair[1])


def standing_at(who: Actor, asked: str) -> Unit | None:
    """The unit whose children the tree shows: the one asked for; else mine, or the one above mine
    when nothing stands below me. `top` asks for the tops, which is None."""
    if asked == "top":
        return None
    try:
        wanted = uuid.UUID(asked) if asked else who.unit_id
    except ValueError:
        return None
    seen = visible_to(who).select_related("parent").annotate(units_below=Count("children"))
    here = seen.filter(pk=wanted).first()
    if here is None or asked or here.units_below:
        return here
    return here.parent
