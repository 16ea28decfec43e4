"""Staff as far as the reader may see them: those who work, or worked, in the reader's own subtree."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.text import fold, nfc
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes import lean
from tuyen.registry.facilities import kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import rules, titles
from tuyen.registry.staff.models import Licence, Post, Qualification, StaffMember


def working_on(day: dt.date) -> Q:
    """Posts held on the day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def visible_to(who: Actor) -> QuerySet[StaffMember]:
    """Everyone with a post, now or before, in my unit or below it."""
    if who is SYSTEM:
        return StaffMember.objects.all()
    units = Unit.objects.filter(path__startswith=who.path)
    posts = Post.objects.filter(unit_id__in=units.values("id"))
    return StaffMember.objects.filter(pk__in=posts.values("staff_id"))


def working_at(
    unit: Unit, day: dt.date, *, words: str = "", profession: str = "", with_below: bool = True
) -> QuerySet[StaffMember]:
    """Who works at the unit on the day, by default with the units below; by given name."""
    place = Q(path__startswith=unit.path) if with_below else Q(pk=unit.pk)
    units = Unit.objects.filter(place).values("id")
    posts = Post.objects.filter(working_on(day), unit_id__in=units)
    found = StaffMember.objects.filter(pk__in=posts.values("staff_id"))
    for word in fold(nfc(words)).split():
        found = found.filter(name_fold__contains=word)
    if profession:
        found = found.filter(profession=profession)
    return found.order_by("name_key", "id")


def posts_of(members: Iterable[StaffMember], day: dt.date) -> dict[uuid.UUID, list[Post]]:
    """Staff id → posts held on the day, the main one first; one statement."""
    ids = [member.id for member in members]
    found: dict[uuid.UUID, list[Post]] = {id_: [] for id_ in ids}
    held = Post.objects.filter(working_on(day), staff_id__in=ids)
    for post in held.order_by("-is_main", "-valid_from"):
        found[post.staff_id].append(post)
    return found


def licences_of(members: Iterable[StaffMember]) -> dict[uuid.UUID, list[Licence]]:
    """Staff id → licences, the newest first; one statement."""
    ids = [member.id for member in members]
    found: dict[uuid.UUID, list[Licence]] = {id_: [] for id_ in ids}
    for licence in Licence.objects.filter(staff_id__in=ids).order_by("-issued_on"):
        found[licence.staff_id].append(licence)
    return found


def career_of(member: StaffMember) -> QuerySet[Post]:
    """Every post, the latest first."""
    return Post.objects.filter(staff_id=member.id).order_by("-valid_from", "-id")


def qualifications_of(member: StaffMember) -> QuerySet[Qualification]:
    return member.qualifications.order_by("-issued_on", "title")


def professions_at(unit_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Profession → people with a post at the unit (or in a department of it) on the day."""
    at_work = StaffMember.objects.filter(pk__in=_posts_at(unit_id, on))
    rows: Any = at_work.order_by().values_list("profession").annotate(n=Count("id"))
    return dict(rows)


def qualified(unit_id: uuid.UUID, topic: str, on: dt.date) -> frozenset[uuid.UUID]:
    """Staff ids of those who hold a post at the unit (or in a department of it) on the day and a degree
    or certificate of the topic that holds on the day. One statement."""
    found = _held_at(unit_id, on).filter(topic=topic)
    return frozenset(found.values_list("staff_id", flat=True))


def licensed(
    unit_id: uuid.UUID, scopes: frozenset[str], professions: frozenset[str], on: dt.date
) -> frozenset[uuid.UUID]:
    """Who holds a post at the unit (or in a department of it) on the day, with a licence of one of these
    titles and scopes that is valid on it. One statement."""
    begun = Q(issued_on__isnull=True) | Q(issued_on__lte=on)
    valid = begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    found = Licence.objects.filter(
        valid, staff_id__in=_posts_at(unit_id, on), scope__in=scopes, profession__in=professions
    )
    return frozenset(found.values_list("staff_id", flat=True))


def _posts_at(unit_id: uuid.UUID, on: dt.date) -> QuerySet[Post, Any]:
    """Staff ids of those who hold a post at the unit or in a department of it."""
    units = Q(pk=unit_id) | Q(parent_id=unit_id, kind__in=kinds.kinds_of_group("part"))
    here = Unit.objects.filter(units).values("id")
    return Post.objects.filter(working_on(on), unit_id__in=here).values("staff_id")


def _held_at(unit_id: uuid.UUID, on: dt.date) -> QuerySet[Qualification]:
    """Degrees and certificates that hold on the day, of those who hold a post at the unit."""
    begun = Q(issued_on__isnull=True) | Q(issued_on__lte=on)
    holds = begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    return Qualification.objects.filter(holds, staff_id__in=_posts_at(unit_id, on))


def certified(unit_id: uuid.UUID, on: dt.date) -> dict[str, set[uuid.UUID]]:
    """Topic → who works at the unit (or in a department of it) and holds a certificate of it on the day."""
    rows = _held_at(unit_id, on).exclude(topic="")
    found: dict[str, set[uuid.UUID]] = {}
    for topic, staff_id in rows.values_list("topic", "staff_id"):
        found.setdefault(topic, set()).add(staff_id)
    return found


def alike(name: str, birth_year: int | None, who: Actor) -> QuerySet[StaffMember]:
    """People of my scope with the same name and, where both are known, the same year of birth."""
    same = visible_to(who).filter(name_fold=fold(nfc(name)))
    return (
        same.filter(Q(birth_year=birth_year) | Q(birth_year__isnull=True)) if birth_year else same
    )


def prescribing_of(staff_id: uuid.UUID, on: dt.date) -> frozenset[str] | None:
    """Kinds of prescription that the person's licences allow on the day; None where no rule of that
    day is held. Stands in the way of every visit with a prescription: a ready statement."""
    table = titles.prescribing_rows(on)
    if not table:
        return None
    held = [
        rules.Held(each.profession, each.scope, each.issued_on, each.valid_to)
        for each, _more in lean.rows(Licence, "staff_id = %s", [lean.ready(staff_id)])
    ]
    return rules.prescribes(held, on, table)


def licence_number(staff_id: uuid.UUID, on: dt.date) -> str:
    """The number of the licence valid on the day; empty when there is none."""
    for licence in Licence.objects.filter(staff_id=staff_id).order_by("-issued_on"):
        if rules.Held("", "", licence.issued_on, licence.valid_to).is_valid(on):
            return licence.number
    return ""


def account_of(member: StaffMember) -> Account | None:
    """With what this person signs in, if they do."""
    return Account.objects.filter(staff_id=member.id).first()
