"""Who lies in the secure rooms and who guards them; without the grant there is no such address.

Nothing here says what anybody suffers from: a guard's key reads and writes names, places, papers, shifts.
"""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.custody import actions, permissions, queries, rules
from tuyen.domains.custody.models import NoContact, Paper
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.wards import Reason
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.models import Admission
from tuyen.record.queries.beds import names_of

router = Router(tags=["custody"])


class InmateOut(Schema):
    """Who and where, never why. `apart`: names of those who must not meet this person."""

    stay_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    place: str
    arrived_at: dt.datetime
    legal_state: str
    authority: str
    apart: list[str]


class SecureRoomOut(Schema):
    id: uuid.UUID
    name: str
    free_beds: int
    inmates: list[InmateOut]


class GuardOut(Schema):
    officer: str
    force: str
    room_id: uuid.UUID | None


class RosterOut(Schema):
    """`shift`: code of the shift that runs now, with those on guard."""

    rooms: list[SecureRoomOut]
    waiting: list[InmateOut]
    shift: str
    guards: list[GuardOut]


class CustodyPaperIn(Schema):
    """The order by which somebody was brought here; written once a stay, mended by writing it again."""

    legal_state: Literal["sentenced", "pre_trial", "held"]
    authority: str = Field(max_length=200)
    number: str = Field(max_length=60)
    issued_on: dt.date | None = None
    guard_unit: str = Field("", max_length=120)
    restraint: str = Field("", max_length=300)
    is_family_told: bool = False


class CustodyPaperOut(Schema):
    id: uuid.UUID
    stay_id: uuid.UUID = Field(alias="admission_id")
    legal_state: str
    authority: str
    number: str
    issued_on: dt.date | None
    guard_unit: str
    restraint: str
    family_told_at: dt.datetime | None
    handed_back_at: dt.datetime | None
    handed_back_to: str
    hand_back_number: str


class TakenBackIn(Schema):
    """`to`: who of the authority takes the person back; `number`: of the document."""

    to: str = Field(max_length=120)
    number: str = Field(max_length=60)


class PairIn(Schema):
    """Two people of the roster."""

    first: uuid.UUID
    second: uuid.UUID
    number: str = Field("", max_length=60)


class PairOut(Schema):
    id: uuid.UUID
    first: uuid.UUID = Field(alias="patient_id")
    second: uuid.UUID = Field(alias="other_id")
    number: str
    ended_on: dt.date | None


class Pairs(Schema):
    items: list[PairOut]


class GuardDutyIn(Schema):
    """`shift`: of the shifts in force; rooms and quarters of the asker's own unit."""

    day: dt.date
    shift: str = Field(max_length=12)
    officer: str = Field(max_length=120)
    force: str = Field("", max_length=120)
    phone: str = Field("", max_length=20)
    room_id: uuid.UUID | None = None
    quarters_id: uuid.UUID | None = None
    has_meals: bool = True


class GuardDutyOut(Schema):
    id: uuid.UUID
    day: dt.date
    shift: str
    officer: str
    force: str
    phone: str
    room_id: uuid.UUID | None
    quarters_id: uuid.UUID | None
    has_meals: bool
    is_off: bool


class GuardDuties(Schema):
    items: list[GuardDutyOut]


class GiveOverIn(Schema):
    """The shift that ends: how many by count; `note` is asked for where the roster says another number."""

    counted: int = Field(ge=0, le=500)
    note: str = Field("", max_length=500)


class TakeOverIn(Schema):
    """The next shift counts again; `difference` explains another number than the one given."""

    counted: int = Field(ge=0, le=500)
    difference: str = Field("", max_length=300)


class HandOverOut(Schema):
    id: uuid.UUID
    day: dt.date
    shift: str
    listed: int
    said: int
    counted: int | None
    note: str
    difference: str
    given_by_name: str
    given_at: dt.datetime
    taken_by_name: str
    taken_at: dt.datetime | None


def warden(request: HttpRequest) -> Actor:
    """Permission and grant; without both the address is not there."""
    who = asker(request)
    if not permissions.may_see(who):
        raise Http404
    return who


def guard(request: HttpRequest) -> Actor:
    who = warden(request)
    permissions.require_guard(who)
    return who


@router.get("/roster", response=RosterOut, summary="Roster of the secure rooms, and who guards now")
def roster(request: HttpRequest) -> Any:
    who = warden(request)
    found = queries.roster_of(who)
    note_reads([each.stay.patient_id for each in found.inmates], who, what="api", ground="report")
    shift = rules.shift_at(clock.now())
    return {
        "rooms": [
            {"id": room.id, "name": room.name, "free_beds": free, "inmates": map(_inmate, inmates)}
            for room, inmates, free in found.rooms
        ],
        "waiting": map(_inmate, found.waiting),
        "shift": shift[1].code if shift else "",
        "guards": _guards(who, shift),
    }


def _guards(who: Actor, shift: tuple[dt.date, rules.Shift] | None) -> list[Any]:
    if shift is None:
        return []
    day, running = shift
    return [row for row in queries.duties_on(who, day) if row.shift == running.code]


def _inmate(each: queries.Inmate) -> dict[str, Any]:
    return {
        "stay_id": each.stay.id,
        "person_id": each.stay.patient_id,
        "name": each.person.name,
        "place": each.place,
        "arrived_at": each.stay.arrived_at,
        "legal_state": each.paper.legal_state if each.paper else "",
        "authority": each.paper.authority if each.paper else "",
        "apart": each.apart,
    }


@router.get(
    "/stays/{uuid:stay_id}/paper", response=CustodyPaperOut, summary="The authority's paper"
)
def paper(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID) -> Any:
    who, stay = _stay(request, stay_id)
    note_reads([stay.patient_id], who, what="api", ground="report")
    return _told(response, _paper(stay, who))


@router.put("/stays/{uuid:stay_id}/paper", response=CustodyPaperOut, summary="Written or mended")
def keep_paper(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: CustodyPaperIn
) -> Any:
    """The first one needs no If-Match; to mend one takes the ETag that was read."""
    who, stay = _stay(request, stay_id)
    known = queries.paper_of(stay, who)
    if known is not None:
        conditions.require_match(request, known.hlc)
    kept = actions.keep_paper(stay=stay, said=actions.Said(**said.model_dump()), by=who)
    return _told(response, kept)


@router.post(
    "/stays/{uuid:stay_id}/hand-back",
    response=CustodyPaperOut,
    summary="The authority takes the person back; only then may the ward discharge",
)
def hand_back(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: TakenBackIn
) -> Any:
    who, stay = _stay(request, stay_id)
    known = _paper(stay, who)
    conditions.require_match(request, known.hlc)
    return _told(response, actions.hand_back(paper=known, to=said.to, number=said.number, by=who))


@router.get("/pairs", response=Pairs, summary="Who must not meet whom")
def pairs(request: HttpRequest) -> Any:
    who = warden(request)
    found = list(queries.pairs_at(who)[:500])
    people = {id_ for pair in found for id_ in (pair.patient_id, pair.other_id)}
    known = names_of(people, who)
    note_reads(list(known), who, what="api", ground="report")
    return {"items": [p for p in found if {p.patient_id, p.other_id} <= set(known)]}


@router.post("/pairs", response={201: PairOut}, summary="Two who must never share a room")
def keep_apart(request: HttpRequest, response: HttpResponse, said: PairIn) -> Any:
    """Saying a pair that is known again gives back the known one."""
    who = warden(request)
    told = said.model_dump()
    return 201, _told(response, actions.keep_apart(by=who, **told))


@router.get("/pairs/{uuid:pair_id}", response=PairOut, summary="One pair in force")
def pair(request: HttpRequest, response: HttpResponse, pair_id: uuid.UUID) -> Any:
    found = _pair(warden(request), pair_id)
    return _told(response, found)


@router.post("/pairs/{uuid:pair_id}/end", response=PairOut, summary="The authority lifted it")
def end_pair(request: HttpRequest, response: HttpResponse, pair_id: uuid.UUID, said: Reason) -> Any:
    who = warden(request)
    found = _pair(who, pair_id)
    conditions.require_match(request, found.hlc)
    return _told(response, actions.end_pair(pair=found, why=said.why, by=who))


@router.get(
    "/duties", response=GuardDuties, summary="The guard's roster of a day (today by default)"
)
def duties(request: HttpRequest, day: dt.date | None = None) -> Any:
    return {"items": queries.duties_on(warden(request), day or clock.today())}


@router.post("/duties", response={201: GuardDutyOut}, summary="One officer on one shift")
def put_on_duty(request: HttpRequest, response: HttpResponse, said: GuardDutyIn) -> Any:
    who = guard(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if repeat and isinstance(earlier := repeat.outcome(), changes.Repeated):
        made = _found(queries.all_duties(who), earlier.result_id)
        response[conditions.REPLAYED] = "true"
    else:
        duty = actions.Duty(**said.model_dump())
        made = actions.put_on_duty(duty=duty, by=who, repeat=repeat)
    return 201, _told(response, made)


@router.get("/duties/{uuid:duty_id}", response=GuardDutyOut, summary="One duty")
def duty(request: HttpRequest, response: HttpResponse, duty_id: uuid.UUID) -> Any:
    return _told(response, _found(queries.all_duties(warden(request)), duty_id))


@router.post("/duties/{uuid:duty_id}/off", response=GuardDutyOut, summary="Taken off the roster")
def take_off_duty(request: HttpRequest, response: HttpResponse, duty_id: uuid.UUID) -> Any:
    who = guard(request)
    found = _found(queries.all_duties(who), duty_id)
    conditions.require_match(request, found.hlc)
    return _told(response, actions.take_off_duty(duty=found, by=who))


@router.get("/hand-overs", response=Listed[HandOverOut], summary="Shifts handed over, newest first")
def hand_overs(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.all_hand_overs(guard(request)), cursor, limit, lambda row: row)


@router.post("/hand-overs", response={201: HandOverOut}, summary="Counted, and given to the next")
def give_over(request: HttpRequest, response: HttpResponse, said: GiveOverIn) -> Any:
    who = guard(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if repeat and isinstance(earlier := repeat.outcome(), changes.Repeated):
        made = _found(queries.all_hand_overs(who), earlier.result_id)
        response[conditions.REPLAYED] = "true"
    else:
        made = actions.give_over(by=who, repeat=repeat, **said.model_dump())
    return 201, _told(response, made)


@router.get("/hand-overs/{uuid:hand_over_id}", response=HandOverOut, summary="One hand-over")
def hand_over(request: HttpRequest, response: HttpResponse, hand_over_id: uuid.UUID) -> Any:
    return _told(response, _found(queries.all_hand_overs(guard(request)), hand_over_id))


@router.post(
    "/hand-overs/{uuid:hand_over_id}/take",
    response=HandOverOut,
    summary="Counted again and taken over; never by who gave",
)
def take_over(
    request: HttpRequest, response: HttpResponse, hand_over_id: uuid.UUID, said: TakeOverIn
) -> Any:
    who = guard(request)
    found = _found(queries.all_hand_overs(who), hand_over_id)
    conditions.require_match(request, found.hlc)
    return _told(response, actions.take_over(hand_over=found, by=who, **said.model_dump()))


def _stay(request: HttpRequest, stay_id: uuid.UUID) -> tuple[Actor, Admission]:
    who = warden(request)
    stay: Admission = _found(queries.stays_in_custody(who), stay_id)
    return who, stay


def _paper(stay: Admission, who: Actor) -> Paper:
    found = queries.paper_of(stay, who)
    if found is None:
        raise Http404
    return found


def _pair(who: Actor, pair_id: uuid.UUID) -> NoContact:
    found: NoContact = _found(queries.pairs_at(who), pair_id)
    return found


def _found(rows: Any, id_: uuid.UUID | None) -> Any:
    found = rows.filter(pk=id_).first()
    if found is None:
        raise Http404
    return found


def _told(response: HttpResponse, row: Any) -> Any:
    conditions.tagged(response, row.hlc)
    return row
