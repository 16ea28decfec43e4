"""The ledger as a list: which transfers, by stage, side and words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.queries.transfers import GONE_QUIET, visible_to, with_lapse
from tuyen.registry.facilities import direction

OPEN = "open"
RECEIVED, GIVEN = "received", "given"


@dataclass(frozen=True)
class LedgerFilter:
    """stage: a stage, or "open" for everything on its way. side: received or given by my facility."""

    words: str = ""
    stage: str = ""
    side: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "LedgerFilter":
        stage, side = said.get("stage", ""), said.get("side", "")
        return cls(
            words=said.get("q", "").strip()[:100],
            stage=stage if stage == OPEN or stage in catalogue.stage_words() else "",
            side=side if side in (RECEIVED, GIVEN) else "",
        )


def ledger(who: Actor, wanted: LedgerFilter, on: dt.date) -> QuerySet[TechniqueTransfer]:
    """Newest movement first."""
    rows = visible_to(who)
    if wanted.side:
        own = direction.facility_of(who.unit_id)
        rows = rows.filter(**{"unit_id" if wanted.side == RECEIVED else "giver_unit_id": own})
    if wanted.stage:
        rows = at_stage(rows, wanted.stage, on)
    for word in wanted.words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__istartswith=word))
    return rows.order_by("-stage_on", "-id")


def at_stage(
    rows: QuerySet[TechniqueTransfer], stage: str, on: dt.date
) -> QuerySet[TechniqueTransfer]:
    """By the stage as it is on the day: what has lapsed by the clock is not mastered any more."""
    if stage == OPEN:
        return rows.filter(stage__in=sorted(rules.OPEN))
    rows = with_lapse(rows, on)
    if stage == rules.Stage.LAPSED:
        return rows.filter(Q(stage=stage) | GONE_QUIET)
    return rows.filter(stage=stage).exclude(GONE_QUIET)
