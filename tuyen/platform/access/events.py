"""What access announces."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class ChartOpenedByBreakGlass:
    """A chart was opened without a care link: somebody must look at the reason."""

    leave_id: uuid.UUID
    patient_id: uuid.UUID
    unit_id: uuid.UUID
    day: dt.date


@dataclass(frozen=True)
class BreakGlassReviewed:
    """The privacy officer has said whether the leave was right: nobody has to look any more."""

    leave_id: uuid.UUID
    conclusion: str
    reviewed_by: uuid.UUID | None
