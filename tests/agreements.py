"""An agreement for tests of what hangs on one, written through the log like everyone else."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.steering.models import Agreement, DutyTurn, HotlineCall
from tuyen.domains.steering.queries.hotline import shifts
from tuyen.domains.steering.rules.duty import shifts_at
from tuyen.platform import changes


def agreed(a: uuid.UUID, b: uuid.UUID, purpose: str = "teleconsult", **said: Any) -> Agreement:
    """In force since a month; `said` changes what matters to the test."""
    start = clock.today() - dt.timedelta(days=30)
    ordinary = {
        "kind": "telehealth",
        "number": "12/HĐ-MAU",
        "title": "Hợp đồng hỗ trợ khám, chữa bệnh từ xa",
        "purposes": [purpose],
        "signed_on": start,
        "valid_from": start,
    }
    row = Agreement(unit_id=a, other_unit_id=b, **ordinary | said)
    with changes.apply(actor=SYSTEM, reason="test.agreement") as log:
        log.create(row)
    return row


def on_duty_now(unit_id: uuid.UUID, name: str, specialty: str = "") -> DutyTurn:
    """Somebody who stands on the roster of this very shift."""
    day, shift, _until = shifts_at(clock.now(), partial(shifts, unit_id))[0]
    row = DutyTurn(
        unit_id=unit_id, day=day, shift=shift, specialty=specialty, name=name, phone="0900 000 115"
    )
    with changes.apply(actor=SYSTEM, reason="test.duty") as log:
        log.create(row)
    return row


def ended(a: uuid.UUID, b: uuid.UUID) -> None:
    """Their agreement ended today, by a decision."""
    row = Agreement.objects.get(unit_id=a, other_unit_id=b)
    row.ended_on, row.ended_reason = clock.today(), "Mẫu"
    with changes.apply(actor=SYSTEM, reason="test.ended") as log:
        log.change(row, ["ended_on", "ended_reason"])


def called(unit_id: uuid.UUID, from_unit_id: uuid.UUID, specialty: str, asked: str) -> HotlineCall:
    """A call to the hotline that was answered and saved."""
    row = HotlineCall(
        unit_id=unit_id,
        status="saved",
        rang_at=clock.now(),
        caller_unit_id=from_unit_id,
        specialty=specialty,
        question=asked,
    )
    with changes.apply(actor=SYSTEM, reason="test.call") as log:
        log.create(row)
    return row
