"""A referral for tests of what surrounds it, written through the log like everyone else."""

import uuid
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.record.models import Referral


def referral_of(patient_id: uuid.UUID, from_unit_id: uuid.UUID, **said: Any) -> Referral:
    """Sent today to a unit that nobody asks about; `said` changes what matters to the test."""
    ordinary = {
        "number": f"{clock.today().year}-00001",
        "to_unit_id": uuid7(),
        "day": clock.today(),
        "expected_by": clock.today(),
        "requested_at": clock.now(),
        "requested_by": uuid7(),
        "requested_by_name": "Bác sĩ Mẫu",
        "urgency": "routine",
        "reason_code": "1",
        "diagnosis": "Tăng huyết áp",
        "diagnosis_code": "I10",
    }
    row = Referral(patient_id=patient_id, from_unit_id=from_unit_id, **ordinary | said)
    with changes.apply(actor=SYSTEM, reason="test.referral") as log:
        log.create(row)
    return row
