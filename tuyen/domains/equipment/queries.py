"""The register as far as the reader reaches: own unit, units below and units directed."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.equipment import lists, rules
from tuyen.domains.equipment.models import (
    Building,
    Condition,
    EquipmentFault,
    EquipmentItem,
    MaintenanceJob,
    WorkRoom,
)
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

State = EquipmentItem.State
BROKEN = (State.FAULTY, State.UNDER_REPAIR)


@dataclass(frozen=True)
class Count:
    """Devices of one kind: those in use, and all that are still there."""

    working: int
    there: int


def units_in_reach(who: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=direction.reach(who))


def items_in_reach(who: Actor) -> QuerySet[EquipmentItem]:
    return EquipmentItem.objects.filter(unit_id__in=direction.reach(who))


def items_of(
    unit_id: uuid.UUID, *, words: str = "", state: str = "", kind: str = ""
) -> QuerySet[EquipmentItem]:
    """Devices of a unit; without a state asked for, all that are not disposed of."""
    found = EquipmentItem.objects.filter(unit_id=unit_id)
    if state == "broken":
        found = found.filter(state__in=BROKEN)
    elif state:
        found = found.filter(state=state)
    else:
        found = found.exclude(state=State.DISPOSED)
    if kind:
        found = found.filter(kind=kind)
    for word in fold(nfc(words)).split():
        found = found.filter(fold__contains=word)
    return found.order_by("kind", "fold", "id")


def state_counts(unit_id: uuid.UUID) -> dict[str, int]:
    """State → devices."""
    rows: Any = (
        EquipmentItem.objects.filter(unit_id=unit_id)
        .order_by()
        .values_list("state")
        .annotate(n=Sum("quantity"))
    )
    return dict(rows)


def counts_of(unit_id: uuid.UUID) -> dict[str, Count]:
    """Kind → working and there; one statement."""
    rows: Any = (
        EquipmentItem.objects.filter(unit_id=unit_id)
        .exclude(state=State.DISPOSED)
        .order_by()
        .values_list("kind")
        .annotate(working=Sum("quantity", filter=Q(state=State.IN_USE)), there=Sum("quantity"))
    )
    return {kind: Count(working or 0, there or 0) for kind, working, there in rows}


def fit_rooms(unit_id: uuid.UUID) -> dict[str, int]:
    """Kind of room → rooms that can be used."""
    rows: Any = (
        rooms_of(unit_id)
        .exclude(condition=Condition.UNFIT)
        .order_by()
        .values_list("kind")
        .annotate(n=CountOf("id"))
    )
    return dict(rows)


def rooms_of(unit_id: uuid.UUID) -> QuerySet[WorkRoom]:
    found = WorkRoom.objects.filter(unit_id=unit_id, is_closed=False)
    return found.order_by("name", "id")


def buildings_of(unit_id: uuid.UUID) -> QuerySet[Building]:
    return Building.objects.filter(unit_id=unit_id, is_closed=False).order_by("name", "id")


def against_standard(unit_id: uuid.UUID, unit_kind: str) -> list[rules.Line]:
    """The standard of this kind of unit beside what there is; two statements."""
    standard = lists.standard_of(unit_kind, clock.today())
    if not standard:
        return []
    counted, rooms = counts_of(unit_id), fit_rooms(unit_id)
    working = {("equipment", code): count.working for code, count in counted.items()}
    there = {("equipment", code): count.there for code, count in counted.items()}
    fit = {("room", code): n for code, n in rooms.items()}
    return rules.against(standard, working | fit, there | fit)


def open_faults(unit_id: uuid.UUID) -> QuerySet[EquipmentFault]:
    found = EquipmentFault.objects.filter(
        unit_id=unit_id, mended_on=None, item__unit_id=F("unit_id")
    )
    return found.select_related("item").order_by("reported_on", "id")


def jobs_due(unit_id: uuid.UUID, until: dt.date) -> QuerySet[MaintenanceJob]:
    """Upkeep not done that is due by the day, the most overdue first."""
    found = MaintenanceJob.objects.filter(
        unit_id=unit_id,
        done_on=None,
        is_dropped=False,
        due_on__lte=until,
        item__unit_id=F("unit_id"),
    ).exclude(item__state=State.DISPOSED)
    return found.select_related("item").order_by("due_on", "id")


@dataclass(frozen=True)
class Overview:
    """One unit on the board of whoever directs it."""

    unit: Unit
    there: int
    broken: int
    overdue: int


def overview(units: Iterable[Unit]) -> list[Overview]:
    """What each unit has, what is broken, what was not looked after in time; two statements."""
    units = list(units)
    ids = [unit.id for unit in units]
    rows: Any = (
        EquipmentItem.objects.filter(unit_id__in=ids)
        .exclude(state=State.DISPOSED)
        .order_by()
        .values_list("unit_id")
        .annotate(there=Sum("quantity"), broken=Sum("quantity", filter=Q(state__in=BROKEN)))
    )
    counted = {unit_id: (there or 0, broken or 0) for unit_id, there, broken in rows}
    overdue = _overdue(ids)
    return [
        Overview(unit, *counted.get(unit.id, (0, 0)), overdue=overdue.get(unit.id, 0))
        for unit in units
    ]


def _overdue(ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows: Any = (
        MaintenanceJob.objects.filter(
            unit_id__in=ids,
            done_on=None,
            is_dropped=False,
            due_on__lt=clock.today(),
            item__unit_id=F("unit_id"),
        )
        .exclude(item__state=State.DISPOSED)
        .order_by()
        .values_list("unit_id")
        .annotate(n=CountOf("id"))
    )
    return dict(rows)


def broken_in_reach(who: Actor) -> QuerySet[EquipmentItem]:
    """Devices out of order in the units that the reader directs."""
    return items_in_reach(who).filter(state__in=BROKEN)


def jobs_in_reach(who: Actor) -> QuerySet[MaintenanceJob]:
    return MaintenanceJob.objects.filter(unit_id__in=direction.reach(who))


def directed_units(who: Actor, words: str = "") -> QuerySet[Unit]:
    """Units below or tied to the reader's facility: those with a broken device first, then by name."""
    found = direction.directed(who.unit_id, clock.today()).annotate(has_broken=_is_broken())
    found = found.order_by("-has_broken", "name_fold", "id")
    for word in fold(nfc(words)).split():
        found = found.filter(name_fold__contains=word)
    return found


def _is_broken() -> Exists:
    """Whether the unit outside has a device out of order."""
    return Exists(EquipmentItem.objects.filter(unit_id=OuterRef("pk"), state__in=BROKEN))


def units_with_broken(who: Actor, words: str = "") -> QuerySet[Unit]:
    return directed_units(who, words).filter(_is_broken())


def unit_named(who: Actor, name: str) -> Unit | None:
    """The unit of this name within reach; the reader's own facility for no name."""
    if not name:
        return Unit.objects.filter(pk=direction.facility_of(who.unit_id)).first()
    return units_in_reach(who).filter(name_fold=fold(nfc(name))).first()
