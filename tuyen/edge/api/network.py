"""Units of the network, and the code lists."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.edge.api import paging
from tuyen.edge.api.who import asker
from tuyen.registry.facilities import queries as facilities
from tuyen.registry.terms import queries as terms

units = Router(tags=["units"])
codes = Router(tags=["codes"])


class UnitOut(Schema):
    id: uuid.UUID
    parent_id: uuid.UUID | None
    kind: str
    chain: str
    name: str
    short_name: str
    commune_code: str
    province_code: str
    address: str
    phone: str
    valid_from: dt.date | None
    valid_to: dt.date | None


class CodeSetOut(Schema):
    scheme: str
    version: str
    title_vi: str
    title_en: str
    legal_basis: str
    valid_from: dt.date
    valid_to: dt.date | None
    is_unverified: bool


class CodeOut(Schema):
    code: str
    code_printed: str
    name_vi: str
    name_en: str
    parent: str


class CodeSets(Schema):
    items: list[CodeSetOut]


class Codes(Schema):
    items: list[CodeOut]


@units.get("", response=paging.Listed[UnitOut], summary="Open units of your chain of command")
def all_units(
    request: HttpRequest,
    name: str = "",
    kind: str = "",
    province_code: str = "",
    cursor: str = "",
    limit: paging.Limit = 20,
) -> Any:
    found = facilities.filtered(
        asker(request), clock.today(), words=name, kind=kind, province_code=province_code
    )
    return paging.newest_first(found, cursor, limit, lambda unit: unit)


@units.get("/{uuid:unit_id}", response=UnitOut, summary="One unit")
def unit(request: HttpRequest, unit_id: uuid.UUID) -> Any:
    found = facilities.visible_to(asker(request)).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found


@codes.get("", response=CodeSets, summary="Code lists in force on a day (today by default)")
def code_sets(request: HttpRequest, on: dt.date | None = None) -> Any:
    return {"items": list(terms.sets_in_force(on or clock.today()))}


@codes.get("/{scheme}", response=Codes, summary="Entries by code or words without accents")
def entries(
    request: HttpRequest,
    scheme: str,
    q: str = "",
    on: dt.date | None = None,
    limit: paging.Limit = 20,
) -> Any:
    day = on or clock.today()
    if terms.set_on(scheme, day) is None:
        raise Http404
    return {"items": terms.search_codes(scheme, q, day, limit)}
