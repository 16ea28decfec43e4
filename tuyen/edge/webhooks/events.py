"""What the outbox delivers for this room."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SendingDue:
    """A message waits to be sent to its address."""

    sending_id: UUID
