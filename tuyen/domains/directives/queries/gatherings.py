"""Meetings of both sides: those that we hold, those that we are invited to; who was there."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import (
    Attendance,
    Conclusion,
    ConclusionStatus,
    Gathering,
    GatheringDocument,
    HeardReport,
    Invitation,
    Site,
)
from tuyen.registry.facilities import direction


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty is everything. `box`: held by us, or `in` invited to."""

    words: str = ""
    kind: str = ""
    when: str = ""


def held_by(who: Actor, asked: Asked) -> QuerySet[Gathering]:
    """Held by my unit or by a unit that I direct."""
    mine = Q(unit_id=permissions.home(who)) | Q(unit_id__in=direction.reach(who))
    return _matching(Gathering.objects.filter(mine), asked)


def invited_to(who: Actor, asked: Asked) -> QuerySet[Gathering]:
    """To which my unit is invited, or with something to do for it."""
    home = permissions.home(who)
    ids = set(Invitation.objects.filter(unit_id=home).values_list("gathering_id", flat=True))
    ids |= set(Conclusion.objects.filter(unit_id=home).values_list("gathering_id", flat=True))
    return _matching(Gathering.objects.filter(pk__in=ids).exclude(unit_id=home), asked)


def _matching(found: QuerySet[Gathering], asked: Asked) -> QuerySet[Gathering]:
    for word in fold(nfc(asked.words)).split():
        found = found.filter(title_fold__contains=word)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.when == "ahead":
        return found.filter(day__gte=clock.today()).order_by("day", "id")
    if asked.when == "past":
        found = found.filter(day__lt=clock.today())
    return found.order_by("-day", "-id")


def visible(gathering_id: uuid.UUID, who: Actor) -> Gathering | None:
    """Held within reach; or my unit is invited, has a site, or has a conclusion to do."""
    row = Gathering.objects.filter(pk=gathering_id).first()
    if row is None or who.is_system:
        return row
    home = permissions.home(who)
    if row.unit_id in (home, who.unit_id):
        return row
    about = {"gathering_id": row.id}
    is_side = (
        Invitation.objects.filter(unit_id=home, **about).exists()
        or Conclusion.objects.filter(unit_id=home, **about).exists()
        or direction.reaches(who, row.unit_id)
    )
    return row if is_side else None


def sites_of(gathering: Gathering) -> list[Site]:
    return list(Site.objects.filter(gathering_id=gathering.id).order_by("-is_main", "name", "id"))


def invitations_of(gathering: Gathering) -> QuerySet[Invitation]:
    return Invitation.objects.filter(gathering_id=gathering.id).order_by("guest", "id")


def invitation_of(gathering: Gathering, unit_id: uuid.UUID) -> Invitation | None:
    return invitations_of(gathering).filter(unit_id=unit_id, guest="").first()


def attendance_of(gathering: Gathering) -> QuerySet[Attendance]:
    """Who was there; struck lines are left out."""
    found = Attendance.objects.filter(gathering_id=gathering.id, is_struck=False)
    return found.order_by("name_fold", "id")


def sites_with_counts(gathering: Gathering) -> list[tuple[Site, int, int]]:
    """(site, people, of them not invited); one statement."""
    there = Attendance.objects.filter(
        unit_id=OuterRef("unit_id"),
        gathering_id=OuterRef("gathering_id"),
        site_id=OuterRef("id"),
        is_struck=False,
    )
    found = Site.objects.filter(gathering_id=gathering.id).annotate(
        people=Subquery(_count(there)), odd=Subquery(_count(there.filter(is_invited=False)))
    )
    rows = found.order_by("-is_main", "name", "id")
    return [(site, site.people or 0, site.odd or 0) for site in rows]


def _count(rows: QuerySet[Attendance]) -> QuerySet[Any, Any]:
    return rows.order_by().values("site_id").annotate(n=Count("id")).values("n")


def people_at(gatherings: Iterable[Gathering]) -> dict[uuid.UUID, int]:
    """Gathering → how many were there, for a list."""
    ids = [row.id for row in gatherings]
    counted = (
        Attendance.objects.filter(gathering_id__in=ids, is_struck=False)
        .order_by()
        .values_list("gathering_id")
        .annotate(n=Count("id"))
    )
    return dict(counted)


def sites_at(gatherings: Iterable[Gathering]) -> dict[uuid.UUID, int]:
    ids = [row.id for row in gatherings]
    counted = (
        Site.objects.filter(gathering_id__in=ids)
        .order_by()
        .values_list("gathering_id")
        .annotate(n=Count("id"))
    )
    return dict(counted)


def reports_of(gathering: Gathering) -> QuerySet[HeardReport]:
    return HeardReport.objects.filter(gathering_id=gathering.id).order_by("id")


def documents_of(gathering: Gathering) -> QuerySet[GatheringDocument]:
    return GatheringDocument.objects.filter(gathering_id=gathering.id).order_by("id")


def conclusions_of(gathering: Gathering) -> QuerySet[Conclusion]:
    return Conclusion.objects.filter(gathering_id=gathering.id).order_by("due_on", "id")


def conclusions_seen_by(who: Actor, state: str = "") -> QuerySet[Conclusion]:
    """Conclusions of which one side is within reach: `open`, `late`, `done`."""
    found = direction.either_side(Conclusion.objects.all(), who, "unit_id", "host_id")
    if state == "open":
        found = found.filter(status=ConclusionStatus.OPEN)
    if state == "late":
        found = found.filter(status=ConclusionStatus.OPEN, due_on__lt=clock.today())
    if state == "done":
        found = found.filter(status=ConclusionStatus.DONE)
    return found.order_by("due_on", "id")


def people_found(gathering: Gathering, words: str, site: str) -> QuerySet[Attendance]:
    """Attenders by words of the name and by site."""
    found = attendance_of(gathering)
    for word in fold(nfc(words)).split():
        found = found.filter(name_fold__contains=word)
    try:
        return found.filter(site_id=uuid.UUID(site)) if site else found
    except ValueError:
        return found


def by_code(gathering_id: uuid.UUID, code: str) -> Gathering | None:
    """Whoever knows the code on the wall stands in the room."""
    return Gathering.objects.filter(pk=gathering_id, code=code.strip().upper()).first()
