"""A remote consultation for tests of what surrounds it, written through the log like everyone else."""

import datetime as dt
import uuid
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.record.models import Consult, ConsultStep


def consult_of(patient_id: uuid.UUID, from_unit_id: uuid.UUID, **said: Any) -> Consult:
    """Asked today of a unit that nobody asks about, with one line said; `said` changes what matters."""
    now = clock.now()
    ordinary = {
        "number": f"{clock.today().year}-00001",
        "to_unit_id": uuid7(),
        "day": clock.today(),
        "asked_at": now,
        "asked_by": uuid7(),
        "asked_by_name": "Bác sĩ Mẫu",
        "answer_due_at": now + dt.timedelta(hours=2),
        "conclude_due_at": now + dt.timedelta(hours=8),
        "urgency": "urgent",
        "specialty": "cardiology",
        "question": "Có cần chuyển ngay không?",
        "diagnosis": "Cơn đau thắt ngực",
        "diagnosis_code": "I20.9",
    }
    row = Consult(patient_id=patient_id, from_unit_id=from_unit_id, **ordinary | said)
    line = ConsultStep(
        patient_id=patient_id,
        compartment=row.compartment,
        consult_id=row.id,
        kind="say",
        text="Đau từ 6 giờ sáng.",
        at=now,
        by_id=row.asked_by,
        by_name=row.asked_by_name,
        unit_id=from_unit_id,
    )
    with changes.apply(actor=SYSTEM, reason="test.consult") as log:
        log.create(row, line)
    return row
