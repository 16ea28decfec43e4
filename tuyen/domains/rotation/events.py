"""What a turn of rotation tells of itself, on every machine that it comes to."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class TurnMoved:
    """Decided, taken in, ended, cancelled or graded: here, or at another machine whose word came now."""

    turn_id: uuid.UUID
