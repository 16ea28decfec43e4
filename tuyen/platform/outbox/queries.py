"""What waits, what is stuck."""

import datetime as dt

from django.db.models import Q, QuerySet

from tuyen.core import clock
from tuyen.platform.outbox.models import STILL_TO_DO, Delivery, RegularJob


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


def not_done() -> QuerySet[Delivery]:
    return Delivery.objects.filter(done_at__isnull=True)


def failing() -> QuerySet[Delivery]:
    """Tried in vain at least once and not given up."""
    return waiting().exclude(last_error="")


def regular_jobs() -> QuerySet[RegularJob]:
    """Those that ended badly first."""
    return RegularJob.objects.order_by("-last_error", "name")


def lag() -> dt.timedelta:
    """How long the oldest due delivery has been waiting: zero on a healthy node."""
    now = clock.now()
    oldest = Delivery.objects.filter(STILL_TO_DO, not_before__lte=now).order_by("not_before")
    first = oldest.values_list("not_before", flat=True).first()
    return now - first if first else dt.timedelta()
