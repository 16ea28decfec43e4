"""What the pages of good models show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.models import Adoption, GoodModel, GoodModelStatus, StudyVisit
from tuyen.domains.directives.queries import good_models as queries
from tuyen.domains.directives.queries import indicators
from tuyen.domains.directives.rules.good_models import change_percent
from tuyen.domains.directives.rules.indicators import Measured, Span
from tuyen.registry.facilities.queries import names_of

SIDES = {"before": _("Trước"), "after": _("Sau")}


@dataclass(frozen=True)
class Row:
    """`change`: percent by which the indicator moved; None when it began at nothing."""

    model: GoodModel
    unit: str
    change: float | None
    adopted: int
    working: int
    tone: str


def rows_of(found: Iterable[GoodModel]) -> list[Row]:
    found = list(found)
    names = names_of({row.unit_id for row in found})
    spread = queries.spread_of(found)
    return [
        Row(
            row,
            names.get(row.unit_id, ""),
            change_percent(row.before, row.after),
            *spread.get(row.id, (0, 0)),
            tone=words.tone(row.status),
        )
        for row in found
    ]


@dataclass(frozen=True)
class AdoptionLine:
    adoption: Adoption
    unit: str
    tone: str
    change: float | None

    @property
    def basis(self) -> str:
        """What was counted in each period: 10/40 → 30/40, or 200 → 400."""
        said = (self.adoption.basis[side] for side in SIDES) if self.adoption.basis else ()
        return " → ".join(
            f"{each['n']}/{each['over']}" if each["over"] is not None else str(each["n"])
            for each in said
        )


@dataclass(frozen=True)
class VisitLine:
    visit: StudyVisit
    unit: str


def page_of(row: GoodModel, who: Actor) -> dict[str, Any]:
    """The model with who came to learn and who does it too."""
    home = permissions.home(who)
    adoptions, visits = list(queries.adoptions_of(row)), list(queries.visits_of(row))
    ids = {row.unit_id, *(a.unit_id for a in adoptions), *(v.unit_id for v in visits)}
    if row.recognised_unit_id:
        ids.add(row.recognised_unit_id)
    names = names_of(ids)
    mine = next((a for a in adoptions if a.unit_id == home and a.status != "stopped"), None)
    is_other = home != row.unit_id and who.may(permissions.RAISE)
    is_shown = row.status == GoodModelStatus.RECOGNISED
    may_recognise = row.status != GoodModelStatus.RETIRED and permissions.may_recognise(
        who, row.unit_id
    )
    return {
        "row": row,
        "unit": names.get(row.unit_id, ""),
        "recognised_by": names.get(row.recognised_unit_id, "") if row.recognised_unit_id else "",
        "tone": words.tone(row.status),
        "change": change_percent(row.before, row.after),
        "adoptions": [
            AdoptionLine(a, names.get(a.unit_id, ""), words.tone(a.status), _moved(a))
            for a in adoptions
        ],
        "visits": [VisitLine(v, names.get(v.unit_id, "")) for v in visits],
        "mine": mine,
        "may_recognise": may_recognise,
        "may_learn": is_other and is_shown,
    }


@dataclass(frozen=True)
class BasisLine:
    """One period as it was counted; `again`: the same counted on this day, None when nobody asked."""

    label: Any
    period: str
    found: Measured
    again: Measured | None


def basis_of(row: GoodModel, who: Actor, *, is_recounted: bool) -> dict[str, Any]:
    """What the figures stand on, the page with the numbers, and the same counted again."""
    rule = indicators.offered(clock.today()).get(row.counted_code, {})
    spans = [_span(row.basis[side]) for side in SIDES]
    again: list[Measured | None] = [None] * len(spans)
    if is_recounted and rule:
        again = [*indicators.measured(row.counted_code, row.unit_id, *spans)]
    lines = [
        BasisLine(
            label,
            str(span),
            Measured(row.basis[side]["n"], row.basis[side]["over"], int(rule.get("per", 1))),
            counted,
        )
        for (side, label), span, counted in zip(SIDES.items(), spans, again, strict=True)
    ]
    is_ours = permissions.is_home(who, row.unit_id)
    page = rule.get("page", "") if is_ours and who.may("report.activity") else ""
    return {
        "lines": lines,
        "is_share": any(line.found.over is not None for line in lines),
        "is_recounted": is_recounted,
        "url": reverse(page) if page else "",
    }


def _span(said: dict[str, Any]) -> Span:
    return Span(dt.date.fromisoformat(said["from"]), dt.date.fromisoformat(said["to"]))


def _moved(row: Adoption) -> float | None:
    if row.before is None or row.after is None:
        return None
    return change_percent(row.before, row.after)
