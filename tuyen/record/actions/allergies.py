"""What a person must not be given: noted once, shown to whoever prescribes."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import Allergy


def add_allergy(
    *,
    person_id: uuid.UUID,
    substance: str,
    by: Actor,
    substance_code: str = "",
    criticality: str = "",
    reaction: str = "",
) -> Allergy:
    """Note an allergy; noting a known one again returns the known one."""
    permissions.require_record(by)
    said = nfc(substance)
    if not said:
        raise Refused(_("Ghi tên thuốc hoặc chất gây dị ứng."), field="substance")
    chart = chart_of(person_id, by)
    for known in chart.of(Allergy).filter(status="active"):
        if fold(known.substance) == fold(said):
            return known
    allergy = Allergy(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment, clock.today()),
        substance=said,
        substance_code=substance_code,
        criticality=criticality,
        reaction=nfc(reaction),
        noted_on=clock.today(),
    )
    with changes.apply(actor=by, reason="allergy.add") as log:
        log.create(allergy)
    return allergy


def resolve_allergy(*, allergy: Allergy, by: Actor, why: str) -> Allergy:
    """Found not to hold (any more); it leaves the alerts and stays in the history."""
    permissions.require_amend(by)
    if not why.strip():
        raise Refused(_("Ghi vì sao bỏ cảnh báo dị ứng này."), field="why")
    allergy.status = "inactive"
    with changes.apply(actor=by, reason="allergy.resolve", why=nfc(why)) as log:
        log.change(allergy, ["status"])
    return allergy
