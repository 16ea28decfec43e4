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
from tuyen.registry.terms import figures as proposed
from tuyen.registry.terms import queries as terms
from tuyen.registry.terms import settled
from tuyen.registry.terms.models import LocalValue

units = Router(tags=["units"])
codes = Router(tags=["codes"])
figures = Router(tags=["figures"])


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


class SettableOut(Schema):
    """`value` counts at the unit on the day; `is_confirmed` false: nobody has verified it."""

    code: str
    rule: str
    group: str
    label_vi: str
    label_en: str
    unit: str
    value: str
    proposed: str
    is_confirmed: bool
    source: str
    confirmed_by: str
    valid_from: dt.date | None


class Settables(Schema):
    items: list[SettableOut]


@figures.get("", response=Settables, summary="Deadlines, months and weights that count at a unit")
def figures_of(
    request: HttpRequest, unit_id: uuid.UUID | None = None, on: dt.date | None = None
) -> Any:
    who, day = asker(request), on or clock.today()
    wanted = unit_id or who.unit_id
    if unit_id and not facilities.visible_to(who).filter(pk=unit_id).exists():
        raise Http404
    standing = settled.at_unit(day, wanted)
    return {
        "items": [
            _figure(each, standing.get((each.rule, each.row, each.field)))
            for each in proposed.figures(day)
        ]
    }


def _figure(each: proposed.Figure, kept: LocalValue | None) -> dict[str, Any]:
    return {
        "code": each.code,
        "rule": each.rule,
        "group": each.group,
        "label_vi": each.label.vi,
        "label_en": each.label.en,
        "unit": each.measure.en,
        "value": kept.value if kept else each.text,
        "proposed": each.text,
        "is_confirmed": kept is not None,
        "source": kept.source if kept else each.source,
        "confirmed_by": kept.confirmed_by if kept else "",
        "valid_from": kept.valid_from if kept else None,
    }
