"""A drug that is not to be taken any longer."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import MedicationRequest, MedicationStop


def stop_medicine(
    *, person_id: uuid.UUID, request_id: uuid.UUID, reason: str, by: Actor
) -> MedicationStop:
    """Stop the drug of this line from today on; a later prescription starts it again."""
    permissions.require_prescribe_anything(by)
    said = nfc(reason)
    if not said:
        raise Refused(_("Ghi vì sao ngừng thuốc này."), field="reason")
    chart = chart_of(person_id, by)
    line = chart.of(MedicationRequest).filter(pk=request_id).first()
    if line is None:
        raise Refused(_("Thuốc này không còn trong đơn nào."))
    stop = new_stop(line, said, by)
    with changes.apply(actor=by, reason="medicine.stop", why=said) as log:
        log.create(stop)
    return stop


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
