"""Who lies in the secure rooms and who guards them; without the grant there is no such address."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.custody import permissions, queries, rules
from tuyen.edge.api.who import asker
from tuyen.platform.access.chart_access import note_reads

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


@router.get("/roster", response=RosterOut, summary="Roster of the secure rooms, and who guards now")
def roster(request: HttpRequest) -> Any:
    who = asker(request)
    if not permissions.may_see(who):
        raise Http404
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
