"""The equipment register of a unit within reach."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.equipment import actions, permissions, queries
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.registry.facilities.models import Unit

router = Router(tags=["equipment"])


class DeviceIn(Schema):
    """`kind`: a code of the list of kinds. A serial number is of one device."""

    unit_id: uuid.UUID
    kind: str = Field(max_length=40)
    name: str = Field("", max_length=160)
    model: str = Field("", max_length=80)
    serial: str = Field("", max_length=80)
    maker: str = Field("", max_length=120)
    made_year: int | None = Field(None, ge=1950, le=2100)
    used_from: dt.date | None = None
    source: str = Field("budget", pattern="^(budget|programme|donation|own)$")
    source_note: str = Field("", max_length=160)
    value_dong: int | None = Field(None, ge=0, le=10**13)
    quantity: int = Field(1, ge=1, le=999)


class DeviceOut(Schema):
    """`state`: in_use, faulty, under_repair, stored, disposed."""

    id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    name: str
    model: str
    serial: str
    maker: str
    made_year: int | None
    used_from: dt.date | None
    source: str
    value_dong: int | None
    quantity: int
    state: str
    state_since: dt.date | None


class DeviceFaultIn(Schema):
    said: str = Field(min_length=1, max_length=300)
    still_works: bool = False


class DeviceFaultOut(Schema):
    id: uuid.UUID
    item_id: uuid.UUID
    reported_on: dt.date
    said: str
    still_works: bool
    mended_on: dt.date | None


class ShortOut(Schema):
    """One line of the standard (not verified): `what` is equipment or room."""

    what: str
    code: str
    least: int
    working: int
    short: int


class Standard(Schema):
    items: list[ShortOut]


@router.get("/{uuid:unit_id}", response=Listed[DeviceOut], summary="Devices of a unit")
def devices(request: HttpRequest, unit_id: uuid.UUID, cursor: str = "", limit: Limit = 20) -> Any:
    unit = _unit(_reader(request), unit_id)
    return newest_first(queries.items_of(unit.id), cursor, limit, lambda row: row)


@router.get("/{uuid:unit_id}/standard", response=Standard, summary="What lacks")
def standard(request: HttpRequest, unit_id: uuid.UUID) -> Any:
    unit = _unit(_reader(request), unit_id)
    lines = queries.against_standard(unit.id, unit.kind)
    return {
        "items": [
            {
                "what": line.wanted.what,
                "code": line.wanted.code,
                "least": line.wanted.least,
                "working": line.working,
                "short": line.short,
            }
            for line in lines
        ]
    }


@router.post("", response={201: DeviceOut}, summary="A device comes into the register")
def add(request: HttpRequest, response: HttpResponse, said: DeviceIn) -> Any:
    who = _reader(request)
    unit = _unit(who, said.unit_id)
    made = actions.add_item(unit=unit, by=who, **said.dict(exclude={"unit_id"}))
    conditions.tagged(response, made.hlc)
    return 201, made


@router.post("/devices/{uuid:item_id}/faults", response={201: DeviceFaultOut}, summary="A fault")
def fault(request: HttpRequest, item_id: uuid.UUID, said: DeviceFaultIn) -> Any:
    who = _reader(request)
    item: EquipmentItem | None = queries.items_in_reach(who).filter(pk=item_id).first()
    if item is None:
        raise Http404
    unit = _unit(who, item.unit_id)
    return 201, actions.report_fault(
        item=item, unit=unit, said=said.said, still_works=said.still_works, by=who
    )


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not (who.may(permissions.SEE) or who.may(permissions.MANAGE)):
        raise NotPermitted(_("Vai trò hiện tại không xem được sổ trang thiết bị."))
    return who


def _unit(who: Actor, unit_id: uuid.UUID) -> Unit:
    found = queries.units_in_reach(who).filter(pk=unit_id).first()
    if found is None:
        raise Http404
    return found
