"""What other rooms may hear of supervision."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class GapFound:
    """A question marked `need` lost points at a round: the unit lacks something, which may become a need."""

    unit_id: uuid.UUID
    kind: str
    code: str
    title: str
    source_kind: str
    source_id: uuid.UUID
