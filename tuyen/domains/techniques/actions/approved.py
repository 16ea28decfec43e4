"""A facility's list of techniques: what a decision adds, and what ends."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.techniques import permissions
from tuyen.domains.techniques.models import ApprovedTechnique, Source
from tuyen.domains.techniques.queries.approved import approved_codes
from tuyen.platform import changes
from tuyen.registry.terms.models import Code


def approve(
    *,
    unit_id: uuid.UUID,
    techniques: Sequence[Code],
    decision_number: str,
    valid_from: dt.date,
    by: Actor,
) -> list[ApprovedTechnique]:
    """One decision adds techniques; those already on the list stay as they are."""
    permissions.require_approve(by, unit_id)
    _require_decision(decision_number, valid_from)
    known = approved_codes(unit_id, clock.today())
    rows = [
        new_approval(unit_id, each, decision_number, valid_from)
        for each in techniques
        if each.code not in known
    ]
    if not rows:
        raise Refused(_("Các kỹ thuật này đã có trong danh mục của đơn vị."), field="code")
    with changes.apply(actor=by, reason="technique.approve") as log:
        log.create(*rows)
    return rows


def new_approval(
    unit_id: uuid.UUID,
    technique: Code,
    decision_number: str,
    valid_from: dt.date,
    source: str = Source.DECISION,
    transfer_id: uuid.UUID | None = None,
) -> ApprovedTechnique:
    """The row of one technique, with what the catalogue says of it."""
    return ApprovedTechnique(
        id=uuid7(),
        unit_id=unit_id,
        code=technique.code,
        name=technique.name_vi,
        chapter=technique.parent,
        letter=str(technique.attributes.get("former_tier") or "")[:1],
        technique_class=str(technique.attributes.get("procedure_class") or "")[:5],
        decision_number=nfc(decision_number)[:60],
        valid_from=valid_from,
        source=source,
        transfer_id=transfer_id,
    )


def end_approval(*, approval: ApprovedTechnique, on: dt.date, why: str, by: Actor) -> None:
    """The facility no longer does it; the history keeps the decision."""
    permissions.require_approve(by, approval.unit_id)
    if approval.valid_to is not None:
        raise Refused(_("Kỹ thuật này đã thôi từ trước."))
    if not nfc(why):
        raise Refused(_("Ghi vì sao thôi làm kỹ thuật này."), field="why")
    if not approval.valid_from <= on <= clock.today():
        raise Refused(_("Ngày thôi ở trước ngày duyệt hoặc sau hôm nay."), field="on")
    approval.valid_to, approval.ended_reason = on, nfc(why)[:300]
    with changes.apply(actor=by, reason="technique.end_approval", why=nfc(why)[:300]) as log:
        log.change(approval, ["valid_to", "ended_reason"])


def _require_decision(number: str, valid_from: dt.date) -> None:
    if not nfc(number):
        raise Refused(_("Ghi số quyết định."), field="decision_number")
    if valid_from > clock.today():
        raise Refused(_("Ngày quyết định ở sau hôm nay."), field="valid_from")
