"""Zones of an outbreak: set, extended and lifted by orders; what was handed out inside."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.actions import zones as actions
from tuyen.domains.outbreaks.models import Outbreak, Zone
from tuyen.domains.outbreaks.queries import zones as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.outbreaks import found_outbreak, reader

router = Router(tags=["outbreaks"])
MOST_ZONES = 200


class ZoneOrderIn(Schema):
    """until_on: of an order that sets or extends; left out of one that lifts."""

    number: str = Field(min_length=1, max_length=60)
    signed_on: dt.date
    signed_by: str = Field(min_length=1, max_length=120)
    why: str = Field(min_length=1, max_length=300)
    effective_on: dt.date
    until_on: dt.date | None = None


class ZoneOrderOut(ZoneOrderIn):
    """`kind`: set, extend or lift."""

    id: uuid.UUID
    kind: str


class ZoneIn(Schema):
    """level, measures: codes of the rulebook's list. hamlets: none for the whole commune."""

    name: str = Field(min_length=1, max_length=120)
    level: str = Field(max_length=20)
    hamlets: list[str] = Field([], max_length=100)
    bounds: str = Field("", max_length=500)
    measures: list[str] = Field([], max_length=50)
    order: ZoneOrderIn


class ZoneOut(Schema):
    """*_known: as the registry counted on `counted_on`; households, people: as a person corrected them."""

    id: uuid.UUID
    outbreak_id: uuid.UUID
    name: str
    level: str
    hamlets: list[str]
    bounds: str
    measures: list[str]
    status: str
    starts_on: dt.date
    until_on: dt.date
    lifted_on: dt.date | None
    households_known: int | None
    people_known: int | None
    counted_on: dt.date | None
    households: int | None
    people: int | None

    @staticmethod
    def resolve_hamlets(row: Any) -> list[str]:
        return queries.hamlets_of(row)


class ZoneSupplyIn(Schema):
    item: str = Field(min_length=1, max_length=120)
    amount: int = Field(ge=1, le=10_000_000)
    amount_unit: str = Field(min_length=1, max_length=30)
    households: int | None = Field(None, ge=1, le=1_000_000)
    given_on: dt.date


class ZoneSupplyOut(ZoneSupplyIn):
    id: uuid.UUID


class ZoneWhole(Schema):
    zone: ZoneOut
    orders: list[ZoneOrderOut]
    supplies: list[ZoneSupplyOut]


class ZoneCountIn(Schema):
    households: int = Field(ge=0, le=1_000_000)
    people: int = Field(ge=0, le=10_000_000)
    why: str = Field(min_length=1, max_length=200)


@router.get(
    "/{uuid:outbreak_id}/zones", response=list[ZoneOut], summary="Zones, those that stand first"
)
def listed(request: HttpRequest, outbreak_id: uuid.UUID) -> Any:
    return list(queries.of_outbreak(found_outbreak(outbreak_id, reader(request)))[:MOST_ZONES])


@router.post(
    "/{uuid:outbreak_id}/zones", response={201: ZoneOut}, summary="Close off a zone by an order"
)
def set_(request: HttpRequest, response: HttpResponse, outbreak_id: uuid.UUID, said: ZoneIn) -> Any:
    who = reader(request)
    outbreak = found_outbreak(outbreak_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    values = said.model_dump(exclude={"order"})
    zoning = actions.Zoning(
        **values | {"hamlets": tuple(said.hamlets), "measures": tuple(said.measures)}
    )
    order = actions.Order(**said.order.model_dump())
    row = conditions.once(
        response,
        repeat,
        lambda: actions.set_zone(
            outbreak=outbreak, said=zoning, order=order, by=who, repeat=repeat
        ),
        lambda id_: _zone(outbreak, id_),
    )
    return 201, row


@router.get(
    "/{uuid:outbreak_id}/zones/{uuid:zone_id}",
    response=ZoneWhole,
    summary="One zone with its orders and supplies",
)
def read(request: HttpRequest, outbreak_id: uuid.UUID, zone_id: uuid.UUID) -> Any:
    row = _found(outbreak_id, zone_id, reader(request))
    supplies = list(queries.supplies_of(row)[:MOST_ZONES])
    return {"zone": row, "orders": list(queries.orders_of(row)), "supplies": supplies}


@router.post(
    "/{uuid:outbreak_id}/zones/{uuid:zone_id}/extend",
    response={201: ZoneOrderOut},
    summary="A later end by an order of its own",
)
def extend(
    request: HttpRequest, outbreak_id: uuid.UUID, zone_id: uuid.UUID, said: ZoneOrderIn
) -> Any:
    who = reader(request)
    order = actions.Order(**said.model_dump())
    return 201, actions.extend_zone(zone=_found(outbreak_id, zone_id, who), order=order, by=who)


@router.post(
    "/{uuid:outbreak_id}/zones/{uuid:zone_id}/lift",
    response={201: ZoneOrderOut},
    summary="Lifted by an order of its own",
)
def lift(
    request: HttpRequest, outbreak_id: uuid.UUID, zone_id: uuid.UUID, said: ZoneOrderIn
) -> Any:
    who = reader(request)
    order = actions.Order(**said.model_dump())
    return 201, actions.lift_zone(zone=_found(outbreak_id, zone_id, who), order=order, by=who)


@router.post(
    "/{uuid:outbreak_id}/zones/{uuid:zone_id}/count",
    response=ZoneOut,
    summary="Households and people as counted at the place",
)
def count(
    request: HttpRequest, outbreak_id: uuid.UUID, zone_id: uuid.UUID, said: ZoneCountIn
) -> Any:
    who = reader(request)
    row = _found(outbreak_id, zone_id, who)
    return actions.correct_count(zone=row, by=who, **said.model_dump())


@router.post(
    "/{uuid:outbreak_id}/zones/{uuid:zone_id}/supplies",
    response={201: ZoneSupplyOut},
    summary="Supplies handed out inside",
)
def supply(
    request: HttpRequest, outbreak_id: uuid.UUID, zone_id: uuid.UUID, said: ZoneSupplyIn
) -> Any:
    who = reader(request)
    row = _found(outbreak_id, zone_id, who)
    return 201, actions.hand_out(zone=row, by=who, **said.model_dump())


def _found(outbreak_id: uuid.UUID, zone_id: uuid.UUID, who: Actor) -> Zone:
    return _zone(found_outbreak(outbreak_id, who), zone_id)


def _zone(outbreak: Outbreak, zone_id: uuid.UUID) -> Zone:
    row: Zone | None = queries.of_outbreak(outbreak).filter(pk=zone_id).first()
    if row is None:
        raise Http404
    row.outbreak = outbreak
    return row
