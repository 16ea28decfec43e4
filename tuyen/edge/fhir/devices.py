"""Device: the equipment register of the units within reach, by where it stands, whose it is, its type."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.core.text import fold
from tuyen.domains.equipment import fhir as mapped
from tuyen.domains.equipment import lists, permissions, queries
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page

KNOWN = (
    "location", "organization", "owner", "type", "status", "identifier", "device-name", "model",
    "manufacturer",
)  # fmt: skip
_SIDES = {"location": "Location", "organization": "Organization", "owner": "Organization"}


def read(id_: uuid.UUID, who: Actor) -> Resource:
    """404 for what is not there or out of reach."""
    row = _visible(who).filter(pk=id_).first()
    if row is None:
        raise Http404
    return _resources([row])[0]


def search(ask: Asked, who: Actor) -> Page:
    rows = searching.narrowed(_visible(who), ask)
    for name, kind in _SIDES.items():
        for text in ask.all(name):
            units = [params.reference_id(name, each, kind) for each in text.split(",")]
            rows = rows.filter(unit_id__in=units)
    for text in ask.all("type"):
        rows = rows.filter(kind__in=_codes(text))
    for text in ask.all("identifier"):
        rows = rows.filter(serial__in=[code for code in _codes(text) if code])
    for text in ask.all("status"):
        rows = rows.filter(state__in=_states(_codes(text)))
    rows = _by_words(rows, ask)
    shown, total, then = searching.page_of(rows, ask)
    return Page(_resources(shown), total, then)


def _visible(who: Actor) -> QuerySet[EquipmentItem]:
    rows = queries.items_in_reach(who)
    return rows if who.may(permissions.SEE) else rows.none()


def _by_words(rows: QuerySet[EquipmentItem], ask: Asked) -> QuerySet[EquipmentItem]:
    for text in ask.all("device-name"):
        for word in fold(text).split():
            rows = rows.filter(fold__contains=word)
    for text in ask.all("model"):
        rows = rows.filter(model__istartswith=text)
    for text in ask.all("manufacturer"):
        rows = rows.filter(maker__istartswith=text)
    return rows


def _codes(text: str) -> list[str]:
    return [params.token(each)[1] for each in text.split(",")]


def _states(statuses: Iterable[str]) -> list[str]:
    wanted = set(statuses)
    return [ours for ours, (theirs, _reason) in mapped.STATES.items() if theirs in wanted]


def _resources(rows: Iterable[Any]) -> list[Resource]:
    words = lists.kind_labels()
    return [mapped.device(row, words.get(row.kind, row.kind)) for row in rows]
