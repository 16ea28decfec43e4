"""Consignments of a round, what lies in each, what the laboratory counted."""

import uuid

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.sampling.models import Consignment, ConsignmentReceipt, RoundMember, SampleRound
from tuyen.domains.sampling.queries import members


def of_round(row: SampleRound) -> list[tuple[Consignment, ConsignmentReceipt | None]]:
    """The newest first, each with its receipt."""
    sent = list(Consignment.objects.filter(round_id=row.id).order_by("-sent_at", "-id"))
    told = ConsignmentReceipt.objects.filter(consignment_id__in=[each.id for each in sent])
    receipts = {each.consignment_id: each for each in told}
    return [(each, receipts.get(each.id)) for each in sent]


def one(row: SampleRound, consignment_id: uuid.UUID) -> Consignment | None:
    found: Consignment | None = Consignment.objects.filter(
        round_id=row.id, pk=consignment_id
    ).first()
    return found


def receipt_of(sent: Consignment) -> ConsignmentReceipt | None:
    found: ConsignmentReceipt | None = ConsignmentReceipt.objects.filter(
        consignment_id=sent.id
    ).first()
    return found


def lines_of(sent: Consignment, who: Actor) -> list[members.Line]:
    inside: QuerySet[RoundMember] = RoundMember.objects.filter(
        consignment_id=sent.id, compartment__in=["", *who.compartments]
    )
    return members.lines(inside.order_by("taken_at", "id"), who)
