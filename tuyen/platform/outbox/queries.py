"""What waits, what is stuck."""

import datetime as dt

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.platform.outbox.models import STILL_TO_DO, Delivery


def due(now: dt.datetime, limit: int) -> list[Delivery]:
    """Not done, its time has come, and no worker holds it."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    waiting = Delivery.objects.filter(STILL_TO_DO, free, not_before__lte=now)
    return list(waiting.order_by("not_before", "id")[:limit])


def stuck() -> QuerySet[Delivery]:
    """Given up; a person has to look. Newest first."""
    return Delivery.objects.filter(dead_at__isnull=False).order_by("-dead_at", "id")


def waiting() -> QuerySet[Delivery]:
    return Delivery.objects.filter(STILL_TO_DO).order_by("not_before", "id")


def lag() -> dt.timedelta:
    """How long the oldest due delivery has been waiting: zero on a healthy node."""
    now = clock.now()
    oldest = Delivery.objects.filter(STILL_TO_DO, not_before__lte=now).order_by("not_before")
    first = oldest.values_list("not_before", flat=True).first()
    return now - first if first else dt.timedelta()
