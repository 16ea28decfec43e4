"""What other rooms may hear of consultations. Ids and codes only."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class QuestionRepeated:
    """A unit asked one thing again and again, and a person said that it should be taught. quantity:
    questions; source_id: made of the unit and the topic, no consultation."""

    unit_id: UUID
    kind: str
    code: str
    title: str
    why: str
    quantity: int
    source_kind: str
    source_id: UUID
