"""A drug that is not to be taken any longer."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Admission, MedicationRequest, MedicationStop
from tuyen.record.rules.admissions import PRESENT


def stop_medicine(
    *,
    person_id: uuid.UUID,
    request_id: uuid.UUID,
    reason: str,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> MedicationStop:
    """Stop the drug of this line from today on; a later prescription starts it again."""
    permissions.require_prescribe_anything(by)
    chart = chart_of(person_id, by)
    said = nfc(reason)
    if not said:
        raise Refused(_("Ghi vì sao ngừng thuốc này."), field="reason")
    line = chart.of(MedicationRequest).filter(pk=request_id).first()
    if line is None:
        raise Refused(_("Thuốc này không còn trong đơn nào."))
    _require_not_lying(chart, line)
    stop = new_stop(line, said, by)
    with changes.apply(actor=by, reason="medicine.stop", why=said, repeat=repeat) as log:
        log.create(stop)
        log.result_id = stop.id
    return stop


def _require_not_lying(chart: Chart, line: MedicationRequest) -> None:
    """An order of the ward is stopped at the bed, else the nurses' plan would go on giving it."""
    stays = chart.of(Admission).filter(pk=line.encounter_id, status__in=PRESENT)
    if line.encounter_id and stays.exists():
        raise Refused(
            _("Thuốc này là y lệnh của đợt nằm viện đang mở. Ngừng ở thẻ Thuốc của đợt nằm viện.")
        )


def new_stop(line: MedicationRequest, reason: str, by: Actor) -> MedicationStop:
    """Not yet written: a room gives it to `log.create` in its own act."""
    return MedicationStop(
        patient_id=line.patient_id,
        compartment=line.compartment,
        request_id=line.id,
        drug_code=line.drug_code,
        drug=line.drug,
        reason=reason,
        stopped_by_name=by.name,
        day=clock.today(),
    )
