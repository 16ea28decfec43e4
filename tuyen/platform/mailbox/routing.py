"""From bundles to letters: the one place that decides what goes where."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from tuyen.platform.changes import failpoints
from tuyen.platform.changes.incoming import Applied, followed_by
from tuyen.platform.changes.models import Bundle
from tuyen.platform.mailbox import clamped, patients, peers, post, units
from tuyen.platform.mailbox.models import Letter
from tuyen.platform.mailbox.post import Want
from tuyen.platform.mailbox.rules import Receiver, stream_of


def on_taking(peer_id: UUID, places: Sequence[tuple[int, int]]) -> Callable[[Any, Applied], None]:
    """For `in_transaction` of whoever applies a batch: the cursors move in the transaction that applied.
    places: (stream, nseq) of the letters of the batch."""

    def taken(_cursor: Any, _batch: Applied) -> None:
        post.received(peer_id, places)

    return taken


@followed_by
def go_on(_cursor: Any, batch: Applied) -> None:
    """Whatever is applied here, at once or after it was held, goes on to whom it concerns."""
    clamped.tell_back(batch)
    if deliver(batch.applied):
        failpoints.reach("mailbox.delivered")


def deliver(bundle_ids: Collection[UUID]) -> int:
    """Bundles of a peer that were just applied go on to whom they concern; inside the transaction that
    applied them. How many letters were written."""
    receivers = peers.receivers()
    if not receivers or not bundle_ids:
        return 0
    found = Bundle.objects.in_bulk(bundle_ids)
    return route([found[id_] for id_ in bundle_ids if id_ in found], receivers)


def route(
    bundles: Sequence[Bundle],
    receivers: Sequence[Receiver],
    *,
    stream: int | None = None,
    only: UUID | None = None,
) -> int:
    """Write the letters of a batch, in the order given; a handful of statements, however many bundles.

    stream: all into this one; else as the acts ask for. only: letters for this peer, no person's bundles.
    """
    wanted = [
        *_reference(bundles, receivers),
        *units.wants(bundles, receivers),
        *patients.wants(bundles, receivers),
    ]
    if only is not None:
        wanted = [want for want in wanted if want.peer_id == only]
    ids = {want.bundle_id for want in wanted}
    rows = Letter.objects.filter(bundle_id__in=ids)
    sent = {(peer, id_) for peer, id_ in rows.values_list("peer_id", "bundle_id") if id_}
    if stream is not None:
        wanted = [want._replace(stream=stream) for want in wanted]
    return post.put(_once(wanted, sent))


def _reference(bundles: Sequence[Bundle], receivers: Sequence[Receiver]) -> list[Want]:
    """What belongs to no person and no unit: the tree of units, everybody's."""
    return [
        Want(receiver.id, stream_of(bundle.reason), bundle.id)
        for bundle in bundles
        if bundle.patient_id is None and bundle.unit_id is None
        for receiver in receivers
        if patients.goes_to(bundle, receiver)
    ]


def _once(wanted: Sequence[Want], sent: set[tuple[UUID, UUID]]) -> list[Want]:
    """No bundle twice to one peer; the first place that was asked for counts."""
    found = []
    for want in wanted:
        if (want.peer_id, want.bundle_id) not in sent:
            sent.add((want.peer_id, want.bundle_id))
            found.append(want)
    return found
