"""What each facility may do, and how much of its level it covers."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.models import ApprovedTechnique
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Facility, Unit
from tuyen.registry.facilities.queries import open_on

MOST_MISSING = 200


def in_force(on: dt.date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gt=on))


def may_see(who: Actor, unit_id: uuid.UUID) -> bool:
    """Units within reach, and my own facility whichever department I work in."""
    return direction.facility_of(who.unit_id) == unit_id or direction.reaches(who, unit_id)


def approved_at(unit_id: uuid.UUID, on: dt.date) -> QuerySet[ApprovedTechnique]:
    return ApprovedTechnique.objects.filter(in_force(on), unit_id=unit_id).order_by("code", "id")


def approved_codes(unit_id: uuid.UUID, on: dt.date) -> frozenset[str]:
    return frozenset(approved_at(unit_id, on).values_list("code", flat=True))


def history_at(unit_id: uuid.UUID) -> QuerySet[ApprovedTechnique]:
    """Everything that was ever approved here, what has ended among it."""
    return ApprovedTechnique.objects.filter(unit_id=unit_id).order_by("code", "-valid_from", "id")


def narrowed(
    rows: QuerySet[ApprovedTechnique], words: str, chapter: str
) -> QuerySet[ApprovedTechnique]:
    if chapter:
        rows = rows.filter(chapter=chapter)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(code__istartswith=word))
    return rows


@dataclass(frozen=True)
class Coverage:
    """Of the techniques of its level, how many a facility may do. of = 0: no level is known."""

    have: int
    of: int

    @property
    def percent(self) -> int:
        return rules.percent(self.have, self.of)

    @property
    def missing(self) -> int:
        return self.of - self.have


def tiers_of(unit_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, str]:
    """Unit → tier of its rating in force."""
    ratings = Facility.objects.filter(open_on(on), unit_id__in=list(unit_ids)).exclude(tier="")
    return dict(ratings.order_by("valid_from").values_list("unit_id", "tier"))


def coverage_of(unit_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, Coverage]:
    """Two statements, however many units."""
    ids = list(unit_ids)
    tiers = tiers_of(ids, on)
    counts: dict[uuid.UUID, dict[str, int]] = {}
    rows = (
        ApprovedTechnique.objects.filter(in_force(on), unit_id__in=ids)
        .exclude(letter="")
        .values_list("unit_id", "letter")
        .annotate(n=Count("code", distinct=True))
        .order_by()
    )
    for unit_id, letter, n in rows:
        counts.setdefault(unit_id, {})[letter] = n
    found = {}
    for unit_id in ids:
        letters = catalogue.letters_of(tiers.get(unit_id, ""), on)
        have = sum(counts.get(unit_id, {}).get(letter, 0) for letter in letters)
        found[unit_id] = Coverage(have, catalogue.expected(letters, on))
    return found


@dataclass(frozen=True)
class Line:
    """One technique of the unit's level: there or missing."""

    listed: catalogue.Listed
    is_there: bool


def of_level(
    unit_id: uuid.UUID, on: dt.date, *, chapter: str = "", words: str = "", only_missing: bool
) -> list[Line]:
    """Techniques of the unit's level with “có / thiếu”; those of the lowest tier first."""
    letters = catalogue.letters_of(tiers_of([unit_id], on).get(unit_id, ""), on)
    have, known = approved_codes(unit_id, on), catalogue.listed(on)
    wanted = fold(words).split()
    return [
        Line(each, each.code in have)
        for letter in sorted(letters, reverse=True)
        for each in known.get(letter, ())
        if (not chapter or each.chapter == chapter)
        and not (only_missing and each.code in have)
        and all(word in fold(each.name) or each.code.startswith(word) for word in wanted)
    ]


def short_of_level(who: Actor, on: dt.date) -> QuerySet[Unit]:
    """Of these, the ones that may not do every technique of their level; one statement."""
    wanted = {
        tier: catalogue.expected(letters, on) for tier, letters in catalogue.levels(on).items()
    }
    rating = Facility.objects.filter(open_on(on), unit_id=OuterRef("pk")).exclude(tier="")
    tier = Subquery(rating.order_by("-valid_from").values("tier")[:1])
    whole = Case(
        *(When(level=tier_, then=n) for tier_, n in wanted.items()),
        default=0,
        output_field=IntegerField(),
    )
    have = Case(
        *(
            When(level=each, then=_how_many(letters, on))
            for each, letters in catalogue.levels(on).items()
        ),
        default=0,
        output_field=IntegerField(),
    )
    rated = units_in_reach(who, on).annotate(level=tier)
    return rated.annotate(whole=whole, have=have).filter(have__lt=F("whole"))


def _how_many(letters: tuple[str, ...], on: dt.date) -> Coalesce:
    """Techniques with these letters on the list of the unit outside."""
    rows = ApprovedTechnique.objects.filter(
        in_force(on), unit_id=OuterRef("pk"), letter__in=letters
    ).order_by()
    counted = rows.values("unit_id").annotate(n=Count("code", distinct=True)).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def units_in_reach(who: Actor, on: dt.date) -> QuerySet[Unit]:
    """Facilities whose techniques the reader may see: the own one, and those that it directs."""
    own, licensed = direction.facility_of(who.unit_id), kinds.kinds_of_group("facility")
    below = Q(pk__in=direction.reach(who), kind__in=licensed)
    units = Unit.objects.filter(Q(pk=own) | below, open_on(on))
    return units.order_by("path", "name_fold")
