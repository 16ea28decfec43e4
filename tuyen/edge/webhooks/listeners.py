"""Visits become messages; messages are sent by the outbox, each on its own."""

from uuid import UUID

from django.db import transaction

from tuyen.core.bus import listens_to
from tuyen.core.ids import from_event
from tuyen.edge.webhooks import actions, sending
from tuyen.edge.webhooks.events import SendingDue
from tuyen.edge.webhooks.models import Sending, Webhook
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.record.events import VisitAmended, VisitCancelled, VisitFinished
from tuyen.record.models import Encounter


@listens_to(VisitFinished)
def tell_of_a_visit(event: VisitFinished) -> None:
    _tell("visit.finished", event.encounter_id, event.unit_id, {})


@listens_to(VisitAmended)
def tell_of_an_amendment(event: VisitAmended) -> None:
    _tell("visit.amended", event.encounter_id, event.unit_id, {"amends_id": str(event.amends_id)})


@listens_to(VisitCancelled)
def tell_of_a_cancellation(event: VisitCancelled) -> None:
    _tell("visit.cancelled", event.encounter_id, event.unit_id, {})


@listens_to(SendingDue)
def send(event: SendingDue) -> None:
    found = Sending.objects.select_related("webhook").filter(pk=event.sending_id).first()
    if found is not None:
        sending.send(found)


def _tell(event: str, encounter_id: UUID, unit_id: UUID, more: dict[str, str]) -> None:
    """A visit in a sensitive compartment is told to nobody, whatever happens to it."""
    hooks = _hooks_of(unit_id)
    visit = Encounter.objects.filter(pk=encounter_id).first() if hooks else None
    if visit is None or visit.compartment:
        return
    facts = {
        "visit_id": str(encounter_id),
        "person_id": str(visit.patient_id),
        "unit_id": str(unit_id),
        "day": visit.day.isoformat(),
        **more,
    }
    for hook in hooks:
        id_ = from_event(encounter_id, f"{event} {hook.id}")
        with write_turn(), transaction.atomic():
            made, is_new = Sending.objects.get_or_create(
                id=id_, defaults={"webhook": hook, "event": event, "facts": facts}
            )
            if is_new:
                actions.put_into_outbox(made)


def _hooks_of(unit_id: UUID) -> list[Webhook]:
    node = ScopeNode.objects.filter(unit_id=unit_id).first()
    if node is None:
        return []
    hooks = Webhook.objects.filter(ended_at=None)
    return [hook for hook in hooks if node.path.startswith(hook.path)]
