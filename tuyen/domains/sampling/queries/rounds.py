"""Rounds that one may see, words for them, where they may send to."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling import rules
from tuyen.domains.sampling.models import SampleRound
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.queries import cases
from tuyen.record.rules.cases import diseases
from tuyen.registry.areas.queries import area_with
from tuyen.registry.terms.orderables import orderables, specimens


def visible_to(who: Actor) -> QuerySet[SampleRound]:
    """Of my units, sent to them, or in the area that I answer for; a hidden compartment by grant only."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    ours = Q(unit_id__in=mine) | Q(laboratory_id__in=mine) | cases.of_my_area(who)
    rows: QuerySet[SampleRound] = SampleRound.objects.filter(
        ours, compartment__in=["", *who.compartments]
    )
    return rows


def listed(who: Actor, status: str) -> QuerySet[SampleRound]:
    return visible_to(who).filter(status=status).order_by("-opened_on", "-id")


def open_here(who: Actor) -> list[SampleRound]:
    """Open rounds of my unit, the newest first."""
    return list(listed(who, SampleRound.Status.OPEN).filter(unit_id=who.unit_id)[:50])


def may_name(row: SampleRound, who: Actor) -> bool:
    """Names stand before who takes and who answers; everybody else reads figures."""
    if who.scope == "subtree":
        return False
    mine = ScopeNode.objects.filter(units_of(who), unit_id__in=[row.unit_id, row.laboratory_id])
    return mine.exists()


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(ScopeNode.objects.filter(unit_id__in=set(ids)).values_list("unit_id", "name"))


def area_of(who: Actor, on: dt.date) -> uuid.UUID | None:
    """The commune in which the unit lies."""
    found = area_with(who.commune_code, on) if who.commune_code else None
    return found.id if found else None


def test_label(code: str) -> str:
    item = orderables(clock.today()).get(code)
    return item.label.spoken(get_language() or "vi") if item else code


def kind_label(code: str) -> str:
    kind = specimens(clock.today()).get(code)
    return kind.short.spoken(get_language() or "vi") if kind else code


def reason_label(code: str) -> str:
    return rules.reasons(clock.today(), get_language()).get(code, code)


def disease_label(code: str) -> str:
    known = diseases(clock.today()).get(code)
    if known is None:
        return code
    return known.label_en if get_language() == "en" else known.label_vi


def disease_choices(who: Actor) -> list[tuple[str, str]]:
    """Diseases for which there is a test."""
    today = clock.today()
    tested = {code for test in rules.tests_on(today).values() for code in test.diseases}
    known = diseases(today)
    return [
        (code, disease_label(code))
        for code in known
        if code in tested and who.sees(known[code].compartment)
    ]


def test_choices() -> list[tuple[str, str]]:
    return [(code, test_label(code)) for code in rules.tests_on(clock.today())]


def kind_choices() -> list[tuple[str, str]]:
    kinds = {kind for test in rules.tests_on(clock.today()).values() for kind in test.specimens}
    return [(code, kind_label(code)) for code in specimens(clock.today()) if code in kinds]


def taken_or_answered(who: Actor, since: dt.date | None = None) -> dict[uuid.UUID, SampleRound]:
    """Rounds of the units of this post, as those who take or who answer: there names may be said."""
    if who.scope == "subtree":
        return {}
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows = SampleRound.objects.filter(
        Q(unit_id__in=mine) | Q(laboratory_id__in=mine), compartment__in=["", *who.compartments]
    )
    if since:
        rows = rows.filter(Q(opened_on__gte=since) | Q(status=SampleRound.Status.OPEN))
    return {row.id: row for row in rows.order_by("-opened_on", "-id")[:500]}
