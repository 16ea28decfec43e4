"""New visits become messages. A job looks for them, so that a visit itself costs nothing more."""

from uuid import UUID

from django.db import transaction

from tuyen.core import clock
from tuyen.core.ids import from_event, uuid7
from tuyen.edge.webhooks import actions
from tuyen.edge.webhooks.models import Sending, Webhook
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox.regular import every
from tuyen.record.models import Encounter

WAIT_MS = 10_000  # for a change of mind, and for acts that are still being written
AT_ONCE = 500


@every("1m")
def tell_of_visits() -> None:
    """Visits finished, amended and cancelled on this node since the last look."""
    for hook in Webhook.objects.filter(ended_at=None).order_by("id"):
        tell(hook)


def tell(hook: Webhook, wait_ms: int = WAIT_MS) -> None:
    """A visit in a sensitive compartment is told to nobody, whatever happens to it."""
    until = uuid7(int(clock.now().timestamp() * 1000) - wait_ms)
    units = ScopeNode.objects.filter(path__startswith=hook.path).values("unit_id")
    rows = Encounter.objects.filter(pk__gt=hook.told_until, pk__lt=until, unit_id__in=units)
    found = list(rows.order_by("pk")[:AT_ONCE])
    with write_turn(), transaction.atomic():
        for visit in found:
            if not visit.compartment:
                _put(hook, visit)
        last: UUID = found[-1].pk if found else hook.told_until
        Webhook.objects.filter(pk=hook.pk).update(told_until=last)


def _put(hook: Webhook, visit: Encounter) -> None:
    facts = {
        "visit_id": str(visit.pk),
        "person_id": str(visit.patient_id),
        "unit_id": str(visit.unit_id),
        "day": visit.day.isoformat(),
    }
    if visit.amends_id:
        facts["amends_id"] = str(visit.amends_id)
    made, is_new = Sending.objects.get_or_create(
        id=from_event(visit.pk, f"webhook {hook.pk}"),
        defaults={"webhook": hook, "event": event_of(visit), "facts": facts},
    )
    if is_new:
        actions.put_into_outbox(made)


def event_of(visit: Encounter) -> str:
    """What a row of the chart says: a visit, its correction, or that it never was."""
    if visit.status == "entered-in-error":
        return "visit.cancelled"
    return "visit.amended" if visit.amends_id else "visit.finished"
