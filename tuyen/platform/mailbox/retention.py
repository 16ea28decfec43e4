"""Whose record a node need not hold any longer: nobody there cares for the person, for long enough."""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tuyen.core import clock, facts
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import patients, peers, post
from tuyen.platform.mailbox.models import Holding
from tuyen.platform.mailbox.rules import NORMAL, Receiver

AT_ONCE = 500


def ask_to_forget() -> int:
    """Tell each node below whom to forget; how many. Nobody, unless the hub was told after how many days
    (TUYEN_FORGET_AFTER_DAYS): how long records are kept is for the health service to say."""
    days = settings.TUYEN_FORGET_AFTER_DAYS
    if not days:
        return 0
    since = clock.today() - dt.timedelta(days=days)
    count = 0
    everybody = peers.receivers()
    for receiver in everybody:
        if receiver.is_upstream:
            continue
        with write_turn(), transaction.atomic():
            count += _tell(receiver, everybody, since)
    return count


def _tell(receiver: Receiver, everybody: list[Receiver], since: dt.date) -> int:
    ended = _ended(receiver, everybody, since)
    for patient_id in ended:
        post.tell(receiver.id, NORMAL, "forget", {"patient_id": str(patient_id), "why": "no_care"})
    now_ms = int(clock.now().timestamp() * 1000)
    Holding.objects.filter(peer_id=receiver.id, patient_id__in=ended).update(until_ms=now_ms)
    return len(ended)


def _ended(receiver: Receiver, everybody: list[Receiver], since: dt.date) -> list[UUID]:
    """People whose record lies there though no unit of it has cared for them since the day, and of whom
    the node wrote nothing."""
    held = Holding.objects.filter(peer_id=receiver.id, until_ms=None)
    cares_or_did = CareLink.objects.filter(Q(valid_to=None) | Q(valid_to__gte=since))
    wrote = Bundle.objects.filter(origin_node=receiver.id, patient_id__isnull=False)
    rows = held.exclude(patient_id__in=wrote.values("patient_id")).exclude(
        patient_id__in=cares_or_did.filter(
            unit_id__in=patients.served_units(receiver, everybody)
        ).values("patient_id")
    )
    found = list(rows.values_list("patient_id", flat=True)[:AT_ONCE])
    joined = facts.ask("persons.joined", person_ids=found)
    return [each for each in found if each not in joined]
