"""Units that do well: seen by everyone of the chain once recognised; who adopted what."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.directives.models import (
    Adoption,
    AdoptionStatus,
    GoodModel,
    GoodModelStatus,
    StudyVisit,
)
from tuyen.registry.facilities import direction


@dataclass(frozen=True)
class Asked:
    words: str = ""
    status: str = ""


def visible_to(who: Actor) -> QuerySet[GoodModel]:
    """Recognised ones of my chain of command; before that those of units within reach."""
    known = Q(chain=who.chain) & ~Q(status=GoodModelStatus.PROPOSED)
    if who.is_system:
        return GoodModel.objects.all()
    return GoodModel.objects.filter(known | Q(unit_id__in=direction.reach(who)))


def listed(who: Actor, asked: Asked) -> QuerySet[GoodModel]:
    found = visible_to(who)
    for word in fold(nfc(asked.words)).split():
        found = found.filter(title_fold__contains=word)
    if asked.status in GoodModelStatus.values:
        found = found.filter(status=asked.status)
    return found.order_by("-proposed_at", "-id")


def visits_of(model: GoodModel) -> QuerySet[StudyVisit]:
    return StudyVisit.objects.filter(model_id=model.id).order_by("-day", "-id")


def adoptions_of(model: GoodModel) -> QuerySet[Adoption]:
    return Adoption.objects.filter(model_id=model.id).order_by("started_on", "id")


def adoption_at(model: GoodModel, unit_id: uuid.UUID) -> Adoption | None:
    """The unit's own, as long as it goes on."""
    found = adoptions_of(model).filter(unit_id=unit_id)
    return found.exclude(status=AdoptionStatus.STOPPED).first()


def spread_of(models: Iterable[GoodModel]) -> dict[uuid.UUID, tuple[int, int]]:
    """Model → (units that adopted it, of them with it working)."""
    counted = (
        Adoption.objects.filter(model_id__in=[model.id for model in models])
        .order_by()
        .values_list("model_id")
        .annotate(n=Count("id"), works=Count("id", filter=Q(status=AdoptionStatus.WORKING)))
    )
    return {model_id: (n, works) for model_id, n, works in counted}
