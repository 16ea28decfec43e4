"""Practitioner: staff of the asker's unit and of the units below, as on the staff pages."""

import uuid
from collections.abc import Sequence

from django.http import Http404

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.core.text import fold
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.registry.staff import queries, titles
from tuyen.registry.staff.fhir import practitioner
from tuyen.registry.staff.models import Licence, Qualification, StaffMember

KNOWN = ("identifier", "name")


def read(id_: uuid.UUID, who: Actor) -> Resource:
    member = queries.visible_to(who).filter(pk=id_).first()
    if member is None:
        raise Http404
    return _mapped([member])[0]


def search(ask: Asked, who: Actor) -> Page:
    rows = searching.narrowed(queries.visible_to(who), ask)
    for text in ask.all("identifier"):
        number = params.token(text)[1]
        rows = rows.filter(pk__in=Licence.objects.filter(number=number).values("staff_id"))
    for text in ask.all("name"):
        for word in fold(text).split():
            rows = rows.filter(name_fold__contains=word)
    shown, total, then = searching.page_of(rows, ask)
    return Page(_mapped(shown), total, then)


def _mapped(members: Sequence[StaffMember]) -> list[Resource]:
    """Three statements for any number of people."""
    licences = queries.licences_of(members)
    posts = queries.posts_of(members, clock.today())
    learnt: dict[uuid.UUID, list[Qualification]] = {}
    for row in Qualification.objects.filter(staff__in=[member.id for member in members]):
        learnt.setdefault(row.staff_id, []).append(row)
    labels = titles.profession_labels()
    return [
        practitioner(
            member,
            licences[member.id],
            learnt.get(member.id, ()),
            is_working=bool(posts[member.id]),
            profession=labels.get(member.profession, ""),
        )
        for member in members
    ]
