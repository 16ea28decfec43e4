"""What other rooms may hear of surveys and needs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SurveySubmitted:
    """A unit handed in its survey; points of `of`."""

    survey_id: UUID
    unit_id: UUID
    year: int
    points: float
    of: float


@dataclass(frozen=True)
class NeedMet:
    """A need is met: by the next survey, or because somebody said so."""

    need_id: UUID
    unit_id: UUID
    kind: str
    code: str
