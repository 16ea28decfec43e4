"""Specimens are handed to the laboratory; it counts what came and says what it cannot use."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import nfc
from tuyen.domains.sampling import permissions
from tuyen.domains.sampling.models import Consignment, ConsignmentReceipt, SampleRound
from tuyen.domains.sampling.queries import handing as queries
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.rules import State
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record.actions.specimens import receive_specimen, reject_specimen
from tuyen.registry.terms.orderables import rejections


def send(*, row: SampleRound, celsius: Decimal, carrier: str, by: Actor) -> Consignment:
    """Everything that was taken and lies here, with time and temperature."""
    permissions.require_take(by, row)
    if row.unit_id == row.laboratory_id:
        raise Refused(_("Phòng xét nghiệm là của đơn vị: không cần gửi mẫu."))
    here = [
        line
        for line in members.lines(members.of_round(row, by).exclude(specimen_id=None), by)
        if line.state == State.TAKEN
    ]
    if not here:
        raise Refused(_("Không có mẫu nào chưa gửi."))
    sent = Consignment(
        id=uuid7(),
        unit_id=row.unit_id,
        compartment=row.compartment,
        round_id=row.id,
        laboratory_id=row.laboratory_id,
        laboratory_name=row.laboratory_name,
        number=_next_number(),
        size=len(here),
        sent_at=clock.now(),
        sent_by_name=by.name,
        carrier=nfc(carrier).strip(),
        celsius=celsius,
    )
    with changes.apply(actor=by, reason="sampling.send") as log:
        log.create(sent)
        for line in here:
            line.member.consignment_id = sent.id
            log.change(line.member, ["consignment_id"])
    return sent


def _next_number() -> str:
    start = numbers.start(f"BG{clock.today():%y%m%d}-")
    given = Consignment.objects.filter(number__startswith=start).order_by("-number")
    last = given.values_list("number", flat=True).first()
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:02d}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a specimen cannot be used: a code of the list of rejections, with words where it is “other”."""

    rejection: str
    note: str = ""


def receive(
    *,
    row: SampleRound,
    sent: Consignment,
    celsius: Decimal,
    refused: Mapping[uuid.UUID, Refusal],
    by: Actor,
    note: str = "",
) -> ConsignmentReceipt:
    """Each specimen is received or refused by itself: cut off half-way, it goes on where it stopped."""
    permissions.require_receive(by, row)
    if queries.receipt_of(sent) is not None:
        raise Refused(_("Biên bản này đã nhận xong."))
    known = {each.code for each in rejections(clock.today())}
    for said in refused.values():
        if said.rejection not in known:
            raise Refused(_("Chọn lý do từ chối mẫu."), field="rejection")
        if said.rejection == "other" and not nfc(said.note):
            raise Refused(_("Ghi rõ lý do từ chối mẫu."), field="note")
    for line in queries.lines_of(sent, by):
        if line.state != State.SENT or line.specimen is None:
            continue
        why = refused.get(line.member.id)
        if why is None:
            receive_specimen(specimen=line.specimen, by=by)
        else:
            reject_specimen(specimen=line.specimen, rejection=why.rejection, note=why.note, by=by)
    return _counted(row, sent, celsius, note, by)


def _counted(
    row: SampleRound, sent: Consignment, celsius: Decimal, note: str, by: Actor
) -> ConsignmentReceipt:
    states = [line.state for line in queries.lines_of(sent, by)]
    rejected = states.count(State.REJECTED)
    receipt = ConsignmentReceipt(
        id=from_event(sent.id, "receipt"),
        unit_id=row.laboratory_id,
        compartment=sent.compartment,
        taker_id=sent.unit_id,
        consignment_id=sent.id,
        received=len(states) - rejected,
        rejected=rejected,
        received_at=clock.now(),
        received_by_name=by.name,
        celsius=celsius,
        note=nfc(note).strip(),
    )
    with changes.apply(actor=by, reason="sampling.receive") as log:
        log.create(receipt)
    return receipt
