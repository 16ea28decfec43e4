"""Runs and remembered mappings, of the person who asks."""

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.imports.models import ImportRun, RememberedMapping


def runs_of(who: Actor) -> QuerySet[ImportRun]:
    """My own runs at this unit, newest first: a file may hold what others must not see."""
    mine = ImportRun.objects.filter(account_id=who.account_id, unit_id=who.unit_id)
    return mine.order_by("-uploaded_at", "-id")


def remembered_mapping(who: Actor, source: str) -> dict[str, int]:
    found = RememberedMapping.objects.filter(unit_id=who.unit_id, source=source).first()
    return dict(found.mapping) if found else {}
