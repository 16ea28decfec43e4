"""Drafts as their author sees them."""

import uuid

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.drafts.models import Draft


def draft_of(who: Actor, kind: str, subject_id: uuid.UUID) -> Draft | None:
    return Draft.objects.filter(account_id=who.account_id, kind=kind, subject_id=subject_id).first()


def drafts_of(who: Actor) -> QuerySet[Draft]:
    """Newest first."""
    return Draft.objects.filter(account_id=who.account_id).order_by("-saved_at")
