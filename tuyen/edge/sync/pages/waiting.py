"""What waits for the hub: how many acts, of what kind, since when. An act is what one person did at once."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tuyen.edge.sync.pages.kinds import kind_of
from tuyen.edge.sync.pages.words import at_ms
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.changes.node import this_node
from tuyen.platform.mailbox.models import Counter, Cursor, Fed, Letter
from tuyen.platform.mailbox.rules import URGENT, stream_of
from tuyen.platform.nodes.models import Peer

COUNTED_AT_MOST = 2000  # more letters than this are counted as letters: the line stays cheap


@dataclass(frozen=True)
class Left:
    """count: acts (or, beyond a limit, letters) that the hub has not confirmed; since: the oldest."""

    count: int
    since: dt.datetime | None


@dataclass(frozen=True)
class KindRow:
    """Acts of one kind that wait."""

    kind: str
    count: int
    first: dt.datetime
    last: dt.datetime
    is_urgent: bool


def summed_for(upstream: Peer) -> Left:
    """One statement where nothing waits, two or three where something does."""
    letters, unfed = _numbers(upstream)
    if letters > COUNTED_AT_MOST:
        oldest = _letters(upstream).aggregate(at=Min("at_ms"))["at"]
        return Left(letters, at_ms(oldest) if oldest else None)
    parts = [_acts(_bundles(upstream))] if letters else []
    parts += [_acts(_unfed())] if unfed else []
    since = [first for _count, first in parts if first]
    return Left(sum(count for count, _first in parts), min(since, default=None))


def kinds_for(upstream: Peer) -> list[KindRow]:
    """By kind of act, the one whose oldest waits longest first."""
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for bundles in (_bundles(upstream), _unfed()):
        rows = bundles.values("reason").annotate(
            acts=Count("txn_id", distinct=True), first=Min("hlc"), last=Max("hlc")
        )
        for row in rows:
            by_kind[kind_of(row["reason"])].append(dict(row))
    kinds = [_kind(kind, rows) for kind, rows in by_kind.items()]
    return sorted(kinds, key=lambda row: row.first)


def waiting_for(peer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Letters that lie here for each of these machines; two statements for all."""
    ids = list(peer_ids)
    last = Counter.objects.filter(peer_id__in=ids).values_list("peer_id").annotate(n=Sum("last"))
    acked = Cursor.objects.filter(peer_id__in=ids).values_list("peer_id").annotate(n=Sum("acked"))
    done = dict(acked)
    return {peer_id: max(0, count - done.get(peer_id, 0)) for peer_id, count in last}


def _kind(kind: str, rows: list[dict[str, Any]]) -> KindRow:
    return KindRow(
        kind=kind,
        count=sum(row["acts"] for row in rows),
        first=at_ms(ms_of(min(row["first"] for row in rows))),
        last=at_ms(ms_of(max(row["last"] for row in rows))),
        is_urgent=any(stream_of(row["reason"]) == URGENT for row in rows),
    )


def _acts(bundles: QuerySet[Bundle]) -> tuple[int, dt.datetime | None]:
    found = bundles.aggregate(acts=Count("txn_id", distinct=True), first=Min("hlc"))
    return found["acts"], at_ms(ms_of(found["first"])) if found["first"] else None


def _numbers(upstream: Peer) -> tuple[int, int]:
    """(letters not confirmed, bundles not yet put into the mailbox)."""
    last = Counter.objects.filter(peer_id=OuterRef("pk")).values("peer_id")
    acked = Cursor.objects.filter(peer_id=OuterRef("pk")).values("peer_id")
    written = Lane.objects.values(one=Value(1))
    fed = Fed.objects.values(one=Value(1))
    row = (
        Peer.objects.filter(pk=upstream.pk)
        .annotate(
            last=_sum(last, "last"),
            acked=_sum(acked, "acked"),
            written=_sum(written, "seq"),
            fed=_sum(fed, "seq"),
        )
        .values("last", "acked", "written", "fed")
        .get()
    )
    return max(0, row["last"] - row["acked"]), max(0, row["written"] - row["fed"])


def _sum(rows: QuerySet[Any], column: str) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(n=Sum(column)).values("n")), 0)


def _letters(upstream: Peer) -> QuerySet[Letter]:
    acked = Cursor.objects.filter(peer_id=OuterRef("peer_id"), stream=OuterRef("stream"))
    rows = Letter.objects.filter(peer_id=upstream.pk)
    return rows.filter(nseq__gt=Coalesce(Subquery(acked.values("acked")[:1]), 0))


def _bundles(upstream: Peer) -> QuerySet[Bundle]:
    return Bundle.objects.filter(pk__in=_letters(upstream).values("bundle_id"))


def _unfed() -> QuerySet[Bundle]:
    """Written here since the mailbox was filled last: seconds, unless the program was just started."""
    here = this_node()
    fed = dict(Fed.objects.values_list("lane", "seq"))
    after = Q(pk__in=[])
    for lane in Lane.objects.values_list("number", flat=True):
        after |= Q(origin_lane=lane, origin_seq__gt=fed.get(lane, 0))
    return Bundle.objects.filter(after, origin_node=here.id, origin_epoch=here.epoch)
