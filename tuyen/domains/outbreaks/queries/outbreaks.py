"""Outbreaks that one may see, their cases and figures, what is proposed, what is owed today."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import rules
from tuyen.domains.outbreaks.models import Outbreak, OutbreakReport
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Case
from tuyen.record.queries import cases
from tuyen.record.rules.cases import COUNTED, diseases
from tuyen.registry.areas.models import Area

LOOK_BACK_DAYS = 120  # further back nothing is proposed
MOST_CASES = 500


def visible_to(who: Actor) -> QuerySet[Outbreak]:
    """Of my units, and of the area that I answer for; custody only by its own units and those above."""
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    of_area = cases.of_my_area(who) & Q(custody_site_id=None)
    rows: QuerySet[Outbreak] = Outbreak.objects.filter(Q(unit_id__in=mine) | of_area)
    return rows


def listed(who: Actor, status: str) -> QuerySet[Outbreak]:
    return visible_to(who).filter(status=status).order_by("-opened_on", "-id")


def terms_of(disease: str, on: dt.date) -> rules.Terms:
    """The terms of a disease that the list knows; an unknown one lives by three weeks."""
    known = diseases(on).get(disease)
    return rules.terms(disease, known.incubation_days[1] if known else 21, on)


def label_of(disease: str) -> str:
    """The name in the reader's language; the code where the list does not know it."""
    known = diseases(clock.today()).get(disease)
    if known is None:
        return disease
    return known.label_en if get_language() == "en" else known.label_vi


def early_label(outbreak: Outbreak) -> str:
    """On what it was closed before its day; empty where it was not."""
    known = rules.early_bases(clock.today(), get_language())
    return known.get(outbreak.early_basis, outbreak.early_basis)


def cases_of(outbreak: Outbreak, who: Actor) -> QuerySet[Case]:
    """The cases joined that `who` may see, in the order of their onsets."""
    return cases.visible_to(who).filter(outbreak_id=outbreak.id).order_by("onset_on", "id")


@dataclass(frozen=True)
class Figures:
    """attack_rate: percent, None where nobody counted the people. close_from: None without a case."""

    cases: int
    confirmed: int
    in_care: int
    deaths: int
    last_onset_on: dt.date | None
    close_from: dt.date | None
    attack_rate: float | None


def figures_of(outbreak: Outbreak) -> Figures:
    """Over every counted case, whoever asks: an outbreak is not closed because a case is hidden."""
    found = Case.objects.filter(outbreak_id=outbreak.id, status="active")
    rows = list(found.values_list("disease", "classification", "outcome", "onset_on"))
    known = diseases(clock.today()).get(outbreak.disease)
    confirmed = known.confirmed if known else frozenset()
    counted = [row for row in rows if row[1] in COUNTED]
    last = max((row[3] for row in counted), default=None)
    wanted = terms_of(outbreak.disease, outbreak.opened_on)
    rate = rules.attack_rate(len(counted), outbreak.people_at_risk)
    return Figures(
        cases=len(counted),
        confirmed=sum(row[1] in confirmed for row in counted),
        in_care=sum(row[2] == "treating" for row in counted),
        deaths=sum(row[2] == "died" for row in counted),
        last_onset_on=last,
        close_from=rules.close_from(last, None, wanted) if last else None,
        attack_rate=None if rate is None else rate * 100,
    )


def new_on(outbreak: Outbreak, day: dt.date) -> int:
    found = Case.objects.filter(
        outbreak_id=outbreak.id, status="active", classification__in=COUNTED, onset_on=day
    )
    return found.count()


def joinable(who: Actor) -> QuerySet[Case]:
    """Counted cases of the last months that stand in no outbreak."""
    since = clock.today() - dt.timedelta(days=LOOK_BACK_DAYS)
    return cases.visible_to(who).filter(
        outbreak_id=None, classification__in=COUNTED, onset_on__gte=since
    )


def chosen(who: Actor, wanted: Iterable[uuid.UUID]) -> list[Case]:
    """Of these cases those that may still join, the first onset first."""
    return list(joinable(who).filter(pk__in=set(wanted)).order_by("onset_on", "id"))


def joinable_beside(who: Actor, outbreak: Outbreak) -> QuerySet[Case]:
    """Cases of its disease that stand in no outbreak, the newest first."""
    return joinable(who).filter(disease=outbreak.disease).order_by("-onset_on", "-id")


@dataclass(frozen=True)
class Proposal:
    """Linked cases that no outbreak holds yet."""

    disease: str
    label: str
    place: str
    case_ids: tuple[uuid.UUID, ...]
    first_on: dt.date
    last_on: dt.date


def proposals(who: Actor) -> list[Proposal]:
    """What the rules propose out of the cases that `who` may see; a person decides."""
    rows = list(joinable(who).exclude(area_id=None).order_by("-onset_on")[:MOST_CASES])
    today, known = clock.today(), diseases(clock.today())
    found: list[tuple[str, tuple[rules.Onset, ...]]] = []
    for disease in sorted({row.disease for row in rows}):
        confirmed = known[disease].confirmed if disease in known else frozenset()
        onsets = [
            rules.Onset(row.id, row.area_id, row.onset_on, row.classification in confirmed)
            for row in rows
            if row.disease == disease and row.area_id
        ]
        wanted = terms_of(disease, today)
        found += [(disease, run) for run in rules.proposals(onsets, wanted)]
    places = _places(run[0].place for _disease, run in found)
    return [
        Proposal(
            disease,
            label_of(disease),
            places.get(run[0].place, ""),
            tuple(each.case_id for each in run),
            run[0].on,
            run[-1].on,
        )
        for disease, run in found
    ]


def _places(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(Area.objects.filter(pk__in=wanted).values_list("id", "full_name"))


def reported_today(rows: Iterable[Outbreak]) -> set[uuid.UUID]:
    """Of these outbreaks, those whose daily report of today stands."""
    ids = {row.id for row in rows}
    found = OutbreakReport.objects.filter(outbreak_id__in=ids, day=clock.today())
    return set(found.values_list("outbreak_id", flat=True))


def unit_names(rows: Iterable[Outbreak]) -> dict[uuid.UUID, str]:
    ids = {row.unit_id for row in rows}
    return dict(ScopeNode.objects.filter(unit_id__in=ids).values_list("unit_id", "name"))
