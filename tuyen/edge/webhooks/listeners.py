"""A message is sent by the outbox, each on its own, until somebody takes it."""

from tuyen.core.bus import listens_to
from tuyen.edge.webhooks import sending
from tuyen.edge.webhooks.events import SendingDue
from tuyen.edge.webhooks.models import Sending


@listens_to(SendingDue)
def send(event: SendingDue) -> None:
    found = Sending.objects.select_related("webhook").filter(pk=event.sending_id).first()
    if found is not None:
        sending.send(found)
