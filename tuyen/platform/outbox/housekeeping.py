"""What the node throws away by itself: ended sessions, old form keys, delivered messages."""

import datetime as dt
from typing import Any

from django.db import connection, models

from tuyen.core import clock
from tuyen.platform.accounts.models import AccountSession
from tuyen.platform.changes.models import RequestKey
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.models import Delivery
from tuyen.platform.outbox.regular import every

FORM_KEYS_DAYS = 7
DELIVERED_DAYS = 14
_AT_ONCE = 500


@every("1h")
def forget_ended_sessions() -> None:
    delete_in_steps(AccountSession.objects.filter(expire_date__lt=clock.now()))


@every("6h")
def forget_form_keys() -> None:
    """A form is not sent again after a week."""
    until = clock.now() - dt.timedelta(days=FORM_KEYS_DAYS)
    delete_in_steps(RequestKey.objects.filter(at_ms__lt=int(until.timestamp() * 1000)))


@every("6h")
def forget_delivered() -> None:
    """What is stuck stays until a person has looked."""
    until = clock.now() - dt.timedelta(days=DELIVERED_DAYS)
    delete_in_steps(Delivery.objects.filter(done_at__lt=until))


@every("1d")
def refresh_planner() -> None:
    """SQLite plans its queries by figures that somebody must refresh (design/sync)."""
    if connection.vendor == "sqlite":
        with write_turn(), connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")


def delete_in_steps(rows: models.QuerySet[Any]) -> int:
    """A few hundred at a time, so that no nurse waits for the housekeeping."""
    total = 0
    while keys := list(rows.values_list("pk", flat=True)[:_AT_ONCE]):
        with write_turn():
            rows.model._default_manager.filter(pk__in=keys).delete()
        total += len(keys)
    return total
