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
