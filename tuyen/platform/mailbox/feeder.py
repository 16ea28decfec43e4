"""Our own log into the mailboxes, behind the acts: no act waits for it."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tuyen.core import clock
from tuyen.platform.changes import driver, failpoints, lean
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.changes.node import this_node
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.mailbox import enlist, peers, routing, units
from tuyen.platform.mailbox.models import Enlisting, Fed
from tuyen.platform.mailbox.rules import Receiver

AT_ONCE = 300
SHORT_LOG = 2_000  # bundles that may go in their own order all the same


# Fed and Lane have a row for each lane: a handful.
_BEHIND = (
    "SELECT 1 FROM changes_lane LEFT JOIN mailbox_fed ON mailbox_fed.lane = changes_lane.number "
    "WHERE mailbox_fed.seq IS NULL OR mailbox_fed.seq <> changes_lane.seq LIMIT 1"
)


def feed(limit: int = AT_ONCE, *, asked_by: UUID | None = None) -> int:
    """Route up to `limit` bundles a lane that were written here since; how many there were.

    asked_by: the one machine for which it is done. Whether another is new here is then not asked: one
    hub hears twelve thousand stations, and a new one asks for itself.

    Numbers of a lane become visible in order (the lane stays locked until the commit), so nothing is
    passed over. Two feeders take turns at the rows of `Fed`.
    """
    if not is_behind() and not _is_new_here(asked_by):
        return 0
    receivers = peers.receivers()
    if not receivers:
        return 0
    with write_turn(), transaction.atomic():
        lanes = _locked()
        is_begun = any(fed.seq for fed in lanes)
        _enlist_new(receivers, is_begun=is_begun)
        if not is_begun and not any(each.is_upstream for each in receivers):
            _leave_long_log_to_enlisting(lanes)
        bundles = [each for fed in lanes for each in _next(fed, limit)]
        bundles.sort(key=lambda each: (each.hlc, each.origin_lane, each.origin_seq))
        routing.route(bundles, receivers)
        failpoints.reach("mailbox.routed")
        _moved(lanes, bundles)
        failpoints.reach("mailbox.fed")
    failpoints.reach("mailbox.after_feed")
    return len(bundles)


def feed_all(asked_by: UUID | None = None) -> int:
    """All of it, and a piece of what new machines lack (or this one). How many bundles were routed."""
    count = 0
    while fed := feed(asked_by=asked_by):
        count += fed
    if enlist.is_begun(asked_by):
        enlist.go_on(peers.receivers(), only=asked_by)
    return count


def is_behind() -> bool:
    """Was something written here that no mailbox has been asked about? One small read."""
    return bool(driver.fetch(_BEHIND))


def _is_new_here(peer_id: UUID | None) -> bool:
    """Has this machine (or any) never been sent anything? Asked before the write lock is taken."""
    if peer_id is not None:
        asked = "SELECT 1 FROM mailbox_enlisting WHERE peer_id = %s"
        return not driver.fetch(asked, [lean.ready(peer_id)])
    known = set(Enlisting.objects.values_list("peer_id", flat=True))
    return not {each.id for each in peers.receivers()} <= known


def _locked() -> list[Fed]:
    numbers = list(Lane.objects.order_by("number").values_list("number", flat=True))
    known = set(Fed.objects.values_list("lane", flat=True))
    missing = [Fed(lane=number) for number in numbers if number not in known]
    Fed.objects.bulk_create(missing, ignore_conflicts=True)
    return list(Fed.objects.select_for_update().order_by("lane"))


def _next(fed: Fed, limit: int) -> list[Bundle]:
    later = Q(origin_epoch=fed.epoch, origin_seq__gt=fed.seq) | Q(origin_epoch__gt=fed.epoch)
    ours = Bundle.objects.filter(
        later, origin_node=this_node().id, origin_lane=fed.lane, from_peer=None
    )
    return list(ours.order_by("origin_epoch", "origin_seq")[:limit])


def _leave_long_log_to_enlisting(lanes: list[Fed]) -> None:
    """The first machines below have come to a hub that has worked alone. What it wrote before them goes
    newest first, as their first sending; only which rows it spoke of must be known here."""
    epoch, heads = this_node().epoch, dict(Lane.objects.values_list("number", "seq"))
    if sum(heads.values()) <= SHORT_LOG:
        return
    of_units = Bundle.objects.filter(patient_id=None, unit_id__isnull=False)
    units.trace(of_units.only("id", "schema_ver", "body").iterator(chunk_size=1_000))
    for fed in lanes:
        fed.epoch, fed.seq = epoch, heads[fed.lane]
        fed.save(update_fields=["epoch", "seq"])


def _moved(lanes: list[Fed], bundles: list[Bundle]) -> None:
    for fed in lanes:
        last = max(
            (
                (each.origin_epoch, each.origin_seq)
                for each in bundles
                if each.origin_lane == fed.lane
            ),
            default=None,
        )
        if last is not None:
            fed.epoch, fed.seq = last
            fed.save(update_fields=["epoch", "seq"])


def _enlist_new(receivers: Sequence[Receiver], *, is_begun: bool) -> None:
    """A machine that is new here must get what was fed before it came; the hub above only where
    something was."""
    known = set(Enlisting.objects.values_list("peer_id", flat=True))
    now_ms = int(clock.now().timestamp() * 1000)
    Enlisting.objects.bulk_create(
        Enlisting(
            peer_id=each.id,
            stage="log" if each.is_upstream else "reference",
            begun_ms=now_ms,
            done_ms=now_ms if each.is_upstream and not is_begun else None,
        )
        for each in receivers
        if each.id not in known
    )
