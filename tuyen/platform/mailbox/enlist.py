"""The first sending to a machine: the tree, its units' rows, its people from the last visit back.

Piece by piece, each in its own transaction with the place where it stands: a stop loses nothing. It
waits while much lies in the mailbox, so that what happens today is never behind what happened long ago.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from tuyen.core import clock
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes import driver, lean
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import patients, post, routing
from tuyen.platform.mailbox.models import Enlisting, Holding, Letter, Trace
from tuyen.platform.mailbox.post import Want
from tuyen.platform.mailbox.rules import HISTORY, STREAMS, Receiver

BUNDLES_AT_ONCE = 300
PEOPLE_AT_FIRST, PEOPLE_AT_ONCE = 40, 1_000
MOST_WAITING = 5_000

_NEXT = {
    "returned": "reference",
    "reference": "own",
    "own": "named",
    "named": "people",
    "people": "",
    "log": "",
}


def is_begun(peer_id: UUID | None = None) -> bool:
    """Does the first sending to this machine (or to any) still go on?"""
    asked = "SELECT 1 FROM mailbox_enlisting WHERE done_ms IS NULL"
    if peer_id is None:
        return bool(driver.fetch(f"{asked} LIMIT 1"))
    return bool(driver.fetch(f"{asked} AND peer_id = %s", [lean.ready(peer_id)]))


def go_on(receivers: Sequence[Receiver], *, only: UUID | None = None) -> int:
    """Fill the mailboxes of new machines (or of this one) up to a measure; how many letters were
    written."""
    count = 0
    by_id = {each.id: each for each in receivers if only is None or each.id == only}
    begun = Enlisting.objects.filter(done_ms=None)
    for row in begun if only is None else begun.filter(peer_id=only):
        if row.peer_id not in by_id:
            continue
        while row.done_ms is None and post.waiting(row.peer_id)[HISTORY] < MOST_WAITING:
            with write_turn(), transaction.atomic():
                locked = Enlisting.objects.select_for_update().get(pk=row.peer_id)
                count += _piece(locked, by_id[row.peer_id], receivers)
                row = locked
    return count


def begin_again(peer_id: UUID) -> None:
    """A machine that lost its data and kept its name: everything once more, its own bundles first.

    What it had taken stays numbered, as `gone`; the same bundles get new numbers, the newest people first.
    What it had not taken yet waits where it waited.
    """
    with write_turn(), transaction.atomic():
        for stream, taken in zip(STREAMS, post.acked(peer_id), strict=True):
            letters = Letter.objects.filter(peer_id=peer_id, kind="bundle", stream=stream)
            letters.filter(nseq__lte=taken).update(kind="gone", bundle_id=None)
        Holding.objects.filter(peer_id=peer_id, until_ms=None).update(until_ms=_now_ms())
        post.give_back(peer_id)


def _piece(row: Enlisting, receiver: Receiver, receivers: Sequence[Receiver]) -> int:
    if row.stage == "people":
        row.place = str(int(row.place or 0) + 1)
        count = min(PEOPLE_AT_FIRST * 2 ** (int(row.place) - 1), PEOPLE_AT_ONCE)
        written, is_done = _people(receiver, receivers, count)
    else:
        written, is_done = _log(row, receiver, receivers)
    if is_done:
        row.stage, row.place = _NEXT[row.stage], ""
        row.done_ms = None if row.stage else _now_ms()
    row.save()
    return written


def _log(row: Enlisting, receiver: Receiver, receivers: Sequence[Receiver]) -> tuple[int, bool]:
    """The next bundles of a stage, in the order in which they were said."""
    found = _bundles(row.stage, receiver, receivers).order_by("hlc", "id")
    if row.place:
        hlc, id_ = row.place.split(" ")
        found = found.filter(Q(hlc__gt=int(hlc)) | Q(hlc=int(hlc), id__gt=UUID(id_)))
    bundles = list(found[:BUNDLES_AT_ONCE])
    if bundles:
        row.place = f"{bundles[-1].hlc} {bundles[-1].id}"
    if row.stage == "returned":
        sent = patients.lettered([(receiver, receiver.id)], [each.id for each in bundles])
        known = {id_ for _peer, id_ in sent}
        fresh = [each.id for each in bundles if each.id not in known]
        written = post.put(Want(receiver.id, HISTORY, id_) for id_ in fresh)
    elif row.stage == "log":
        written = routing.route(bundles, [receiver], stream=HISTORY)
    else:
        written = routing.route(bundles, receivers, stream=HISTORY, only=receiver.id)
    return written, len(bundles) < BUNDLES_AT_ONCE


def _bundles(stage: str, receiver: Receiver, receivers: Sequence[Receiver]) -> "QuerySet[Bundle]":
    ours = patients.served_units(receiver, receivers)
    of_units = Bundle.objects.filter(patient_id=None, unit_id__isnull=False)
    if stage == "returned":
        return Bundle.objects.filter(origin_node=receiver.id)
    if stage == "log":
        return Bundle.objects.all()
    if stage == "reference":
        return Bundle.objects.filter(patient_id=None, unit_id=None)
    if stage == "own":
        return of_units.filter(unit_id__in=ours)
    named: QuerySet[Bundle] = of_units.exclude(unit_id__in=ours)
    return named.filter(pk__in=Trace.objects.values("bundle_id"))


def _people(receiver: Receiver, receivers: Sequence[Receiver], count: int) -> tuple[int, bool]:
    """Those who were seen last, first. Whoever is held already is done; the place counts the pieces,
    few people at first so that the first letters go soon."""
    found = _last_seen(receiver, receivers, count)
    pairs = {(receiver, patient): HISTORY for patient in found}
    new = patients.begin_to_hold(pairs)
    begun = patients.backfill(dict.fromkeys(new, HISTORY))
    return post.put([*begun.at_once, *begun.later]), len(found) < count


def _last_seen(receiver: Receiver, receivers: Sequence[Receiver], count: int) -> list[UUID]:
    ours = patients.served_units(receiver, receivers)
    is_open = Q(valid_to=None) | Q(valid_to__gte=clock.today())
    may_know = Q(compartment="") | Q(compartment__in=receiver.compartments)
    held = Holding.objects.filter(peer_id=receiver.id, until_ms=None).values("patient_id")
    cared = CareLink.objects.filter(is_open, may_know, unit_id__in=ours)
    said: Any = Bundle.objects.filter(
        patient_id__in=cared.exclude(patient_id__in=held).values("patient_id")
    )
    last = said.values("patient_id").annotate(last=Max("hlc")).order_by("-last")
    return [row["patient_id"] for row in last[:count]]


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
