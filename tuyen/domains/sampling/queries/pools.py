"""Pools of a round with their answers, and what may go into one."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.sampling import permissions
from tuyen.domains.sampling.models import PoolResult, RoundMember, SamplePool, SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.rules import State


@dataclass
class Shown:
    """A pool with every version of its answer, the newest first."""

    pool: SamplePool
    versions: list[PoolResult] = field(default_factory=list)
    lines: list[members.Line] = field(default_factory=list)

    @property
    def newest(self) -> PoolResult | None:
        return self.versions[0] if self.versions else None

    @property
    def answer(self) -> str:
        """Verified; empty while it waits."""
        return next((row.answer for row in self.versions if row.status != "preliminary"), "")

    @property
    def waits_check(self) -> bool:
        return self.newest is not None and self.newest.status == PoolResult.Status.PRELIMINARY


def of_round(row: SampleRound, who: Actor) -> QuerySet[SamplePool]:
    rows: QuerySet[SamplePool] = SamplePool.objects.filter(
        round_id=row.id, is_undone=False, compartment__in=["", *who.compartments]
    )
    return rows.order_by("-made_at", "-id")


def one(row: SampleRound, pool_id: uuid.UUID, who: Actor) -> SamplePool | None:
    found: SamplePool | None = of_round(row, who).filter(pk=pool_id).first()
    return found


def versions_of(pool_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PoolResult]]:
    """Of each pool, the newest first."""
    found: dict[uuid.UUID, list[PoolResult]] = {}
    for row in PoolResult.objects.filter(pool_id__in=list(pool_ids)).order_by("-id"):
        found.setdefault(row.pool_id, []).append(row)
    return found


def shown(pools: Sequence[SamplePool], who: Actor) -> list[Shown]:
    """Five statements more than the pools themselves, however many they are."""
    versions = versions_of([pool.id for pool in pools])
    inside = RoundMember.objects.filter(pool_id__in=[pool.id for pool in pools])
    lines: dict[uuid.UUID | None, list[members.Line]] = {}
    for line in members.lines(inside.order_by("taken_at", "id"), who):
        lines.setdefault(line.member.pool_id, []).append(line)
    return [Shown(pool, versions.get(pool.id, []), lines.get(pool.id, [])) for pool in pools]


def may_be_pooled(row: SampleRound, who: Actor) -> list[members.Line]:
    """In order of taking: what I have in hand, alone in its tube, without an answer."""
    here = set()
    if permissions.may_take(who, row):
        here.add(State.TAKEN)
    if permissions.may_receive(who, row):
        here.add(State.RECEIVED)
    found = members.of_round(row, who).filter(pool_id=None).exclude(specimen_id=None)
    return [line for line in members.lines(found, who) if line.state in here]
