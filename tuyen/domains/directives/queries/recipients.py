"""To whom a directive or an invitation goes."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Count

from tuyen.core.actor import Actor
from tuyen.domains.directives.models import Audience, Directive
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.rules import PARTS


def addressed(directive: Directive, on: dt.date) -> list[Unit]:
    """Units that the directive goes to on the day; hand-picked ones also when closed (and then refused)."""
    if directive.audience == Audience.PICKED:
        wanted = [uuid.UUID(each) for each in directive.audience_ids]
        return list(Unit.objects.filter(pk__in=wanted).order_by("path"))
    found = direction.directed(directive.unit_id, on)
    if directive.audience == Audience.KIND:
        found = found.filter(kind__in=directive.audience_kinds)
    return list(found)


def addressable(who: Actor) -> list[uuid.UUID]:
    """Every unit that the reader's office may write to by hand: within reach, no part of a facility."""
    parts = kinds.kinds_of_group(PARTS)
    found = Unit.objects.filter(pk__in=direction.reach(who)).exclude(kind__in=parts)
    return list(found.values_list("id", flat=True))


def kinds_below(unit_id: uuid.UUID, on: dt.date) -> list[tuple[str, str, int]]:
    """(kind, its label, how many open units of it are directed), the most frequent first."""
    labels = kinds.kind_labels()
    counted = direction.directed(unit_id, on).order_by().values_list("kind").annotate(n=Count("id"))
    return [(kind, labels.get(kind, kind), n) for kind, n in sorted(counted, key=lambda r: -r[1])]


def in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: unit.path)
