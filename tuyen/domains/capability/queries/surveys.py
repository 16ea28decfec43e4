"""Campaigns, surveys of units and their gaps, from both sides."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.capability import rules
from tuyen.domains.capability.models import Gap, SurveyCampaign, UnitSurvey
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

SUBMITTED = UnitSurvey.State.SUBMITTED


def campaigns_of(who: Actor) -> QuerySet[SurveyCampaign]:
    """Of the units within reach, the newest first."""
    found = SurveyCampaign.objects.filter(unit_id__in=direction.reach(who))
    return found.order_by("-year", "-id")


def with_turnout(campaigns: Iterable[SurveyCampaign]) -> list[tuple[SurveyCampaign, int, int]]:
    """Each with how many units were asked and how many answered; one statement."""
    campaigns = list(campaigns)
    rows: Any = (
        UnitSurvey.objects.filter(campaign_id__in=[each.id for each in campaigns])
        .order_by()
        .values_list("campaign_id")
        .annotate(asked=Count("id"), answered=Count("id", filter=Q(state=SUBMITTED)))
    )
    counted = {campaign_id: (asked, answered) for campaign_id, asked, answered in rows}
    return [(each, *counted.get(each.id, (0, 0))) for each in campaigns]


def visible_to(who: Actor) -> QuerySet[UnitSurvey]:
    """Surveys that my unit sent or was sent, and those of the units that it directs."""
    return direction.either_side(UnitSurvey.objects.all(), who, "unit_id", "to_unit_id")


def of_campaign(
    campaign: SurveyCampaign, *, words: str = "", state: str = "", unit_kind: str = ""
) -> QuerySet[UnitSurvey]:
    found = UnitSurvey.objects.filter(campaign=campaign)
    if unit_kind:
        found = found.filter(unit_kind=unit_kind)
    for word in fold(nfc(words)).split():
        found = found.filter(to_name_fold__contains=word)
    if state == "late":
        found = found.exclude(state=SUBMITTED).filter(due_on__lt=clock.today())
    elif state:
        found = found.filter(state=state)
    return found.order_by("to_name_fold", "id")


def of_unit(unit_id: uuid.UUID) -> QuerySet[UnitSurvey]:
    """The latest first; a survey not yet sent does not exist."""
    return UnitSurvey.objects.filter(to_unit_id=unit_id).order_by("-year", "-id")


def to_answer(unit_ids: Any) -> QuerySet[UnitSurvey]:
    """Surveys that these units owe."""
    sent = SurveyCampaign.objects.filter(state="sent").values("id")
    found = UnitSurvey.objects.filter(to_unit_id__in=unit_ids, campaign_id__in=sent)
    return found.exclude(state=SUBMITTED).order_by("due_on", "id")


def late(owed: QuerySet[UnitSurvey]) -> QuerySet[UnitSurvey]:
    return owed.filter(due_on__lt=clock.today())


def before(survey: UnitSurvey) -> UnitSurvey | None:
    """The survey of the same unit with the same form in an earlier year."""
    earlier = UnitSurvey.objects.filter(
        to_unit_id=survey.to_unit_id,
        form_code=survey.form_code,
        state=SUBMITTED,
        year__lt=survey.year,
    )
    return earlier.order_by("-year", "-id").first()


def gaps_in(survey: UnitSurvey) -> QuerySet[Gap]:
    return Gap.objects.filter(survey_id=survey.id).order_by("-lost", "title", "id")


def peers_percent(survey: UnitSurvey) -> float | None:
    """Mean percent of the other units of its kind in this campaign, on the same form; one statement."""
    others = UnitSurvey.objects.filter(
        campaign_id=survey.campaign_id,
        unit_kind=survey.unit_kind,
        form_code=survey.form_code,
        state=SUBMITTED,
        of__gt=0,
    ).exclude(pk=survey.pk)
    found: float | None = others.aggregate(mean=Avg(100 * F("points") / F("of")))["mean"]
    return None if found is None else round(found, 1)


def standings(surveys: Iterable[UnitSurvey]) -> dict[uuid.UUID, rules.Standing]:
    """Survey id → this year beside last year and the others; one statement for a page of a list."""
    surveys = list(surveys)
    if not surveys:
        return {}
    year = surveys[0].year
    former: dict[tuple[uuid.UUID, str], float | None] = {}
    earlier = UnitSurvey.objects.filter(
        to_unit_id__in=[each.to_unit_id for each in surveys],
        form_code__in={each.form_code for each in surveys},
        state=SUBMITTED,
        year__lt=year,
    )
    for each in earlier.order_by("year", "id"):
        former[each.to_unit_id, each.form_code] = each.percent
    return {
        each.id: rules.Standing(
            each.to_unit_id, each.percent, former.get((each.to_unit_id, each.form_code)), None
        )
        for each in surveys
    }


def kinds_of_campaign(campaign: SurveyCampaign) -> list[dict[str, Any]]:
    """Asked, answered, late and the mean percent of each kind of unit; one statement."""
    late = ~Q(state=SUBMITTED) & Q(due_on__lt=clock.today())
    rows: Any = UnitSurvey.objects.filter(campaign=campaign).order_by("unit_kind")
    return list(
        rows.values("unit_kind").annotate(
            asked=Count("id"),
            answered=Count("id", filter=Q(state=SUBMITTED)),
            late=Count("id", filter=late),
            mean=Avg(100 * F("points") / F("of"), filter=Q(of__gt=0, state=SUBMITTED)),
        )
    )


def summed(by_kind: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Of every kind together; points of different forms have no mean."""
    rows = list(by_kind)
    return {name: sum(row[name] for row in rows) for name in ("asked", "answered", "late")}


def latest_gaps(unit_ids: Iterable[uuid.UUID], keys: Iterable[rules.Key]) -> list[Gap]:
    """The newest word on each unit's gap of these topics; one statement."""
    keys = list(keys)
    found = Gap.objects.filter(
        unit_id__in=list(unit_ids),
        kind__in={kind for kind, _code in keys},
        code__in={code for _kind, code in keys},
    ).order_by("year", "id")
    newest = {(gap.unit_id, gap.kind, gap.code): gap for gap in found}
    return [gap for (_, kind, code), gap in newest.items() if (kind, code) in keys]


def campaign_summary(campaign: SurveyCampaign) -> dict[str, Any]:
    """Asked, answered, late and the mean percent; one statement."""
    late = ~Q(state=SUBMITTED) & Q(due_on__lt=clock.today())
    found: dict[str, Any] = UnitSurvey.objects.filter(campaign=campaign).aggregate(
        asked=Count("id"),
        answered=Count("id", filter=Q(state=SUBMITTED)),
        late=Count("id", filter=late),
        mean=Avg(100 * F("points") / F("of"), filter=Q(of__gt=0, state=SUBMITTED)),
    )
    return found


def effects_of_campaign(campaign: SurveyCampaign) -> dict[str, int]:
    """Effect → gaps of all units of the campaign, beside the survey before; one statement."""
    surveys = UnitSurvey.objects.filter(campaign=campaign).values("id")
    rows: Any = (
        Gap.objects.filter(survey_id__in=surveys).order_by().values_list("effect")
    ).annotate(n=Count("id"))
    return dict(rows)


def units_to_ask(who: Actor, unit_kind: str) -> QuerySet[Unit]:
    """Open units of the kind (of every kind without one) that the reader's facility directs."""
    found = direction.directed(who.unit_id, clock.today())
    return found.filter(kind=unit_kind) if unit_kind else found
