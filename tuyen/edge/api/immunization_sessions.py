"""Immunisation days: opened, their lots, their children given or not, closed; by the acts of the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import screening, vials, visits, watch
from tuyen.domains.immunization.actions import sessions as actions
from tuyen.domains.immunization.models import ImmunizationSession
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.queries import watch as watching
from tuyen.edge.api import conditions
from tuyen.edge.api.immunizations import Doses
from tuyen.edge.api.paging import Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.chart import opened_chart
from tuyen.record.models import Immunization

router = Router(tags=["immunizations"])


class SessionIn(Schema):
    """Of today. `village`: only its children; empty: all whom the unit follows."""

    kind: Literal["fixed", "outreach"] = "fixed"
    place: str = Field(min_length=1, max_length=200)
    village: str = Field("", max_length=200)


class SessionOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    day: dt.date
    kind: str
    place: str
    village: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None


class SessionLotIn(Schema):
    vaccine: str = Field(max_length=20)
    lot: str = Field(min_length=1, max_length=40)
    expiry_on: dt.date


class SessionLotOut(Schema):
    vaccine: str
    lot: str
    expiry_on: dt.date


class SessionLots(Schema):
    """All of them or none."""

    items: list[SessionLotIn] = Field(min_length=1, max_length=30)


class OpenVialOut(Schema):
    id: uuid.UUID
    vaccine: str
    lot: str
    size: int
    drawn: int
    left: int
    opened_at: dt.datetime
    discard_at: dt.datetime
    discarded_at: dt.datetime | None
    wasted: int


class OfferOut(Schema):
    """`lot`: that of the day; null where nobody has chosen one."""

    vaccine: str
    number: int
    is_late: bool
    lot: str | None


class SessionChild(Schema):
    person_id: uuid.UUID
    name: str
    village: str
    outcome: str
    is_watched: bool
    offers: list[OfferOut]


class SessionUse(Schema):
    """What the day came to for one vaccine. `wastage` in percent."""

    label: str
    given: int
    opened: int
    wasted: int
    still_open: int
    wastage: float | None


class SessionSheet(Schema):
    session: SessionOut
    lots: list[SessionLotOut]
    vials: list[OpenVialOut]
    children: list[SessionChild]
    used: list[SessionUse]


class SessionDoses(Schema):
    """Codes of vaccines; each is taken from the lot of the day."""

    vaccines: list[str] = Field(min_length=1, max_length=10)


class ScreeningIn(Schema):
    """`found`: items answered “yes”; all others were asked and not found."""

    found: list[str] = Field(default=[], max_length=30)
    decision: Literal["fit", "postponed", "contraindicated"] = "fit"
    reason: str = Field("", max_length=300)


class WatchedOut(Schema):
    """`until`: the earliest moment to go home without a reason."""

    visit_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    vaccines: list[str]
    since: dt.datetime
    until: dt.datetime


class WatchedList(Schema):
    items: list[WatchedOut]


class WentHome(Schema):
    """`note`: why, before the end of the watch."""

    note: str = Field("", max_length=300)


class SessionWithheld(Schema):
    reason: str = Field(max_length=20)


class SessionChildSaid(Schema):
    decision: str
    outcome: str
    reason: str
    left_how: str


@router.get("", response=Listed[SessionOut], summary="Immunisation days of the unit, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = 20) -> Any:
    return newest_first(queries.visible_to(_vaccinator(request)), cursor, limit, lambda row: row)


@router.post("", response={201: SessionOut}, summary="An immunisation day is opened")
def open_session(request: HttpRequest, said: SessionIn) -> Any:
    return 201, actions.open_session(by=asker(request), **said.dict())


@router.get("/watch", response=WatchedList, summary="Who is watched after a dose at the unit")
def watched(request: HttpRequest) -> Any:
    return {"items": [_watched(each) for each in watching.watched(_vaccinator(request))]}


@router.post(
    "/watch/{uuid:visit_id}/home", response=SessionChildSaid, summary="A watched child goes home"
)
def go_home(request: HttpRequest, visit_id: uuid.UUID, said: WentHome) -> Any:
    who = _vaccinator(request)
    visit = watching.visible_to(who).filter(pk=visit_id).first()
    if visit is None:
        raise Http404
    return watch.go_home(visit=visit, by=who, note=said.note)


@router.get("/{uuid:session_id}", response=SessionSheet, summary="The sheet of the day")
def sheet(request: HttpRequest, session_id: uuid.UUID) -> Any:
    who = _vaccinator(request)
    row = _found(session_id, who)
    return {
        "session": row,
        "lots": queries.lots_of(row),
        "vials": queries.vials_of(row),
        "children": [_child(line) for line in queries.sheet(row, who)],
        "used": queries.used_in(row),
    }


@router.put(
    "/{uuid:session_id}/lots", response=list[SessionLotOut], summary="Lots of the day, chosen once"
)
def choose_lots(request: HttpRequest, session_id: uuid.UUID, said: SessionLots) -> Any:
    who = _vaccinator(request)
    row = _found(session_id, who)
    lots = [actions.Lot(each.vaccine, each.lot, each.expiry_on) for each in said.items]
    actions.choose_lots(session=row, lots=lots, by=who)
    return queries.lots_of(row)


@router.post(
    "/{uuid:session_id}/persons/{uuid:person_id}/arrival",
    response={201: SessionChildSaid},
    summary="Somebody outside the list has come",
)
def arrive(request: HttpRequest, session_id: uuid.UUID, person_id: uuid.UUID) -> Any:
    who = _vaccinator(request)
    return 201, visits.arrive(session=_found(session_id, who), person_id=person_id, by=who)


@router.post(
    "/{uuid:session_id}/persons/{uuid:person_id}/screening",
    response={201: SessionChildSaid},
    summary="A doctor decides before the dose",
)
def screen(
    request: HttpRequest, session_id: uuid.UUID, person_id: uuid.UUID, said: ScreeningIn
) -> Any:
    who = _vaccinator(request)
    row = _found(session_id, who)
    opened_chart(person_id, who, what="api")
    return 201, screening.screen(session=row, person_id=person_id, by=who, **said.dict())


@router.post(
    "/{uuid:session_id}/persons/{uuid:person_id}/doses",
    response={201: Doses},
    summary="Given in this session; all or none",
)
def give(
    request: HttpRequest,
    response: HttpResponse,
    session_id: uuid.UUID,
    person_id: uuid.UUID,
    said: SessionDoses,
) -> Any:
    who = _vaccinator(request)
    row = _found(session_id, who)
    opened_chart(person_id, who, what="api")
    content = {"session": str(session_id), "person": str(person_id), **said.dict()}
    repeat = conditions.repeat_of(request, who, content)
    try:
        doses = visits.give(
            session=row, person_id=person_id, chosen=said.vaccines, by=who, repeat=repeat
        )
    except changes.Repeated:
        response[conditions.REPLAYED] = "true"
        doses = _given(row, person_id)
    return 201, {"items": doses}


@router.post(
    "/{uuid:session_id}/persons/{uuid:person_id}/withheld",
    response={201: SessionChildSaid},
    summary="Not given today, with the reason",
)
def withhold(
    request: HttpRequest, session_id: uuid.UUID, person_id: uuid.UUID, said: SessionWithheld
) -> Any:
    who = _vaccinator(request)
    row = _found(session_id, who)
    opened_chart(person_id, who, what="api")
    return 201, visits.withhold(session=row, person_id=person_id, why=said.reason, by=who)


@router.post(
    "/{uuid:session_id}/vials/{uuid:vial_id}/discard",
    response=OpenVialOut,
    summary="A vial is thrown away with what is left in it",
)
def discard(request: HttpRequest, session_id: uuid.UUID, vial_id: uuid.UUID) -> Any:
    who = _vaccinator(request)
    vial = queries.vials_visible_to(who).filter(pk=vial_id, session_id=session_id).first()
    if vial is None:
        raise Http404
    return vials.discard(vial=vial, by=who)


@router.post("/{uuid:session_id}/close", response=SessionOut, summary="The day is closed")
def close(request: HttpRequest, session_id: uuid.UUID) -> Any:
    who = _vaccinator(request)
    return actions.close_session(session=_found(session_id, who), by=who)


def _vaccinator(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_vaccinate(who)
    return who


def _found(session_id: uuid.UUID, who: Actor) -> ImmunizationSession:
    row: ImmunizationSession | None = queries.visible_to(who).filter(pk=session_id).first()
    if row is None:
        raise Http404
    return row


def _watched(each: watching.Watched) -> dict[str, Any]:
    return {
        "visit_id": each.visit.id,
        "person_id": each.person.id,
        "name": each.person.name,
        "vaccines": list(each.vaccines),
        "since": each.visit.watched_since,
        "until": each.visit.watch_until,
    }


def _given(row: ImmunizationSession, person_id: uuid.UUID) -> list[Immunization]:
    return list(queries.doses_in(row).filter(patient_id=person_id))


def _child(line: queries.Line) -> dict[str, Any]:
    return {
        "person_id": line.person.id,
        "name": line.person.name,
        "village": line.village,
        "outcome": line.visit.outcome if line.visit else "",
        "is_watched": line.visit is not None and line.visit.is_watched,
        "offers": [
            {
                "vaccine": each.vaccine,
                "number": each.number,
                "is_late": each.is_late,
                "lot": each.lot.lot if each.lot else None,
            }
            for each in line.offers
        ],
    }
