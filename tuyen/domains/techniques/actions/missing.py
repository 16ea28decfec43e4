"""What a transfer lacks becomes a need of the receiver, said by the machine where its registers are kept."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.domains.techniques import permissions
from tuyen.domains.techniques.events import PrerequisiteMissing
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.queries import prerequisites
from tuyen.platform import changes
from tuyen.platform.nodes.queries import works_for
from tuyen.platform.outbox import deliver


def announce_missing(*, transfer: TechniqueTransfer, by: Actor) -> int:
    """Say again what is missing now, so that the needs stand in the list; how many there are."""
    permissions.require_take_part(by, transfer)
    found = _missing(transfer)
    if not found:
        raise Refused(_("Không thiếu điều kiện nào theo các sổ của đơn vị."))
    with deliver.at_once(), changes.apply(actor=by, reason="technique.announce_missing") as log:
        for event in found:
            log.announce(event)
    return len(found)


def look_for_missing(transfer_id: uuid.UUID) -> None:
    """After a stage that asks for it, or a look at the place; where people of the receiver work, only."""
    transfer = TechniqueTransfer.objects.filter(pk=transfer_id).first()
    if transfer is None or not works_for(transfer.unit_id):
        return
    with deliver.at_once(), changes.apply(actor=SYSTEM, reason="technique.announce_missing") as log:
        for event in _missing(transfer):
            log.announce(event)


def _missing(transfer: TechniqueTransfer) -> list[PrerequisiteMissing]:
    today = clock.today()
    return [
        _event(transfer, each, today)
        for each in prerequisites.checked(transfer, today)
        if each.is_missing
    ]


def _event(
    transfer: TechniqueTransfer, each: prerequisites.Checked, day: dt.date
) -> PrerequisiteMissing:
    title = _("%(thing)s để làm kỹ thuật %(technique)s") % {
        "thing": each.wanted.label,
        "technique": transfer.name,
    }
    return PrerequisiteMissing(
        unit_id=transfer.unit_id,
        kind=each.wanted.kind,
        code=each.wanted.code,
        title=title[:200],
        quantity=each.short,
        technique_code=transfer.code,
        source_id=transfer.id,
        day=day,
    )
