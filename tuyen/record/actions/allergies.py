"""What a person must not be given: noted once, shown to whoever prescribes."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import Allergy
from tuyen.record.queries.allergies import ACTIVE, ENTERED_IN_ERROR


@dataclass(frozen=True, slots=True)
class Noted:
    """What is written of an allergy. criticality: low, high, or empty."""

    substance: str
    substance_code: str = ""
    criticality: str = ""
    reaction: str = ""


def add_allergy(
    *,
    person_id: uuid.UUID,
    substance: str,
    by: Actor,
    substance_code: str = "",
    criticality: str = "",
    reaction: str = "",
    repeat: changes.Repeat | None = None,
) -> Allergy:
    """Note an allergy; noting a known one again returns the known one."""
    permissions.require_record(by)
    chart = chart_of(person_id, by)
    if repeat and (earlier := repeat.outcome()):
        raise earlier
    said = nfc(substance)
    if not said:
        raise Refused(_("Ghi tên thuốc hoặc chất gây dị ứng."), field="substance")
    for known in chart.of(Allergy).filter(status=ACTIVE):
        if fold(known.substance) == fold(said):
            return known
    allergy = Allergy(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        substance=said,
        substance_code=substance_code,
        criticality=criticality,
        reaction=nfc(reaction),
        noted_on=clock.today(),
    )
    with changes.apply(actor=by, reason="allergy.add", repeat=repeat) as log:
        log.create(allergy)
        log.result_id = allergy.id
    return allergy


def correct_allergy(*, allergy: Allergy, noted: Noted, by: Actor, why: str) -> Allergy:
    """Another substance, reaction or danger than was written; what stood before stays in the log."""
    permissions.require_amend(by)
    said = nfc(noted.substance)
    if not said:
        raise Refused(_("Ghi tên thuốc hoặc chất gây dị ứng."), field="substance")
    if not why.strip():
        raise Refused(_("Ghi vì sao sửa."), field="why")
    _require_standing(allergy)
    allergy.substance, allergy.substance_code = said, noted.substance_code
    allergy.criticality, allergy.reaction = noted.criticality, nfc(noted.reaction)
    with changes.apply(actor=by, reason="allergy.correct", why=nfc(why)) as log:
        log.still(allergy)
        log.change(allergy, ["substance", "substance_code", "criticality", "reaction"])
    return allergy


def strike_allergy(*, allergy: Allergy, by: Actor, why: str) -> Allergy:
    """Written into the wrong chart or by mistake: it never was this person's."""
    permissions.require_amend(by)
    if not why.strip():
        raise Refused(_("Ghi vì sao gỡ, ví dụ: ghi nhầm người."), field="why")
    _require_standing(allergy)
    allergy.status = ENTERED_IN_ERROR
    with changes.apply(actor=by, reason="allergy.strike", why=nfc(why)) as log:
        log.still(allergy)
        log.change(allergy, ["status"])
    return allergy


def _require_standing(allergy: Allergy) -> None:
    if allergy.status == ENTERED_IN_ERROR:
        raise Refused(_("Dị ứng này đã được gỡ vì ghi nhầm."))


def resolve_allergy(*, allergy: Allergy, by: Actor, why: str) -> Allergy:
    """Found not to hold (any more); it leaves the alerts and stays in the history."""
    permissions.require_amend(by)
    if not why.strip():
        raise Refused(_("Ghi vì sao bỏ cảnh báo dị ứng này."), field="why")
    _require_standing(allergy)
    allergy.status = "inactive"
    with changes.apply(actor=by, reason="allergy.resolve", why=nfc(why)) as log:
        log.change(allergy, ["status"])
    return allergy
