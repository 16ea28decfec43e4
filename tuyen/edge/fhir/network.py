"""Organization and Location: the units that the asker may see on the network page."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir import Resource
from tuyen.core.text import fold
from tuyen.edge.fhir import params, searching
from tuyen.edge.fhir.searching import Asked, Page
from tuyen.registry.areas.queries import names_of
from tuyen.registry.facilities import kinds, queries
from tuyen.registry.facilities.fhir import SYSTEMS, location, organization
from tuyen.registry.facilities.models import FacilityCode, Unit

ORGANIZATION_KNOWN = ("identifier", "name", "partof", "type", "address-state")
LOCATION_KNOWN = ("name", "organization", "type")

Mapper = Callable[[Sequence[Unit]], list[Resource]]


def read_organization(id_: uuid.UUID, who: Actor) -> Resource:
    return _organizations([_unit(id_, who)])[0]


def organizations_with(ids: Sequence[uuid.UUID]) -> list[Resource]:
    """Units by id for a document that names them; the caller has a right to know of them."""
    return _organizations(list(Unit.objects.filter(pk__in=ids)))


def read_location(id_: uuid.UUID, who: Actor) -> Resource:
    return _locations([_unit(id_, who)])[0]


def search_organizations(ask: Asked, who: Actor) -> Page:
    rows = _named(ask, who)
    for text in ask.all("identifier"):
        rows = rows.filter(pk__in=_with_code(text).values("unit_id"))
    for text in ask.all("partof"):
        rows = rows.filter(parent_id=params.reference_id("partof", text, "Organization"))
    for text in ask.all("address-state"):
        rows = rows.filter(province_code__in=text.split(","))
    return _page(rows, ask, _organizations)


def search_locations(ask: Asked, who: Actor) -> Page:
    rows = _named(ask, who)
    for text in ask.all("organization"):
        rows = rows.filter(pk=params.reference_id("organization", text, "Organization"))
    return _page(rows, ask, _locations)


def _unit(id_: uuid.UUID, who: Actor) -> Unit:
    unit = queries.visible_to(who).filter(pk=id_).first()
    if unit is None:
        raise Http404
    return unit


def _named(ask: Asked, who: Actor) -> QuerySet[Unit]:
    rows = searching.narrowed(queries.visible_to(who), ask)
    for text in ask.all("name"):
        for word in fold(text).split():
            rows = rows.filter(name_fold__contains=word)
    for text in ask.all("type"):
        codes = [params.token(each)[1] for each in text.split(",")]
        rows = rows if "prov" in codes else rows.filter(kind__in=codes)
    return rows


def _with_code(text: str) -> QuerySet[FacilityCode]:
    system, code = params.token(text)
    found: QuerySet[FacilityCode] = FacilityCode.objects.filter(code=code)
    if system is None:
        return found
    return found.filter(system__in=[name for name, known in SYSTEMS.items() if known == system])


def _page(rows: QuerySet[Unit], ask: Asked, mapper: Mapper) -> Page:
    shown, total, then = searching.page_of(rows, ask)
    return Page(mapper(shown), total, then)


def _organizations(units: Sequence[Unit]) -> list[Resource]:
    codes: dict[uuid.UUID, list[FacilityCode]] = {}
    found: Any = FacilityCode.objects.filter(unit__in=[unit.id for unit in units])
    for code in found.order_by("pk"):
        codes.setdefault(code.unit_id, []).append(code)
    labels, communes, today = kinds.kind_labels(), _communes(units), clock.today()
    return [
        organization(
            unit,
            codes.get(unit.id, ()),
            today,
            kind=labels.get(unit.kind, ""),
            commune=communes.get(unit.commune_code, ""),
        )
        for unit in units
    ]


def _locations(units: Sequence[Unit]) -> list[Resource]:
    labels, communes, today = kinds.kind_labels(), _communes(units), clock.today()
    return [
        location(
            unit,
            today,
            kind=labels.get(unit.kind, ""),
            commune=communes.get(unit.commune_code, ""),
        )
        for unit in units
    ]


def _communes(units: Sequence[Unit]) -> dict[str, str]:
    codes = {unit.commune_code for unit in units if unit.commune_code}
    return names_of(codes, clock.today()) if codes else {}
