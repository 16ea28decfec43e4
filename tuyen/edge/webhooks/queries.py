"""Addresses of my units, and what was told to them."""

from django.db.models import F, QuerySet

from tuyen.core.actor import Actor
from tuyen.edge.webhooks.models import Sending, Webhook


def managed_by(who: Actor) -> QuerySet[Webhook]:
    """Those that work first, then the newest."""
    found = Webhook.objects.filter(path__startswith=who.path)
    return found.order_by(F("ended_at").desc(nulls_first=True), "-created_at", "id")


def sendings_of(webhook: Webhook) -> QuerySet[Sending]:
    return webhook.sendings.order_by("-created_at", "id")


def sending_managed_by(who: Actor) -> QuerySet[Sending]:
    return Sending.objects.filter(webhook__in=managed_by(who)).select_related("webhook")
