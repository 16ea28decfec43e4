"""Campaigns of health education that one may see, their sessions, how far they reached."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import CharField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import ages, clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.health_education import rules
from tuyen.domains.health_education.models import EducationCampaign, EducationSession
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.rules.cases import diseases
from tuyen.registry.persons.models import Person

MOST = 400  # campaigns that a search looks through
BY_WEEK, BY_CHANNEL, BY_LANGUAGE, BY_UNIT = "week", "channel", "language", "unit"


def visible_to(who: Actor) -> QuerySet[EducationCampaign]:
    """Led by a unit above me, by mine, or by one within my reach."""
    mine = ExpressionWrapper(Value(who.path), output_field=CharField())
    above = ScopeNode.objects.alias(mine=mine).filter(mine__startswith=F("path")).values("unit_id")
    within = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows: QuerySet[EducationCampaign] = EducationCampaign.objects.filter(
        Q(unit_id__in=above) | Q(unit_id__in=within)
    )
    return rows


def listed(who: Actor, status: str, words: str = "") -> list[EducationCampaign]:
    """The newest first; `words` are looked for in name and message without regard to accents."""
    rows = visible_to(who).filter(status=status).order_by("-starts_on", "-id")[:MOST]
    wanted = fold(words)
    return [row for row in rows if wanted in fold(f"{row.name} {row.message}")]


def of_outbreak(outbreak_id: uuid.UUID, who: Actor) -> QuerySet[EducationCampaign]:
    return visible_to(who).filter(outbreak_id=outbreak_id).order_by("-starts_on", "-id")


def sessions_of(campaign: EducationCampaign, who: Actor) -> QuerySet[EducationSession]:
    """Those that the leading unit's people see whole; others see their own and those below them."""
    rows: QuerySet[EducationSession] = EducationSession.objects.filter(campaign_id=campaign.id)
    if campaign.unit_id != who.unit_id:
        within = ScopeNode.objects.filter(units_of(who)).values("unit_id")
        rows = rows.filter(unit_id__in=within)
    return rows.order_by("-held_on", "-id")


@dataclass(frozen=True)
class Table:
    code: str
    title: str
    heading: str
    rows: list[rules.Sum]


@dataclass(frozen=True)
class Reach:
    """people: those meant, None where nobody knows; people_of: where that number comes from, in words.

    is_whole: the reader sees every session; a share is told of the whole alone.
    """

    total: rules.Sum
    people: int | None
    people_of: str
    percent: float | None
    is_whole: bool
    tables: list[Table]


def reach_of(campaign: EducationCampaign, who: Actor) -> Reach:
    """Five statements, however many sessions."""
    held = _held(campaign, who)
    people, people_of = meant(campaign)
    total = rules.sum_of(_("Tất cả"), held)
    tables = [
        Table(BY_WEEK, _("Theo tuần"), _("Tuần từ"), _by_week(held)),
        Table(BY_CHANNEL, _("Theo kênh"), _("Kênh"), _by(held, lambda h: h.channel, rules.CHANNEL)),
        Table(
            BY_LANGUAGE,
            _("Theo ngôn ngữ"),
            _("Ngôn ngữ"),
            _by(held, lambda h: h.language, rules.LANGUAGE),
        ),
        Table(BY_UNIT, _("Theo đơn vị"), _("Đơn vị"), _by(held, lambda h: h.unit, "")),
    ]
    is_whole = _sees_all(campaign, who)
    share = rules.percent(total.reached, people) if is_whole else None
    return Reach(total, people, people_of, share, is_whole, tables)


def _sees_all(campaign: EducationCampaign, who: Actor) -> bool:
    within = ScopeNode.objects.filter(units_of(who), unit_id=campaign.unit_id)
    return campaign.unit_id == who.unit_id or within.exists()


def _held(campaign: EducationCampaign, who: Actor) -> list[rules.Held]:
    rows = list(sessions_of(campaign, who).filter(status=EducationSession.Status.HELD))
    names = unit_names(row.unit_id for row in rows)
    return [
        rules.Held(
            row.held_on,
            row.channel,
            row.language,
            names.get(row.unit_id, ""),
            row.reached,
            row.women,
            row.handed_out,
        )
        for row in rows
    ]


def _by(held: list[rules.Held], key: Callable[[rules.Held], str], kind: str) -> list[rules.Sum]:
    """The most reached first."""
    names = choices(kind) if kind else {}
    found = {key(each) for each in held}
    sums = [
        rules.sum_of(names.get(code, code), (each for each in held if key(each) == code))
        for code in found
    ]
    return sorted(sums, key=lambda row: (-row.reached, row.key))


def _by_week(held: list[rules.Held]) -> list[rules.Sum]:
    weeks = sorted({rules.week_of(each.on) for each in held}, reverse=True)
    return [
        rules.sum_of(f"{week:%d/%m/%Y}", (h for h in held if rules.week_of(h.on) == week))
        for week in weeks
    ]


def meant(campaign: EducationCampaign) -> tuple[int | None, str]:
    """How many are meant, and where the number comes from."""
    if campaign.people is not None:
        return campaign.people, _("đơn vị chủ trì ghi")
    group = rules.group_of(campaign.target_group, clock.today())
    if group is None or not group.countable:
        return None, _("sổ người dân không biết nhóm này gồm ai; đơn vị chủ trì ghi được số người")
    return _registered(campaign, group), _("đếm trong sổ người dân của máy này")


def _registered(campaign: EducationCampaign, group: rules.Group) -> int:
    """People of the group whose home station is the leading unit or one below it."""
    home = ScopeNode.objects.filter(unit_id=campaign.unit_id).values_list("path", flat=True).first()
    below = ScopeNode.objects.filter(path__startswith=home or "?").values("unit_id")
    rows = Person.objects.filter(
        Q(canonical_id=None) | Q(canonical_id=F("id")),
        home_unit_id__in=below,
        is_deceased=False,
        compartment="",
    )
    after, until = ages.born_within(clock.today(), group.from_months, group.to_months)
    if after is not None:
        rows = rows.filter(birth_date__gt=after)
    if group.from_months:
        rows = rows.filter(birth_date__lte=until)
    return int(rows.filter(sex=group.sex).count() if group.sex else rows.count())


def choices(kind: str) -> dict[str, str]:
    return rules.labels(kind, clock.today(), get_language() or "vi")


def disease_label(code: str) -> str:
    known = diseases(clock.today()).get(code)
    if known is None:
        return code
    return known.label_en if get_language() == "en" else known.label_vi


def disease_choices(on: dt.date) -> list[tuple[str, str]]:
    return [("", _("Sức khỏe nói chung")), *((code, disease_label(code)) for code in diseases(on))]


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(ScopeNode.objects.filter(unit_id__in=set(ids)).values_list("unit_id", "name"))
